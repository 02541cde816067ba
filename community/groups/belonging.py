"""Every way into a group and out of it, one at a time for each person.

Whoever calls this holds the person's row (``hold_person``); after it comes the group's, and the rows of
meetups last. So two ways never wait for each other, and nobody slips in while they are banned.
"""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.actions import look_again, notify, settle
from accounts.permissions import Refused
from accounts.users.models import User
from community.groups.contracts import membership_ended
from community.groups.joining_notices import ASKED, DECLINED, REMOVED
from community.groups.models import Ban, Group, Invitation, JoinRequest, Membership, RequestState, Role
from community.groups.notices import JOINED
from community.groups.querysets import group_scope
from community.groups.role_notices import TAKEN_OVER


def hold_person(user_id: int) -> None:
    """One way in or out of a person at a time. Leaves rows that point at the person free to be written."""
    User.objects.hold([user_id])


def refuse_the_banned(group_id: int, user_id: int) -> None:
    """A form can be older than a ban; for who is banned the group is not there."""
    if Ban.objects.standing().filter(group_id=group_id, user_id=user_id).exists():
        raise PermissionDenied


def let_in(group_id: int, user_id: int, *, by: int | None) -> bool:
    """Make somebody a member, whatever the policy; ``by`` is whose act it is. False if they are one."""
    refuse_the_banned(group_id, user_id)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(group_id=group_id, user_id=user_id)
    except IntegrityError:
        return False
    open_ones = Group.objects.filter(pk=group_id, archived_at__isnull=True)
    if not open_ones.update(member_count=F("member_count") + 1):
        raise Refused(_("This group is archived, so nobody joins it now."))
    drop_request(group_id, user_id)
    _forget_the_no(group_id, user_id)
    notify(JOINED, target=str(membership.pk), by=by, scope=group_scope(group_id))
    return True


def _forget_the_no(group_id: int, user_id: int) -> None:
    """Who is in is not told any more that they were not taken, or were taken out."""
    refused = JoinRequest.objects.of_person(group_id, user_id).filter(state=RequestState.DECLINED)
    for public_id in refused.values_list("public_id", flat=True):
        settle(DECLINED, REMOVED, target=public_id)


def end_membership(group_id: int, user_id: int, *, role: str | None = None) -> bool:
    """Somebody belongs to the group no more: what hung on it is given back. False if they did not belong.

    With ``role``, only if that is still theirs.
    """
    rows = Membership.objects.filter(group_id=group_id, user_id=user_id)
    membership = (rows.filter(role=role) if role else rows).first()
    if membership is None or not rows.filter(pk=membership.pk, role=membership.role).delete()[0]:
        return False
    Group.objects.count_one_less(group_id)
    settle(JOINED, TAKEN_OVER, target=str(membership.pk))
    if membership.role == Role.ORGANIZER:
        revoke_of(group_id, user_id)
    list(membership_ended(group_id, user_id))
    look_again([user_id])
    return True


def drop_request(group_id: int, user_id: int) -> None:
    """What this person asked for is settled otherwise."""
    waiting = JoinRequest.objects.waiting().filter(group_id=group_id, user_id=user_id)
    for public_id in waiting.values_list("public_id", flat=True):
        JoinRequest.objects.waiting().filter(public_id=public_id).update(
            state=RequestState.WITHDRAWN, decided_at=timezone.now()
        )
        settle(ASKED, target=public_id)


def revoke_of(group_id: int, user_id: int) -> None:
    """The invitations this person made let nobody in any more."""
    made = Invitation.objects.filter(group_id=group_id, made_by_id=user_id, revoked_at__isnull=True)
    made.update(revoked_at=timezone.now())
