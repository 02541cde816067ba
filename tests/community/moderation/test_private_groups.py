"""Of a private group, the site's moderators and operators read what is in a case, and that is noted."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.notifications.tasks import deliver_due
from community.moderation.actions import leave_as_it_is, open_private_case, publish
from community.moderation.models import AccessRecord, Case, Decision, Revision
from community.moderation.waiting import count_waiting_for, waiting_for
from community.stories.models import Photo
from tests.telling import told

SITE = ["site_moderator", "operator"]


@pytest.fixture
def private(group, organizer, moderator, member, other_member):
    """``group`` is private; everybody who belongs to it is there already."""
    group.visibility = "private"
    group.save()
    return group


@pytest.fixture
def waiting_story(tell, member, private):
    return tell(member, private, title="Behind the hedge")


@pytest.fixture
def photo(upload, member):
    return upload(member)


@pytest.fixture
def case(published, reported, organizer, member, other_member, private, photo):
    """A story of the private group, with a photo, that another member reported."""
    story = published(
        member, private, by=organizer, title="Behind the hedge", text="Ring at number 7.", photos=[photo]
    )
    return reported(story, other_member)


@pytest.fixture(params=SITE)
def of_site(request):
    """A moderator of the site, or an operator, who does not belong to the group."""
    return request.getfixturevalue(request.param)


def page_of(case, verb="case"):
    return reverse(f"moderation:{verb}", args=[case.public_id])


def body(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


# ---- What waits ----


def test_what_waits_in_a_private_group_is_for_its_own_moderators(
    waiting_story, of_site, organizer, moderator, as_viewer
):
    assert waiting_for(as_viewer(of_site)) == []
    assert count_waiting_for(as_viewer(of_site)) == 0
    for own in (organizer, moderator):
        assert [line.title for line in waiting_for(as_viewer(own))] == ["Behind the hedge"]


def test_the_site_finds_no_version_of_it(waiting_story, of_site, client_of, as_viewer):
    newest, client = waiting_story.newest, client_of(of_site)
    paths = [
        reverse(f"moderation:{verb}", args=[newest.public_id])
        for verb in ("revision", "publish", "send_back", "reject", "write")
    ]
    codes = [client.get(paths[0]).status_code, client.get(paths[4]).status_code]
    codes += [client.post(path, {"version": 1}).status_code for path in paths[1:]]
    assert codes == [404] * 6
    with pytest.raises(PermissionDenied):
        publish(newest, by=as_viewer(of_site), version=1)
    assert Revision.objects.get(pk=newest.pk).state == "pending"


def test_the_site_is_not_told_that_it_waits(private, tell, member, of_site, organizer):
    tell(member, private, title="Behind the hedge")
    people = {line.recipient for line in told(kind="moderation.waiting")}
    assert of_site not in people
    assert organizer in people


def test_where_nobody_else_moderates_the_site_is_not_asked(private, tell, organizer, moderator, of_site):
    moderator.memberships.update(role="member")
    tell(organizer, private)
    assert not told(kind="moderation.waiting").exists()


def test_of_a_public_group_the_site_reads_what_waits(pending_story, of_site, as_viewer):
    assert [line.title for line in waiting_for(as_viewer(of_site))] == ["My first eight lengths"]


def test_who_of_the_site_belongs_there_reads_it(waiting_story, private, site_moderator, as_viewer):
    private.memberships.create(user=site_moderator)
    assert [line.title for line in waiting_for(as_viewer(site_moderator))] == ["Behind the hedge"]


# ---- A case ----


def test_a_report_is_a_line_without_text(case, of_site, client_of, as_viewer):
    (line,) = waiting_for(as_viewer(of_site))
    assert (line.title, line.scope) == ("A story in a private group", "")
    html = body(client_of(of_site), reverse("moderation:queue"))
    for secret in ("Behind the hedge", "Neckar Heelfirsts", "Mira"):
        assert secret not in html.split("<main")[1]


def test_opening_it_asks_first_and_a_look_is_no_opening(case, of_site, client_of):
    html = body(client_of(of_site), page_of(case))
    assert "Reading it is logged." in html
    for secret in ("Behind the hedge", "number 7", "Mira", "Neckar Heelfirsts", "meeting point"):
        assert secret not in html.split("<main")[1]
    assert not AccessRecord.objects.exists()


def test_opened_it_can_be_read_for_an_hour_and_is_noted(case, of_site, client_of, private):
    client = client_of(of_site)
    with time_machine.travel("2026-06-16 10:00+00:00", tick=False) as clock:
        assert client.post(page_of(case, "open_case")).url == page_of(case)
        client.post(page_of(case, "open_case"))
        record = AccessRecord.objects.get()
        assert (record.reader, record.group_id, record.case) == (of_site, private.pk, case)
        clock.shift(timedelta(minutes=59))
        assert "number 7" in body(client, page_of(case))
        clock.shift(timedelta(minutes=2))
        html = body(client, page_of(case))
        assert ("number 7" in html, "Reading it is logged." in html) == (False, True)
        client.post(page_of(case, "open_case"))
        assert AccessRecord.objects.count() == 2


def test_what_one_moderator_opened_another_has_not(case, site_moderator, operator, client_of):
    client_of(operator).post(page_of(case, "open_case"))
    assert "number 7" not in body(client_of(site_moderator), page_of(case))


def test_photos_are_seen_only_by_who_opened_the_case(case, photo, of_site, as_viewer):
    def sees():
        return Photo.objects.visible_to(as_viewer(of_site)).filter(pk=photo.pk).exists()

    assert not sees()
    open_private_case(case, by=as_viewer(of_site))
    assert sees()


@pytest.mark.parametrize("verb", ["leave", "remove", "restore"])
def test_nobody_decides_on_what_they_have_not_opened(case, of_site, client_of, verb):
    data = {"reason": "privacy", "words": "It names a home.", "seen": case.version.public_id}
    assert client_of(of_site).post(page_of(case, verb), data).status_code == 403
    assert not Decision.objects.filter(case=case).exists()


def test_who_opened_it_decides_but_joins_no_conversation_there(case, of_site, client_of):
    client = client_of(of_site)
    client.post(page_of(case, "open_case"))
    assert reverse("moderation:write", args=[case.version.public_id]) not in body(client, page_of(case))
    assert client.post(page_of(case, "leave")).status_code == 302
    assert Case.objects.get().outcome == "no_action"


def test_the_groups_own_moderators_open_and_log_nothing(case, organizer, client_of, as_viewer):
    assert "number 7" in body(client_of(organizer), page_of(case))
    client_of(organizer).post(page_of(case, "open_case"))
    leave_as_it_is(case, by=as_viewer(organizer))
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("who", ["member", "other_member", "outsider", "other_moderator"])
def test_others_open_nothing(request, case, client_of, who):
    client = client_of(request.getfixturevalue(who))
    assert client.get(page_of(case)).status_code == 404
    assert client.post(page_of(case, "open_case")).status_code == 404
    assert not AccessRecord.objects.exists()


def test_where_the_group_has_nobody_else_the_site_is_told_without_a_title(
    private, published, reported, organizer, moderator, member, site_moderator
):
    """The organizer's own story: nobody else there may decide about it."""
    story = published(organizer, private, by=moderator, title="Behind the hedge")
    moderator.memberships.update(role="member")
    reported(story, member)
    line = told(kind="moderation.reported").get()
    assert line.recipient == site_moderator


def test_a_letter_about_it_says_nothing_of_the_group(
    private, published, reported, organizer, moderator, member, site_moderator, mailoutbox
):
    story = published(organizer, private, by=moderator, title="Behind the hedge")
    moderator.memberships.update(role="member")
    reported(story, member)
    told().exists()
    deliver_due.call()
    (letter,) = [mail for mail in mailoutbox if mail.to == [site_moderator.email]]
    whole = letter.subject + letter.body + "".join(str(part[0]) for part in letter.alternatives)
    assert letter.subject == "Reported: A story in a private group"
    for secret in ("hedge", "Neckar", "Petra"):
        assert secret not in whole


# ---- What organizers see of it ----


def test_organizers_read_who_opened_it_and_when(case, operator, organizer, client_of, as_viewer, private):
    path = reverse("groups:access", args=[private.slug])
    assert "Nobody has" in body(client_of(organizer), path)
    with time_machine.travel("2026-06-16 10:00+00:00", tick=False):
        open_private_case(case, by=as_viewer(operator))
    html = body(client_of(organizer), path)
    assert "Olga" in html
    assert "2026-06-16T10:00:00+00:00" in html


@pytest.mark.parametrize(
    ("who", "status"), [("moderator", 403), ("member", 403), ("outsider", 404), ("operator", 404)]
)
def test_nobody_else_reads_that(request, private, client_of, who, status):
    client = client_of(request.getfixturevalue(who))
    assert client.get(reverse("groups:access", args=[private.slug])).status_code == status


def test_the_way_there_is_on_the_page_of_the_group(private, organizer, member, client_of):
    path = reverse("groups:access", args=[private.slug])
    group = reverse("groups:detail", args=[private.slug])
    assert path in body(client_of(organizer), group)
    assert path not in body(client_of(member), group)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    case, private, operator, organizer, client_of, as_viewer, queries_of, count
):
    for _number in range(count):
        AccessRecord.objects.create(case=case, reader=operator, group_id=private.pk)
    assert queries_of(client_of(organizer), reverse("groups:access", args=[private.slug])) == 5


# ---- Where nobody else moderates ----


def sentence(client, story):
    html = body(client, reverse("stories:own", args=[story.public_id]))
    return "Nobody else moderates this private group" in html


def test_an_author_learns_that_nobody_else_can_read_it(private, tell, organizer, moderator, client_of):
    story = tell(organizer, private)
    assert not sentence(client_of(organizer), story)
    moderator.memberships.update(role="member")
    assert sentence(client_of(organizer), story)


def test_in_a_public_group_the_site_reads_it(group, tell, organizer, client_of):
    assert not sentence(client_of(organizer), tell(organizer, group))
