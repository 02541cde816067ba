"""What becomes of stories whose author deletes the account."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Notification, User
from accounts.notifications.tasks import deliver_due, spread_news
from accounts.privacy.actions import delete_account
from accounts.privacy.everything import consequences
from accounts.privacy.tasks import erase_people
from community.groups.models import Group, Membership
from community.moderation.models import Case, Decision, Report, Revision
from community.stories.models import Photo, Story
from tests.telling import told


@pytest.fixture
def go(as_viewer):
    """This person leaves, and the fourteen days pass."""

    def gone(user: User, *, without_texts: bool) -> None:
        delete_account(user, by=as_viewer(user), without_texts=without_texts)
        with time_machine.travel(timezone.now() + timedelta(days=15)):
            erase_people()

    return gone


def text_of(response):
    return response.content.decode()


def test_the_page_says_what_ends(member, published_story):
    assert consequences(member.pk) == [
        "You leave a group, whose members do not see you any more: Neckar Heelfirsts.",
        "1 published story of yours keeps your name for these 14 days. What then, you choose below.",
    ]


def test_nobody_who_is_leaving_is_told_or_mailed_anything(
    as_viewer, member, other_member, group, organizer, published, mailoutbox
):
    delete_account(member, by=as_viewer(member), without_texts=False)
    published(other_member, group, by=organizer)
    spread_news.call()
    deliver_due.call()
    assert Notification.objects.filter(recipient=member).count() == 0
    assert [letter for letter in mailoutbox if member.email in letter.to] == []


def test_a_story_that_stays_is_a_former_members_in_every_list(
    go, client_of, member, group, organizer, published
):
    published(member, group, by=organizer, audience="public")
    story = Story.objects.get()
    go(member, without_texts=False)
    addresses = [reverse("stories:list"), reverse("stories:group", args=[group.slug])]
    addresses.append(reverse("stories:detail", args=[story.public_id]))
    for address in addresses:
        page = text_of(client_of(None).get(address))
        assert "Former member" in page
        assert "Mira" not in page
    with translation.override("de"):
        assert str(User.objects.with_profile().get(pk=member.pk)) == translation.gettext("Former member")


def test_a_story_that_goes_is_nowhere(go, client_of, member, group, organizer, published):
    published(member, group, by=organizer, audience="public", title="Along the river")
    story = Story.objects.get()
    go(member, without_texts=True)
    assert client_of(None).get(reverse("stories:detail", args=[story.public_id])).status_code == 404
    assert "Along the river" not in text_of(client_of(None).get(reverse("stories:list")))
    assert [(row.title, row.text, row.state) for row in Revision.objects.all()] == [("", "", "withdrawn")]


def test_what_waits_leaves_the_queue(go, client_of, organizer, member, pending_story):
    assert told(recipient=organizer, kind="moderation.waiting").count() == 1
    go(member, without_texts=False)
    assert Notification.objects.filter(recipient=organizer, kind="moderation.waiting").count() == 0
    assert client_of(organizer).get(reverse("moderation:queue")).status_code == 200
    assert [(row.title, row.text, row.state) for row in Revision.objects.all()] == [("", "", "withdrawn")]


def test_photos_that_nobody_was_shown_go(go, upload, published, member, group, organizer):
    shown, unused = upload(member), upload(member)
    published(member, group, by=organizer, photos=[shown])
    go(member, without_texts=False)
    assert list(Photo.objects.all()) == [shown]
    assert unused.pk != shown.pk


def test_cases_reports_and_decisions_keep_their_rows(
    go, as_viewer, member, other_member, published_story, reported
):
    """Of the author, of the one who reported and of the one who decided (incident 21)."""
    reported(published_story, other_member)
    before = [(row.pk, row.reason) for row in Report.objects.all()], list(Case.objects.all())
    go(other_member, without_texts=True)
    go(member, without_texts=True)
    assert ([(row.pk, row.reason) for row in Report.objects.all()], list(Case.objects.all())) == before
    assert Decision.objects.count() == 1


def test_a_case_about_a_text_that_is_gone_can_be_read_and_closed(
    go, client_of, organizer, member, other_member, published_story, reported
):
    case = reported(published_story, other_member)
    go(member, without_texts=True)
    client = client_of(organizer)
    assert client.get(reverse("moderation:queue")).status_code == 200
    assert "Former member" in text_of(client.get(reverse("moderation:case", args=[case.public_id])))
    client.post(reverse("moderation:leave", args=[case.public_id]), {"words": ""})
    case.refresh_from_db()
    assert case.outcome == "no_action"


def test_words_of_a_report_stay_while_its_case_is_open(go, member, other_member, published_story, reported):
    reported(published_story, other_member)
    Report.objects.update(words="It was like this")
    go(other_member, without_texts=False)
    assert Report.objects.get().words == "It was like this"


def test_words_of_a_report_go_once_its_case_is_closed(go, other_member, published_story, reported):
    reported(published_story, other_member)
    Case.objects.update(closed_at=timezone.now())
    go(other_member, without_texts=False)
    assert Report.objects.get().words == ""


def test_members_are_counted_one_less(go, member, group):
    before = Group.objects.get(pk=group.pk).member_count
    go(member, without_texts=False)
    assert Group.objects.get(pk=group.pk).member_count == before - 1
    assert not Membership.objects.filter(user=member).exists()
