"""What happens to moderated texts.

Every write is a conditional update, always in this order: the case, the row, its revisions. Who comes second
finds nothing to change and is told what happened.
"""

from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.contracts import roles_of
from accounts.editions import public_words_change
from accounts.notifications.actions import look_again, notify, settle
from accounts.notifications.kinds import Kind
from accounts.permissions import BANNED, Refused, Viewer, permitted
from community.moderation import notices
from community.moderation.cases import (
    add_report,
    close_case,
    open_case,
    refuse_if_reported,
    tell_reporters,
    who_may_decide,
)
from community.moderation.content import content_of, item_of
from community.moderation.models import (
    AccessRecord,
    Case,
    Decision,
    Moderated,
    Outcome,
    ReasonCode,
    Report,
    Revision,
)
from community.moderation.rules import (
    can_decide_case,
    can_decide_revision,
    can_open_case,
    can_report_content,
    can_send_content,
    can_withdraw_content,
)
from community.moderation.states import (
    ALLOWED,
    CANNOT_EDIT,
    CANNOT_WITHDRAW,
    REPLACED_BY_EDIT,
    TOO_LATE,
    RevisionState,
    Verb,
    allows,
)


@transaction.atomic
@permitted(can_send_content)
def submit(item: Moderated, *, by: Viewer, base: int, title: str, text: str, audience: str) -> Revision:
    """Send a version to the moderators; ``base`` is the version it was written on, 0 for the first.

    What is published stays published until somebody decides.
    """
    item.refresh_from_db(fields=["newest", "published"])
    newest = item.newest
    if (newest.version if newest else 0) != base:
        raise Refused(
            _("You changed this elsewhere while you were writing. Your text is kept; here are both.")
        )
    _take(item, newest)
    revision = Revision.objects.create(
        kind=item.kind,
        item_id=item.pk,
        version=base + 1,
        author_id=by.person_pk,
        group_id=item.group_id,
        title=title,
        text=text,
        audience=audience,
    )
    content_of(item).rows.filter(pk=item.pk).update(newest=revision)
    item.newest = revision
    notify(notices.WAITING, to=_who_may_publish(revision), target=revision.public_id, by=by.pk)
    return revision


def _take(item: Moderated, newest: Revision | None) -> None:
    """Take the row away from the version it was written on: of two writers, one gets it."""
    state = RevisionState(newest.state) if newest else None
    if state and not allows(Verb.EDIT, state, is_published=item.published_id is not None):
        raise Refused(str(CANNOT_EDIT[state]))
    unchanged = content_of(item).rows.filter(pk=item.pk, newest=newest, published=item.published_id)
    is_ours = bool(unchanged.update(newest=None))
    if is_ours and newest and state in REPLACED_BY_EDIT:
        is_ours = newest.advance(from_=[state], to=RevisionState.SUPERSEDED)
        settle(notices.WAITING, target=newest.public_id)
    if not is_ours:
        raise Refused(_("A moderator answered while you were writing. Your text is kept; here are both."))


@transaction.atomic
@permitted(can_withdraw_content)
def withdraw(item: Moderated, *, by: Viewer) -> None:
    """Take back what waits. What is published stays."""
    item.refresh_from_db(fields=["newest", "published"])
    newest = item.newest
    if newest is None or not newest.advance(from_=ALLOWED[Verb.WITHDRAW], to=RevisionState.WITHDRAWN):
        state = _fresh_state(newest) if newest else RevisionState.WITHDRAWN
        raise Refused(str(CANNOT_WITHDRAW.get(state, TOO_LATE[RevisionState.PENDING])))
    settle(notices.WAITING, target=newest.public_id)


@transaction.atomic
@permitted(can_decide_revision)
def publish(revision: Revision, *, by: Viewer, version: int, words: str = "") -> Decision:
    """Show exactly this revision to its readers and tell its author."""
    if version != revision.version:
        raise Refused(_too_late(revision))
    _refuse_unless_author_may_post(revision)
    content = content_of(revision)
    is_first = content.rows.filter(pk=revision.item_id, published_at__isnull=True).exists()
    shown = content.rows.filter(pk=revision.item_id, newest=revision).update(
        published=revision,
        published_at=Coalesce(F("published_at"), Value(timezone.now())),
        **content.columns(revision),
    )
    if not shown or not revision.advance(from_=ALLOWED[Verb.PUBLISH], to=RevisionState.PUBLISHED):
        raise Refused(_too_late(revision))
    earlier = Revision.objects.of_item(revision.kind, revision.item_id).exclude(pk=revision.pk)
    earlier.filter(state=RevisionState.PUBLISHED).update(state=RevisionState.SUPERSEDED)
    decision = _record(revision, Outcome.PUBLISHED, by=by, words=words)
    _tell_author(decision, notices.PUBLISHED)
    item = item_of(revision)
    if is_first:
        content.tell_readers(item)
    else:
        look_again(targets=[item.public_id])  # a new version may be for fewer people
    public_words_change()
    return decision


@transaction.atomic
@permitted(can_decide_revision)
def send_back(revision: Revision, *, by: Viewer, version: int, reason: ReasonCode, words: str) -> Decision:
    """Ask the author for a change. What is published stays."""
    _close(revision, Verb.SEND_BACK, RevisionState.CHANGES_REQUESTED, version)
    decision = _record(revision, Outcome.CHANGES_REQUESTED, by=by, reason=reason, words=words)
    _tell_author(decision, notices.SENT_BACK)
    return decision


@transaction.atomic
@permitted(can_decide_revision)
def reject(revision: Revision, *, by: Viewer, version: int, reason: ReasonCode, words: str) -> Decision:
    """Do not publish this revision, and say why. What is published stays."""
    _close(revision, Verb.REJECT, RevisionState.REJECTED, version)
    decision = _record(revision, Outcome.REJECTED, by=by, reason=reason, words=words)
    _tell_author(decision, notices.REJECTED)
    return decision


@transaction.atomic
@permitted(can_report_content)
def report(item: Moderated, *, by: Viewer, reason: ReasonCode, words: str) -> Report:
    """Report what one can read. Reports about one row collect in one open case."""
    readable = content_of(item).rows.visible_to(by).filter(pk=item.pk)
    published = readable.values_list("published", flat=True).first()
    if published is None:
        raise Refused(_("You can't read this any more, so there is nothing to report."))
    case = open_case(  # held from here on, so that of two reports at once one is the earlier
        Case(
            kind=item.kind,
            item_id=item.pk,
            group_id=item.group_id,
            revision_id=published,
            about_id=item.author_id,
        )
    )
    earlier = Report.objects.filter(reporter_id=by.pk, case__revision_id=published, case__kind=item.kind)
    refuse_if_reported(earlier.exists())
    return add_report(case, by=by, reason=reason, words=words)


@transaction.atomic
@permitted(can_open_case)
def open_private_case(case: Case, *, by: Viewer) -> None:
    """Let a moderator of the site read this case of a private group for a while, and note that they did."""
    if not can_decide_case(by, case) and (group_id := case.group_read_in) is not None:
        AccessRecord.objects.create(case=case, reader_id=by.person_pk, group_id=group_id)


@transaction.atomic
@permitted(can_decide_case)
def leave_as_it_is(case: Case, *, by: Viewer, words: str = "") -> Decision:
    """Close the case and change nothing."""
    close_case(case, Outcome.NO_ACTION)
    shown = item_of(case).published or case.version
    decision = _record(shown, Outcome.NO_ACTION, by=by, case=case, words=words)
    tell_reporters(case)
    return decision


@transaction.atomic
@permitted(can_decide_case)
def remove(case: Case, *, by: Viewer, seen: str, reason: ReasonCode, words: str) -> Decision:
    """Take down the version with the public id ``seen``, its photos, and whatever waits to replace it."""
    close_case(case, Outcome.REMOVED)
    item, content = item_of(case), content_of(case)
    shown = item.published
    rows = content.rows.filter(pk=case.item_id, published=shown)
    if shown is None or shown.public_id != seen or not rows.update(published=None):
        raise Refused(_("What readers see changed while you were reading. Read that before you decide."))
    shown.advance(from_=ALLOWED[Verb.REMOVE], to=RevisionState.REMOVED)
    later = Revision.objects.of_item(case.kind, case.item_id).filter(version__gt=shown.version)
    for waiting in later.filter(state=RevisionState.PENDING):
        settle(notices.WAITING, target=waiting.public_id)
    later.exclude(state=RevisionState.SUPERSEDED).update(state=RevisionState.REMOVED)
    decision = _record(shown, Outcome.REMOVED, by=by, case=case, reason=reason, words=words)
    content.untell_readers(item)
    _tell_author(decision, notices.REMOVED)
    tell_reporters(case)
    public_words_change()
    return decision


@transaction.atomic
@permitted(can_decide_case)
def restore(case: Case, *, by: Viewer) -> Decision:
    """Undo the removal: the same version is public again, as it was."""
    removal = Decision.objects.latest_in(case)
    if removal is None or removal.outcome != Outcome.REMOVED:
        raise Refused(_("Nothing was removed here, so there is nothing to put back."))
    revision, rows = removal.version, content_of(case).rows
    shown = rows.filter(pk=case.item_id, published=None).update(published=revision)
    if not shown or not revision.advance(from_=ALLOWED[Verb.RESTORE], to=RevisionState.PUBLISHED):
        raise Refused(_("Somebody put this back a moment ago."))
    Case.objects.filter(pk=case.pk).update(outcome=Outcome.RESTORED)
    later = Revision.objects.of_item(case.kind, case.item_id).filter(version__gt=revision.version)
    later.filter(state=RevisionState.REMOVED).update(state=RevisionState.SUPERSEDED)
    decision = _record(revision, Outcome.RESTORED, by=by, case=case)
    _tell_author(decision, notices.RESTORED)
    public_words_change()
    return decision


def _close(revision: Revision, verb: Verb, to: RevisionState, version: int) -> None:
    if version != revision.version or not revision.advance(from_=ALLOWED[verb], to=to):
        raise Refused(_too_late(revision))


def _record(
    revision: Revision,
    outcome: Outcome,
    *,
    by: Viewer,
    case: Case | None = None,
    reason: str = "",
    words: str = "",
) -> Decision:
    settle(notices.WAITING, target=revision.public_id)
    return Decision.objects.create(
        revision=revision,
        case=case,
        outcome=outcome,
        reason=reason,
        words=words,
        decided_by_id=by.person_pk,
        supersedes=Decision.objects.latest_on(revision),
    )


def _refuse_unless_author_may_post(revision: Revision) -> None:
    """Whoever left the group, or the site, while the text waited is not published in it any more."""
    group = revision.group_id
    is_member = group is None or any(
        answer.get(group, BANNED) != BANNED for answer in roles_of(revision.author_id)
    )
    if not is_member or not revision.author.is_active:
        raise Refused(
            _("The author no longer belongs to this group, so this cannot be published in it. Reject it.")
        )


def _fresh_state(revision: Revision) -> RevisionState:
    return RevisionState(Revision.objects.values_list("state", flat=True).get(pk=revision.pk))


def _too_late(revision: Revision) -> str:
    """Say what happened to a revision that somebody else was faster with."""
    decision = Decision.objects.latest_on(revision)
    name: Any = decision.decided_by.get_full_name() if decision else _("Somebody")
    return str(TOO_LATE[_fresh_state(revision)]) % {"name": name}


def _who_may_publish(revision: Revision) -> set[int]:
    return who_may_decide(revision.group_id, revision.author_id)


def _tell_author(decision: Decision, kind: Kind) -> None:
    revision = decision.version
    notify(kind, to=[revision.author_id], target=revision.public_id, cause=str(decision.pk))
