"""Taking somebody out of a group, keeping them out, and letting them come back."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.contact.models import Thread
from accounts.notifications.actions import look_again, notify
from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User
from community.groups.addresses import address_hashes
from community.groups.belonging import drop_request, end_membership, hold_person, revoke_of
from community.groups.contracts import person_banned
from community.groups.joining_notices import REMOVED
from community.groups.joining_rules import can_decide_request, can_lift_ban, can_remove_member
from community.groups.models import Ban, JoinRequest, Membership, RequestState, Role
from community.groups.querysets import group_scope


@transaction.atomic
@permitted(can_remove_member)
def remove_member(
    membership: Membership, *, by: Viewer, reason: str, is_final: bool = False, note: str = ""
) -> None:
    """Take a member out and tell them why. They can come back after a pause; with ``is_final`` they cannot.

    ``reason`` is what they read, ``note`` what those who run the group keep about a ban.
    """
    group_id, user_id = membership.group_id, membership.user_id
    hold_person(user_id)
    is_out = end_membership(group_id, user_id, role=membership.role)
    if not is_out and (not is_final or _belongs(group_id, user_id)):
        raise Refused(_("They have left, or have another role now. Look at the list again."))
    if is_final:
        _ban(group_id, user_id, by=by, note=note)
    _tell_why(group_id, user_id, by=by, reason=reason)


@transaction.atomic
@permitted(can_decide_request)
def ban_applicant(request: JoinRequest, *, by: Viewer, note: str) -> None:
    """For who asks, or once asked, the group is not there any more. They are not told."""
    hold_person(request.user_id)
    if _belongs(request.group_id, request.user_id):
        raise Refused(_("They are a member now. Take them out on the page of members."))
    _ban(request.group_id, request.user_id, by=by, note=note)


@transaction.atomic
@permitted(can_lift_ban)
def lift_ban(ban: Ban, *, by: Viewer) -> bool:
    """Let the person come back, with whichever account. Return False if it was lifted before."""
    standing = Ban.objects.standing().of_group(ban.group_id)
    same = standing.filter(Q(email_hash=ban.email_hash) | Q(user_id=ban.user_id))
    return same.update(lifted_at=timezone.now(), lifted_by_id=by.pk) > 0


def carry_bans(user_id: int, email: str) -> None:
    """An address belongs to a person now: what was decided about it holds for them too.

    Who organizes a group is not put out of it by an address.
    """
    standing = Ban.objects.standing().of_address(email).exclude(user_id=user_id)
    found = {ban.group_id: ban for ban in standing.order_by("-pk")}
    if not found:
        return
    hold_person(user_id)
    runs = Membership.objects.filter(user_id=user_id, role=Role.ORGANIZER, group_id__in=found)
    for group_id in found.keys() - set(runs.values_list("group_id", flat=True)):
        first = found[group_id]
        _keep_out(group_id, user_id, first.email_hash, reason=first.reason, banned_by=first.banned_by_id)


def _ban(group_id: int, user_id: int, *, by: Viewer, note: str) -> None:
    email = User.objects.values_list("email", flat=True).get(pk=user_id)
    _keep_out(group_id, user_id, address_hashes(email)[0], reason=note, banned_by=by.pk)


def _keep_out(group_id: int, user_id: int, email_hash: str, *, reason: str, banned_by: int | None) -> None:
    """Write it down once, and end all that this person has in the group. The caller holds the person."""
    fields = {"email_hash": email_hash, "reason": reason, "banned_by_id": banned_by}
    Ban.objects.get_or_create(group_id=group_id, user_id=user_id, lifted_at=None, defaults=fields)
    end_membership(group_id, user_id)
    drop_request(group_id, user_id)
    revoke_of(group_id, user_id)
    list(person_banned(group_id, user_id))
    Thread.objects.open().filter(group_id=group_id, person_id=user_id).update(closed_at=timezone.now())
    look_again([user_id])


def _belongs(group_id: int, user_id: int) -> bool:
    return Membership.objects.filter(group_id=group_id, user_id=user_id).exists()


def _tell_why(group_id: int, user_id: int, *, by: Viewer, reason: str) -> None:
    """Keep the reason beside what the person asked for before, and owe them one letter with it."""
    row = JoinRequest.objects.create(
        group_id=group_id,
        user_id=user_id,
        state=RequestState.DECLINED,
        decided_at=timezone.now() - timedelta(microseconds=1),
        decided_by_id=by.pk,
        reason=reason,
    )
    notify(REMOVED, to=[user_id], target=row.public_id, scope=group_scope(group_id))
