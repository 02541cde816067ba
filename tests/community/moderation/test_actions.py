import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.permissions import Refused
from community.groups.models import Ban, Membership
from community.moderation.actions import (
    leave_as_it_is,
    publish,
    reject,
    remove,
    report,
    restore,
    send_back,
    withdraw,
)
from community.moderation.models import Case, Decision, Outcome, ReasonCode, Report, Revision
from community.moderation.states import RevisionState
from community.stories.actions import edit_story
from community.stories.models import Audience, Story
from tests.telling import told

WHY = {"reason": ReasonCode.SPAM, "words": "Because."}


@pytest.fixture
def edit(as_viewer):
    def write(story, author, text="Another text.", **fields):
        story.refresh_from_db()
        given = {"title": "My first eight lengths", "text": text, "audience": Audience.GROUP} | fields
        return edit_story(story, by=as_viewer(author), base=story.newest.version, **given)

    return write


def kinds_told(user):
    """Kinds of moderation this person was told of, oldest first."""
    lines = told(recipient=user, kind__startswith="moderation.")
    return list(lines.order_by("pk").values_list("kind", flat=True))


def states(story):
    return list(
        Revision.objects.of_item("story", story.pk).order_by("version").values_list("version", "state")
    )


def test_publishing_shows_the_version_and_tells_the_author_once(
    pending_story, member, organizer, moderator, as_viewer
):
    publish(pending_story.newest, by=as_viewer(organizer), version=1)
    pending_story.refresh_from_db()
    assert pending_story.published == pending_story.newest
    assert pending_story.published_at is not None
    with pytest.raises(Refused, match=r"^Petra published this while you were reading\."):
        publish(pending_story.newest, by=as_viewer(moderator), version=1)
    assert kinds_told(member) == ["moderation.published"]
    assert Decision.objects.count() == 1


def test_the_moderators_are_told_of_what_waits_and_the_author_is_not(
    organizer, moderator, member, group, tell
):
    tell(moderator, group)
    assert kinds_told(organizer) == ["moderation.waiting"]
    assert kinds_told(moderator) == kinds_told(member) == []


def test_where_only_the_author_could_decide_the_site_is_told(organizer, group, site_moderator, tell):
    tell(organizer, group)
    assert kinds_told(site_moderator) == ["moderation.waiting"]
    assert kinds_told(organizer) == []


@pytest.mark.parametrize("action", [publish, send_back, reject])
def test_strangers_to_the_group_and_its_author_cannot_decide(
    action, pending_story, member, outsider, other_moderator, as_viewer
):
    fields = {} if action is publish else WHY
    for user in (member, outsider, other_moderator):
        with pytest.raises(PermissionDenied):
            action(pending_story.newest, by=as_viewer(user), version=1, **fields)
    assert states(pending_story) == [(1, "pending")]


def test_a_moderator_cannot_publish_their_own(tell, moderator, group, as_viewer):
    story = tell(moderator, group)
    with pytest.raises(PermissionDenied):
        publish(story.newest, by=as_viewer(moderator), version=1)


def test_approving_one_version_never_publishes_the_next(pending_story, member, organizer, as_viewer, edit):
    read = Revision.objects.get(pk=pending_story.newest_id)
    edit(pending_story, member)
    with pytest.raises(Refused, match="newer version"):
        publish(read, by=as_viewer(organizer), version=1)
    assert states(pending_story) == [(1, "superseded"), (2, "pending")]
    assert Story.objects.get().published is None


def test_a_decision_names_the_version_it_was_made_on(pending_story, organizer, as_viewer):
    with pytest.raises(Refused):
        publish(pending_story.newest, by=as_viewer(organizer), version=2)
    assert states(pending_story) == [(1, "pending")]


def test_an_edit_waits_while_the_old_version_stays(published_story, member, organizer, as_viewer, edit):
    first, shown_at = published_story.published, published_story.published_at
    second = edit(published_story, member)
    published_story.refresh_from_db()
    assert (published_story.published, published_story.newest) == (first, second)
    publish(second, by=as_viewer(organizer), version=2)
    published_story.refresh_from_db()
    assert published_story.published == second
    assert published_story.published_at == shown_at
    assert states(published_story) == [(1, "superseded"), (2, "published")]


def test_more_readers_wait_for_a_moderator_too(published_story, member, organizer, as_viewer, edit):
    second = edit(published_story, member, audience=Audience.PUBLIC)
    published_story.refresh_from_db()
    assert published_story.audience == "group"
    publish(second, by=as_viewer(organizer), version=2)
    published_story.refresh_from_db()
    assert published_story.audience == "public"


def test_a_refused_edit_leaves_the_old_version_public(published_story, member, organizer, as_viewer, edit):
    second = edit(published_story, member)
    reject(second, by=as_viewer(organizer), version=2, **WHY)
    published_story.refresh_from_db()
    assert published_story.published.version == 1
    assert kinds_told(member) == ["moderation.published", "moderation.rejected"]


def test_what_was_sent_back_can_be_sent_again(pending_story, member, organizer, send_it_back, edit):
    send_it_back(pending_story, organizer)
    edit(pending_story, member)
    assert states(pending_story) == [(1, "superseded"), (2, "pending")]
    assert kinds_told(member) == ["moderation.sent_back"]


def test_sending_the_same_again_is_refused(pending_story, member, organizer, send_it_back, edit):
    send_it_back(pending_story, organizer)
    with pytest.raises(Refused, match="Nothing has changed"):
        edit(pending_story, member, text="It went well.")


def test_who_left_the_group_is_not_published_in_it(pending_story, member, organizer, as_viewer):
    Membership.objects.filter(user=member).delete()
    with pytest.raises(Refused, match="no longer belongs"):
        publish(pending_story.newest, by=as_viewer(organizer), version=1)
    assert states(pending_story) == [(1, "pending")]
    reject(pending_story.newest, by=as_viewer(organizer), version=1, **WHY)


def test_who_is_banned_is_not_published_in_the_group(pending_story, member, group, organizer, as_viewer):
    Membership.objects.filter(user=member).delete()
    Ban.objects.create(group=group, user=member, email_hash="0" * 64)
    with pytest.raises(Refused, match="no longer belongs"):
        publish(pending_story.newest, by=as_viewer(organizer), version=1)
    assert states(pending_story) == [(1, "pending")]


def test_taking_back_what_waits_keeps_what_is_published(published_story, member, as_viewer, edit):
    edit(published_story, member)
    published_story.refresh_from_db()
    withdraw(published_story, by=as_viewer(member))
    published_story.refresh_from_db()
    assert published_story.published.version == 1
    assert published_story.newest.state == RevisionState.WITHDRAWN


def test_one_open_case_collects_all_reports(published_story, other_member, moderator, organizer, reported):
    first, second = reported(published_story, other_member), reported(published_story, moderator)
    assert first == second
    assert Case.objects.get().report_count == Report.objects.count() == 2
    assert kinds_told(other_member) == kinds_told(moderator)[-1:] == ["moderation.report_received"]
    assert kinds_told(organizer).count("moderation.reported") == 1


def test_the_same_person_reports_one_version_once(
    published_story, other_member, organizer, reported, as_viewer
):
    case = reported(published_story, other_member)
    for _ in range(2):
        with pytest.raises(Refused, match="reported this already"):
            reported(published_story, other_member)
        leave_as_it_is(case, by=as_viewer(organizer)) if not case.closed_at else None
        case.refresh_from_db()
    assert Report.objects.count() == 1


def test_only_what_one_can_read_can_be_reported(published_story, pending_story, outsider, as_viewer):
    for story in (published_story, pending_story):
        with pytest.raises(Refused):
            report(story, by=as_viewer(outsider), **WHY)
    assert Report.objects.count() == 0


def test_an_author_cannot_report_their_own(published_story, member, as_viewer):
    with pytest.raises(PermissionDenied):
        report(published_story, by=as_viewer(member), **WHY)


def test_leaving_it_closes_the_case_and_tells_each_reporter(
    published_story, other_member, member, organizer, reported, as_viewer
):
    case = reported(published_story, other_member)
    leave_as_it_is(case, by=as_viewer(organizer), words="It names no home.")
    case.refresh_from_db()
    assert (case.outcome, case.closed_at is not None) == (Outcome.NO_ACTION, True)
    assert kinds_told(other_member) == ["moderation.report_received", "moderation.report_decided"]
    assert kinds_told(member) == ["moderation.published"]


def test_a_case_is_decided_once(published_story, other_member, organizer, moderator, reported, as_viewer):
    case = reported(published_story, other_member)
    leave_as_it_is(case, by=as_viewer(organizer))
    with pytest.raises(Refused, match="Somebody decided"):
        remove(case, by=as_viewer(moderator), seen=published_story.published.public_id, **WHY)
    published_story.refresh_from_db()
    assert published_story.published.state == RevisionState.PUBLISHED


def test_removing_takes_the_waiting_edit_along(
    published_story, member, organizer, other_member, removed, edit
):
    edit(published_story, member)
    removed(published_story, reporter=other_member, by=organizer)
    assert published_story.published is None
    assert states(published_story) == [(1, "removed"), (2, "removed")]
    assert kinds_told(member) == ["moderation.published", "moderation.removed"]
    with pytest.raises(Refused, match="removed this"):
        edit(published_story, member, text="Once more.")


def test_removing_names_the_version_that_was_read(
    published_story, member, organizer, other_member, reported, as_viewer, edit
):
    case = reported(published_story, other_member)
    seen = published_story.published.public_id
    publish(edit(published_story, member), by=as_viewer(organizer), version=2)
    with pytest.raises(Refused, match="changed while you were reading"):
        remove(case, by=as_viewer(organizer), seen=seen, **WHY)
    case.refresh_from_db()
    assert case.closed_at is None


def test_undoing_a_removal_shows_the_same_as_before(
    published_story, member, organizer, other_member, removed, as_viewer, edit
):
    edit(published_story, member)
    before = Story.objects.values("published", "published_at", "audience").get()
    case = removed(published_story, reporter=other_member, by=organizer)
    restore(case, by=as_viewer(organizer))
    assert Story.objects.values("published", "published_at", "audience").get() == before
    assert kinds_told(member)[-1] == "moderation.restored"
    edit(published_story, member, text="A new edit.")  # and its author can go on


def test_a_removal_is_undone_once(published_story, organizer, other_member, removed, as_viewer):
    case = removed(published_story, reporter=other_member, by=organizer)
    restore(case, by=as_viewer(organizer))
    with pytest.raises(Refused, match="nothing to put back"):
        restore(case, by=as_viewer(organizer))


def test_a_revision_has_at_most_one_decision_that_counts(
    published_story, organizer, other_member, removed, as_viewer
):
    case = removed(published_story, reporter=other_member, by=organizer)
    restore(case, by=as_viewer(organizer))
    effective = Decision.objects.filter(revision=published_story.newest, superseded_by__isnull=True)
    assert [decision.outcome for decision in effective] == [Outcome.RESTORED]
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            revision=published_story.newest, outcome=Outcome.REJECTED, decided_by=organizer
        )
