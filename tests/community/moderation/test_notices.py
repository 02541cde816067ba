"""What people are told reads well, and is dropped when they may no longer know."""

import pytest

from accounts.notifications.bell import lines
from accounts.notifications.mail import letter
from community.groups.models import Membership
from community.moderation.actions import leave_as_it_is, publish, restore
from tests.telling import told

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def bell(as_viewer):
    def read(user):
        rows = told(recipient=user, kind__startswith="moderation.").order_by("pk")
        return [line.words for line in lines(rows, as_viewer(user))]

    return read


def test_the_author_reads_each_decision_in_the_bell(
    published_story, member, other_member, organizer, removed, as_viewer, bell
):
    case = removed(published_story, reporter=other_member, by=organizer)
    restore(case, by=as_viewer(organizer))
    assert bell(member) == [
        "“My first eight lengths” is published.",
        "A moderator took “My first eight lengths” down.",
        "“My first eight lengths” is back, as it was.",
    ]


def test_a_letter_holds_the_moderators_words_as_plain_text(
    pending_story, member, organizer, as_viewer, send_it_back
):
    decision = send_it_back(pending_story, organizer)
    decision_words = decision.words
    message = letter(told().for_letter().get(kind="moderation.sent_back"))
    assert message.subject == "A change, please: My first eight lengths"
    assert decision_words in message.body
    assert f"/stories/{pending_story.public_id}/own/" in message.body
    assert message.to == [member.email]


def test_markup_in_titles_and_words_never_reaches_the_html_part(tell, member, group, organizer, as_viewer):
    story = tell(member, group, title=SCRIPT)
    publish(story.newest, by=as_viewer(organizer), version=1, words=SCRIPT)
    message = letter(told().for_letter().get(kind="moderation.published"))
    html = message.alternatives[0].content
    assert SCRIPT not in html
    assert "&lt;script&gt;" in html
    assert SCRIPT in message.body


@pytest.mark.parametrize("outcome", ["published", "sent_back", "rejected", "removed", "restored"])
def test_every_letter_renders(outcome, published_story, other_member, organizer, removed, as_viewer):
    row = told(kind="moderation.published").for_letter().get()
    case = removed(published_story, reporter=other_member, by=organizer)
    restore(case, by=as_viewer(organizer))
    decision = published_story.newest.decisions.get(outcome="published")
    kinds = {"sent_back": "changes_requested", "published": "published"}
    published_story.newest.decisions.filter(pk=decision.pk).update(outcome=kinds.get(outcome, outcome))
    row.kind = f"moderation.{outcome}"
    message = letter(row)
    assert "My first eight lengths" in message.subject
    assert "{%" not in message.body + message.alternatives[0].content


def test_what_waits_is_told_to_moderators_until_it_is_decided(
    moderator, organizer, pending_story, as_viewer, bell
):
    assert bell(moderator) == ["“My first eight lengths” waits to be read."]
    publish(pending_story.newest, by=as_viewer(organizer), version=1)
    assert bell(moderator) == []


def test_who_no_longer_moderates_is_told_nothing_more(moderator, pending_story, bell):
    Membership.objects.filter(user=moderator).update(role="member")
    assert bell(moderator) == []


def test_reporters_learn_that_it_arrived_and_what_became_of_it(
    published_story, other_member, organizer, reported, as_viewer, bell
):
    case = reported(published_story, other_member)
    assert bell(other_member) == ["We have your report. A moderator will read it."]
    leave_as_it_is(case, by=as_viewer(organizer))
    assert bell(other_member)[1:] == ["A moderator read what you reported and left it as it is."]


def test_a_receipt_is_no_letter(published_story, other_member, organizer, reported):
    reported(published_story, other_member)
    rows = told(kind__startswith="moderation.")
    letters = rows.filter(sent_at__isnull=False) | rows.filter(mail_due_at__isnull=False)
    assert {(row.kind, row.recipient) for row in letters if row.kind != "moderation.waiting"} == {
        ("moderation.published", published_story.author),
        ("moderation.reported", organizer),
    }
