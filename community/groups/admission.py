"""Asking to join a group, and what an organizer answers."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify, settle
from accounts.notifications.kinds import Kind
from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User
from community.groups.belonging import hold_person, let_in, refuse_the_banned
from community.groups.joining_notices import APPROVED, ASKED, DECLINED
from community.groups.joining_rules import can_ask_to_join, can_decide_request, can_withdraw_request
from community.groups.models import Group, JoinRequest, Membership, RequestState
from community.groups.policy import why_not_ask
from community.groups.querysets import group_scope

type Answers = Sequence[tuple[str, str]]
"""Each question as it was asked, and what was answered."""


@transaction.atomic
@permitted(can_ask_to_join)
def ask_to_join(group: Group, *, by: Viewer, answers: Answers) -> JoinRequest:
    """Ask the organizers. While one request waits, asking again gives the same one back as it is."""
    hold_person(by.person_pk)
    refuse_the_banned(group.pk, by.person_pk)
    if Membership.objects.filter(group=group, user_id=by.person_pk).exists():
        raise Refused(_("You are already a member."))
    waiting = JoinRequest.objects.waiting().of_person(group.pk, by.person_pk).first()
    if waiting is not None:
        return waiting
    if sentence := why_not_ask(Group.objects.get(pk=group.pk), by.person_pk):
        raise Refused(sentence)
    request = JoinRequest.objects.create(
        group=group, user_id=by.person_pk, answers=[list(pair) for pair in answers]
    )
    notify(ASKED, target=request.public_id, by=by.pk, scope=group_scope(group.pk))
    return request


@transaction.atomic
@permitted(can_decide_request)
def approve_request(request: JoinRequest, *, by: Viewer) -> None:
    """Take the applicant in and tell them. Of two who decide, one is refused."""
    hold_person(request.user_id)
    if not User.objects.filter(pk=request.user_id, is_active=True, leaving_at__isnull=True).exists():
        raise Refused(_("This person is about to leave Backstride, so they cannot be taken in."))
    _decide(request, RequestState.APPROVED, by=by)
    let_in(request.group_id, request.user_id, by=by.pk)
    _tell(APPROVED, request)


@transaction.atomic
@permitted(can_decide_request)
def decline_request(request: JoinRequest, *, by: Viewer, reason: str) -> None:
    """Say no, and why. The applicant reads the reason, and can ask again after a pause."""
    _decide(request, RequestState.DECLINED, by=by, reason=reason)
    _tell(DECLINED, request)


@transaction.atomic
@permitted(can_withdraw_request)
def withdraw_request(request: JoinRequest, *, by: Viewer) -> bool:
    """Take one's own request back. Return False if it was decided, or taken back before."""
    done = _end(request, state=RequestState.WITHDRAWN)
    if done:
        settle(ASKED, target=request.public_id)
    return done


def _decide(request: JoinRequest, state: RequestState, *, by: Viewer, reason: str = "") -> None:
    if not _end(request, state=state, decided_by_id=by.pk, reason=reason):
        raise Refused(what_became_of(JoinRequest.objects.get(pk=request.pk)))
    settle(ASKED, target=request.public_id)


def _end(request: JoinRequest, **fields: object) -> bool:
    """Only one of all who decide or withdraw gets to."""
    waiting = JoinRequest.objects.waiting().filter(pk=request.pk)
    return waiting.update(decided_at=timezone.now(), **fields) == 1


def _tell(kind: Kind, request: JoinRequest) -> None:
    """The group answers, not one of its organizers: a block between two people keeps no answer back."""
    notify(kind, to=[request.user_id], target=request.public_id, scope=group_scope(request.group_id))


def what_became_of(request: JoinRequest) -> str:
    """Why it cannot be decided any more."""
    return {
        RequestState.APPROVED: _("Somebody was faster: they are in."),
        RequestState.DECLINED: _("Somebody was faster: they have had a no."),
        RequestState.WITHDRAWN: _("They have taken their request back, so nothing is left to decide."),
    }.get(RequestState(request.state), "")
