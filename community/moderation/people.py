"""Reports about people and messages, and what moderators of the site decide about them.

These cases belong to no group, so that nobody who runs one judges their own people.
"""

import json

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.contact.models import Message, Thread
from accounts.notifications.actions import look_again, notify, settle
from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import Block, Profile, SeenBy, User
from accounts.users.visibility import shown_to
from community.moderation import notices
from community.moderation.cases import (
    add_report,
    close_case,
    open_case,
    refuse_if_reported,
    tell_reporters,
)
from community.moderation.models import (
    MESSAGE,
    PERSON,
    Case,
    Decision,
    Outcome,
    ReasonCode,
    Report,
    Revision,
)
from community.moderation.rules import can_decide_case, can_report_message, can_report_person
from community.moderation.states import RevisionState


@transaction.atomic
@permitted(can_report_person)
def report_person(user: User, *, by: Viewer, reason: ReasonCode, words: str) -> Case:
    """Report somebody whose page is there for the reporter, or whom they have blocked."""
    profiles = Profile.objects.visible_to(by).filter(user=user)
    blocked = Block.objects.by_person(by.person_pk).filter(blocked=user)
    if not profiles.exists() and not blocked.exists():
        raise Refused(_("This person is not here any more, so there is nobody to report."))
    case = open_case(Case(kind=PERSON, item_id=user.pk, about=user))
    refuse_if_reported(case.reports.filter(reporter_id=by.pk).exists())
    if case.revision is None:
        case.revision = _as_it_stands(user)
        Case.objects.filter(pk=case.pk).update(revision=case.revision)
    add_report(case, by=by, reason=reason, words=words)
    return case


def _as_it_stands(user: User) -> Revision:
    """Keep what everybody may read of this person now; it may be changed before a moderator looks."""
    shown = shown_to(user.profile, SeenBy.PEOPLE)
    fields = {"handle": user.profile.handle, "bio": shown.bio, "home": shown.home}
    earlier = Revision.objects.of_item(PERSON, user.pk).aggregate(newest=Max("version"))
    return Revision.objects.create(
        kind=PERSON,
        item_id=user.pk,
        version=(earlier["newest"] or 0) + 1,
        state=RevisionState.SUPERSEDED,  # nobody is to decide on it as on a text
        author=user,
        title=user.profile.display_name,
        text=json.dumps({name: value for name, value in fields.items() if value}),
    )


@transaction.atomic
@permitted(can_report_message)
def report_message(message: Message, *, by: Viewer, reason: ReasonCode, words: str) -> Case:
    """Report a message that the reporter can read."""
    if not Message.objects.visible_to(by).there().filter(pk=message.pk).exists():
        raise Refused(_("You can't read this any more, so there is nothing to report."))
    case = open_case(Case(kind=MESSAGE, item_id=message.pk, about_id=message.author_id))
    earlier = Report.objects.filter(reporter_id=by.pk, case__kind=MESSAGE, case__item_id=message.pk)
    refuse_if_reported(earlier.exists())
    add_report(case, by=by, reason=reason, words=words)
    return case


@transaction.atomic
@permitted(can_decide_case)
def leave_alone(case: Case, *, by: Viewer, words: str = "") -> Decision:
    """Close the case and change nothing."""
    return _decide(case, Outcome.NO_ACTION, by=by, words=words)


@transaction.atomic
@permitted(can_decide_case)
def ask_to_change(case: Case, *, by: Viewer, reason: ReasonCode, words: str) -> Decision:
    """Tell the person what should change, in words."""
    return _decide(case, Outcome.CHANGES_REQUESTED, by=by, reason=reason, words=words)


@transaction.atomic
@permitted(can_decide_case)
def remove_message(case: Case, *, by: Viewer, reason: ReasonCode, words: str) -> Decision:
    """Take the message away: its place shows that there was one."""
    _refuse_unless_message(case)
    decision = _decide(case, Outcome.REMOVED, by=by, reason=reason, words=words)
    Message.objects.there().filter(pk=case.item_id).update(removed_at=timezone.now())
    threads = Thread.objects.filter(messages=case.item_id)
    look_again(targets=[*threads.values_list("public_id", flat=True)])  # perhaps nothing else was written
    return decision


@transaction.atomic
@permitted(can_decide_case)
def put_message_back(case: Case, *, by: Viewer) -> Decision:
    """Undo the removal."""
    _refuse_unless_message(case)
    closed = Case.objects.filter(pk=case.pk, outcome=Outcome.REMOVED)
    if not closed.update(outcome=Outcome.RESTORED):
        raise Refused(_("Nothing was removed here, so there is nothing to put back."))
    Message.objects.filter(pk=case.item_id).exclude(text="").update(removed_at=None)  # not of who is gone
    return _record(case, Outcome.RESTORED, by=by)


def _refuse_unless_message(case: Case) -> None:
    if case.kind != MESSAGE:
        raise Refused(_("Only a message can be taken away. Ask this person for a change instead."))


def _decide(case: Case, outcome: Outcome, *, by: Viewer, reason: str = "", words: str = "") -> Decision:
    close_case(case, outcome)
    decision = _record(case, outcome, by=by, reason=reason, words=words)
    tell_reporters(case)
    return decision


def _record(case: Case, outcome: Outcome, *, by: Viewer, reason: str = "", words: str = "") -> Decision:
    """Add the decision, and tell the person if anything changes for them."""
    decision = Decision.objects.create(
        case=case,
        outcome=outcome,
        reason=reason,
        words=words,
        decided_by_id=by.person_pk,
        supersedes=Decision.objects.latest_in(case),
    )
    settle(notices.ABOUT_YOU, target=case.public_id)  # what was decided before holds no more
    if outcome != Outcome.NO_ACTION and case.about_id is not None:
        notify(notices.ABOUT_YOU, to=[case.about_id], target=case.public_id, cause=str(decision.pk))
    return decision
