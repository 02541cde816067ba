"""Reports about people and messages: who may, what is kept, and what moderators of the site decide."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.contact.actions import open_thread, write
from accounts.contact.models import Message, Thread, Topic
from accounts.identifiers import new_nonce
from accounts.permissions import Refused
from accounts.privacy.everything import data_of
from accounts.users.models import Block, Profile, SeenBy
from community.groups.models import JoinRequest
from community.moderation.models import AccessRecord, Case, Decision, ReasonCode, Report, Revision
from community.moderation.people import (
    ask_to_change,
    leave_alone,
    put_message_back,
    remove_message,
    report_message,
    report_person,
)
from community.moderation.privacy import erase
from tests.telling import told

WORDS = {"reason": ReasonCode.HARASSMENT, "words": "Please look at this."}
DECISION = {"reason": ReasonCode.HARASSMENT, "words": "Please stay friendly."}


@pytest.fixture
def joining(as_viewer, outsider, group):
    request = JoinRequest.objects.create(group=group, user=outsider)
    return open_thread(
        Topic.JOINING,
        by=as_viewer(outsider),
        target=request.public_id,
        person=outsider,
        group_id=group.pk,
    )


@pytest.fixture
def says(as_viewer, joining):
    def say(user, text):
        return write(joining, by=as_viewer(user), nonce=new_nonce(), text=text)

    return say


@pytest.fixture
def rude(says, outsider):
    """The applicant's message, with three before it and three after it."""
    written = [says(outsider, f"Message {number}.") for number in range(7)]
    return written[3]


@pytest.fixture
def message_case(rude, as_viewer, organizer):
    return report_message(rude, by=as_viewer(organizer), **WORDS)


@pytest.fixture
def person_case(as_viewer, member, other_member):
    """``member`` reported ``other_member``."""
    Profile.objects.filter(user=other_member).update(bio="Rude words", bio_seen_by=SeenBy.PEOPLE)
    other_member.refresh_from_db()
    return report_person(other_member, by=as_viewer(member), **WORDS)


def names(**fields):
    return sorted(line.recipient.profile.display_name for line in told(**fields))


def case_page(case):
    return reverse("moderation:case", args=[case.public_id])


# ---- Who may report ----


def test_reports_about_a_person_go_to_the_sites_moderators(
    organizer, moderator, site_moderator, operator, person_case
):
    assert (person_case.group_id, person_case.kind) == (None, "person")
    assert names(kind="moderation.reported") == ["Olga", "Sami"]
    assert names(kind="moderation.report_received") == ["Mira"]


def test_of_many_reports_about_one_person_one_case_is_made(
    person_case, as_viewer, other_member, outsider, member
):
    again = report_person(other_member, by=as_viewer(outsider), **WORDS)
    assert again == person_case
    assert again.reports.count() == again.report_count == 2
    with pytest.raises(Refused, match="already"):
        report_person(other_member, by=as_viewer(member), **WORDS)
    assert Report.objects.count() == 2


def test_once_decided_a_person_can_be_reported_anew(
    person_case, as_viewer, member, other_member, site_moderator
):
    leave_alone(person_case, by=as_viewer(site_moderator))
    again = report_person(other_member, by=as_viewer(member), **WORDS)
    assert (again == person_case, again.version.version) == (False, 2)


def test_nobody_reports_themselves(as_viewer, member):
    with pytest.raises(PermissionDenied):
        report_person(member, by=as_viewer(member), **WORDS)


def test_who_blocked_the_reporter_is_not_there_to_be_reported(as_viewer, member, outsider):
    Block.objects.create(blocker=outsider, blocked=member)
    with pytest.raises(Refused, match="not here"):
        report_person(outsider, by=as_viewer(member), **WORDS)
    assert not Case.objects.exists()


def test_whom_one_has_blocked_can_be_reported(as_viewer, member, outsider):
    Block.objects.create(blocker=member, blocked=outsider)
    assert report_person(outsider, by=as_viewer(member), **WORDS).report_count == 1


def test_a_minors_page_that_one_cannot_see_cannot_be_reported(as_viewer, make_user, outsider):
    young = make_user("jona", birth_year=2009)
    with pytest.raises(Refused):
        report_person(young, by=as_viewer(outsider), **WORDS)
    assert not Case.objects.exists()


@pytest.mark.parametrize("who", ["member", "moderator", "other_moderator"])
def test_only_a_message_one_can_read_is_reported(request, rude, as_viewer, who):
    with pytest.raises(Refused, match="can't read"):
        report_message(rude, by=as_viewer(request.getfixturevalue(who)), **WORDS)
    assert not Case.objects.exists()


@pytest.mark.parametrize("who", ["member", "moderator", "other_moderator", "site_moderator"])
def test_the_form_shows_nobody_a_message_they_cannot_read(request, client_of, rude, who):
    page = client_of(request.getfixturevalue(who)).get(
        reverse("moderation:report_message", args=[rude.public_id])
    )
    assert page.status_code == 404
    assert rude.text not in page.content.decode()


def test_nobody_reports_their_own_message_or_the_same_one_twice(
    rude, message_case, as_viewer, outsider, organizer
):
    with pytest.raises(PermissionDenied):
        report_message(rude, by=as_viewer(outsider), **WORDS)
    with pytest.raises(Refused, match="already"):
        report_message(rude, by=as_viewer(organizer), **WORDS)
    assert Report.objects.count() == 1


def test_what_was_taken_away_is_not_reported(rude, message_case, as_viewer, organizer, site_moderator):
    remove_message(message_case, by=as_viewer(site_moderator), **DECISION)
    with pytest.raises(Refused):
        report_message(rude, by=as_viewer(organizer), **WORDS)


def test_twenty_reports_a_day_and_no_more(client_of, make_user, member):
    client, codes = client_of(member), []
    for number in range(21):
        person = make_user(f"p{number}")
        path = reverse("moderation:report_person", args=[person.public_id])
        codes.append(client.post(path, {"reason": "spam"}).status_code)
    assert codes == [302] * 20 + [200]
    assert Report.objects.count() == 20


# ---- What the moderator reads ----


def test_a_moderator_reads_two_messages_before_and_after_and_no_more(client_of, message_case, site_moderator):
    html = client_of(site_moderator).get(case_page(message_case)).content.decode()
    assert [number for number in range(7) if f"Message {number}." in html] == [1, 2, 3, 4, 5]


def test_a_profile_is_read_as_it_stood_when_it_was_reported(
    client_of, person_case, site_moderator, other_member
):
    Profile.objects.filter(user=other_member).update(bio="Kind words", display_name="Somebody else")
    html = client_of(site_moderator).get(case_page(person_case)).content.decode()
    assert "Rude words" in html
    assert "Leyla" in html
    assert "Kind words" not in html


def test_what_is_not_for_everybody_is_not_kept(as_viewer, member, other_member):
    Profile.objects.filter(user=other_member).update(bio="For my groups", bio_seen_by=SeenBy.GROUPS)
    other_member.refresh_from_db()
    case = report_person(other_member, by=as_viewer(member), **WORDS)
    assert "For my groups" not in case.version.text


def test_reports_are_plain_text_and_name_no_reporter(
    client_of, as_viewer, member, other_member, site_moderator
):
    words = "<script>alert(1)</script> [x](https://example.org)"
    case = report_person(other_member, by=as_viewer(member), reason=ReasonCode.SPAM, words=words)
    html = client_of(site_moderator).get(case_page(case)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [x](https://example.org)" in html
    assert "Mira" not in html


@pytest.mark.parametrize("who", ["organizer", "moderator", "member", "outsider", "other_moderator"])
def test_nobody_but_the_sites_moderators_finds_these_cases(
    request, client_of, person_case, message_case, who
):
    client = client_of(request.getfixturevalue(who))
    for case in (person_case, message_case):
        assert client.get(case_page(case)).status_code == 404
        for verb in ("leave", "ask", "remove", "restore", "open_case"):
            path = reverse(f"moderation:{verb}", args=[case.public_id])
            assert client.post(path, DECISION).status_code == 404
    assert not Decision.objects.exists()


def test_the_queue_shows_them_beside_stories(
    client_of, person_case, message_case, pending_story, site_moderator
):
    html = client_of(site_moderator).get(reverse("moderation:queue")).content.decode()
    for title in ("Leyla", "A message by Otto", pending_story.newest.title):
        assert title in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_case_and_for_three(
    client_of, as_viewer, make_user, member, site_moderator, queries_of, count
):
    for number in range(count):
        report_person(make_user(f"p{number}"), by=as_viewer(member), **WORDS)
    assert queries_of(client_of(site_moderator), reverse("moderation:queue")) == 5


# ---- Deciding ----


def test_left_as_it_is_only_the_reporter_is_told(person_case, client_of, site_moderator):
    client_of(site_moderator).post(reverse("moderation:leave", args=[person_case.public_id]))
    assert names(kind="moderation.report_decided") == ["Mira"]
    assert names(kind="moderation.about_you") == []
    assert Decision.objects.get().outcome == "no_action"


def test_asked_to_change_the_person_has_the_words(person_case, client_of, site_moderator, other_member):
    path = reverse("moderation:ask", args=[person_case.public_id])
    assert client_of(site_moderator).post(path, {"reason": "", "words": ""}).status_code == 400
    client_of(site_moderator).post(path, DECISION)
    assert names(kind="moderation.about_you") == ["Leyla"]
    page = reverse("moderation:about_you", args=[person_case.public_id])
    html = client_of(other_member).get(page).content.decode()
    assert "Please stay friendly." in html
    assert "Mira" not in html
    assert "Please look at this." not in html


def test_a_person_cannot_be_taken_away(person_case, as_viewer, site_moderator):
    with pytest.raises(Refused):
        remove_message(person_case, by=as_viewer(site_moderator), **DECISION)
    assert Case.objects.open().count() == 1


def test_a_removed_message_has_its_place_and_comes_back(
    message_case, rude, client_of, joining, organizer, outsider, site_moderator
):
    thread = reverse("contact:thread", args=[joining.public_id])

    def shown(user):
        html = client_of(user).get(thread).content.decode()
        return rude.text in html, "A moderator took this message away." in html

    client_of(site_moderator).post(reverse("moderation:remove", args=[message_case.public_id]), DECISION)
    assert shown(organizer) == shown(outsider) == (False, True)
    assert names(kind="moderation.about_you") == ["Otto"]
    client_of(site_moderator).post(reverse("moderation:restore", args=[message_case.public_id]))
    assert shown(organizer) == shown(outsider) == (True, False)
    outcomes = Decision.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["removed", "restored"]
    assert Decision.objects.get(outcome="restored").supersedes.outcome == "removed"


def test_nothing_is_put_back_that_was_not_removed(message_case, as_viewer, site_moderator):
    leave_alone(message_case, by=as_viewer(site_moderator))
    with pytest.raises(Refused):
        put_message_back(message_case, by=as_viewer(site_moderator))


def test_of_two_decisions_one_counts(person_case, as_viewer, site_moderator, operator):
    leave_alone(person_case, by=as_viewer(site_moderator))
    with pytest.raises(Refused, match="a moment ago"):
        ask_to_change(person_case, by=as_viewer(operator), **DECISION)
    assert Decision.objects.count() == 1


def test_nobody_decides_about_themselves(client_of, as_viewer, member, site_moderator, operator):
    case = report_person(site_moderator, by=as_viewer(member), **WORDS)
    with pytest.raises(PermissionDenied):
        leave_alone(case, by=as_viewer(site_moderator))
    assert client_of(site_moderator).get(case_page(case)).status_code == 404
    assert (
        "Sami"
        not in client_of(site_moderator).get(reverse("moderation:queue")).content.decode().split("<main")[1]
    )
    assert names(kind="moderation.reported") == ["Olga"]
    leave_alone(case, by=as_viewer(operator))


@pytest.mark.parametrize("who", ["organizer", "member"])
def test_others_decide_nothing(request, person_case, as_viewer, who):
    with pytest.raises(PermissionDenied):
        ask_to_change(person_case, by=as_viewer(request.getfixturevalue(who)), **DECISION)


def test_what_is_not_decided_about_one_is_not_shown(
    person_case, client_of, other_member, as_viewer, site_moderator
):
    page = reverse("moderation:about_you", args=[person_case.public_id])
    assert client_of(other_member).get(page).status_code == 404
    leave_alone(person_case, by=as_viewer(site_moderator))
    assert client_of(other_member).get(page).status_code == 404


def test_fields_of_other_things_move_nothing(person_case, client_of, site_moderator, member):
    """Decisions take a reason and words, whatever else is sent."""
    extra = {
        "about": member.pk,
        "kind": "message",
        "outcome": "removed",
        "decided_by": member.pk,
    }
    client_of(site_moderator).post(reverse("moderation:ask", args=[person_case.public_id]), DECISION | extra)
    before = (person_case.about_id, person_case.kind, None)
    person_case.refresh_from_db()
    assert (person_case.about_id, person_case.kind, person_case.group_id) == before
    decision = Decision.objects.get()
    assert (decision.outcome, decision.decided_by_id) == ("changes_requested", site_moderator.pk)


# ---- Writing about it ----


def test_who_was_asked_for_a_change_writes_to_the_moderators(
    person_case, client_of, as_viewer, other_member, site_moderator
):
    ask_to_change(person_case, by=as_viewer(site_moderator), **DECISION)
    path = reverse("moderation:write", args=[person_case.public_id])
    client = client_of(other_member)
    assert "The moderators of this site read this." in client.get(path).content.decode()
    sent = client.post(path, {"nonce": new_nonce(), "text": "That was not me."})
    assert client_of(site_moderator).get(sent.url).status_code == 200
    assert names(kind="contact.message") == ["Sami"]
    assert client.get(path).url == sent.url


def test_author_and_moderators_write_about_a_decision_on_a_story(
    pending_story, send_it_back, client_of, member, organizer, moderator
):
    path = reverse("moderation:write", args=[pending_story.newest.public_id])
    assert client_of(member).get(path).status_code == 404
    send_it_back(pending_story, organizer)
    own = client_of(member).get(reverse("stories:own", args=[pending_story.public_id])).content.decode()
    assert path in own
    sent = client_of(member).post(path, {"nonce": new_nonce(), "text": "What do you mean?"})
    assert names(kind="contact.message") == ["Mona", "Petra"]
    client_of(moderator).post(sent.url, {"nonce": new_nonce(), "text": "Leave the names out."})
    html = client_of(member).get(sent.url).content.decode()
    assert "Mona" in html
    assert html.index("What do you mean?") < html.index("Leave the names out.")


def test_who_moderates_writes_about_a_decision_with_a_second_factor_only(
    pending_story, send_it_back, client_of, member, moderator, organizer
):
    send_it_back(pending_story, organizer)
    path = reverse("moderation:write", args=[pending_story.newest.public_id])
    moderator.memberships.update(role_since=timezone.now() - timedelta(days=8))
    moderator.authenticator_set.all().delete()
    assert client_of(moderator).get(path).url == reverse("mfa_index")
    assert client_of(member).get(path).status_code == 200


def test_an_unread_form_makes_no_empty_thread(pending_story, client_of, organizer):
    path = reverse("moderation:write", args=[pending_story.newest.public_id])
    assert client_of(organizer).get(path).status_code == 200
    assert client_of(organizer).post(path, {"nonce": new_nonce(), "text": " "}).status_code == 200
    assert not Thread.objects.exists()


def test_a_message_in_a_private_groups_conversation_is_read_once_opened_and_that_is_noted(
    message_case, group, client_of, as_viewer, site_moderator
):
    page, opening = case_page(message_case), reverse("moderation:open_case", args=[message_case.public_id])
    client = client_of(site_moderator)
    assert "Message 3." in client.get(page).content.decode()
    group.visibility = "private"
    group.save()
    assert "Message 3." not in client.get(page).content.decode()
    with pytest.raises(PermissionDenied):
        leave_alone(message_case, by=as_viewer(site_moderator))
    client.post(opening)
    assert "Message 3." in client.get(page).content.decode()
    records = AccessRecord.objects.of_group(group.pk)
    assert list(records.values_list("reader", "case")) == [(site_moderator.pk, message_case.pk)]


# ---- What an archive says ----


def test_an_archive_does_not_tell_of_a_report_that_changed_nothing(
    person_case, other_member, as_viewer, site_moderator
):
    before = data_of(other_member.pk)
    assert before["versions"] == []
    leave_alone(person_case, by=as_viewer(site_moderator), words="Nothing in it.")
    after = data_of(other_member.pk)
    assert (after["versions"], after["decisions-about-you"]) == ([], [])


def test_an_archive_says_what_was_decided_about_its_owner(
    person_case, other_member, as_viewer, site_moderator
):
    ask_to_change(person_case, by=as_viewer(site_moderator), **DECISION)
    rows = data_of(other_member.pk)["decisions-about-you"]
    assert [row["words"] for row in rows] == ["Please stay friendly."]


# ---- Who is gone ----


def test_what_was_kept_of_a_person_goes_with_them(person_case, other_member, client_of, site_moderator):
    erase(other_member.pk, with_texts=False)
    assert Revision.objects.get(pk=person_case.version.pk).text == ""
    html = client_of(site_moderator).get(case_page(person_case)).content.decode()
    assert "Rude words" not in html


def test_words_of_who_is_gone_do_not_come_back(message_case, rude, as_viewer, outsider, site_moderator):
    remove_message(message_case, by=as_viewer(site_moderator), **DECISION)
    Message.objects.filter(pk=rude.pk).update(text="")
    put_message_back(message_case, by=as_viewer(site_moderator))
    rude.refresh_from_db()
    assert rude.removed_at is not None
