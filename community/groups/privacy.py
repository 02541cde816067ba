"""Where somebody belongs, what they asked and whom they invited; what becomes of it when they go."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.users.given import Data, given
from accounts.users.models import User
from community.groups.belonging import drop_request, end_membership, revoke_of
from community.groups.models import Ban, Group, Invitation, JoinRequest, Membership

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "memberships": gettext_lazy("Groups you belong to"),
    "join-requests": gettext_lazy("Groups you asked to join"),
    "invitations": gettext_lazy("Invitations you made"),
    "invitations-to-you": gettext_lazy("Invitations mailed to you"),
    "groups-founded": gettext_lazy("Groups you founded"),
    "group": gettext_lazy("Group"),
    "role": gettext_lazy("Role"),
    "role_since": gettext_lazy("Role since"),
    "answers": gettext_lazy("Answers"),
    "state": gettext_lazy("State"),
    "asked_at": gettext_lazy("Asked"),
    "expires_at": gettext_lazy("Runs out"),
    "revoked_at": gettext_lazy("Taken back"),
    "uses": gettext_lazy("Used so often"),
}
REQUEST = {
    "group": "group__name",
    "answers": "answers",
    "state": "state",
    "reason": "reason",
    "asked_at": "asked_at",
    "decided_at": "decided_at",
}
INVITATION = {
    "group": "group__name",
    "email": "email",
    "language": "language",
    "made_at": "made_at",
    "mailed_at": "mailed_at",
    "expires_at": "expires_at",
    "revoked_at": "revoked_at",
    "uses": "uses",
}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    """Memberships, requests and invitations. A ban shows nothing of its group, here either."""
    memberships = Membership.objects.filter(user=user_id)
    invited = Invitation.objects.filter(email__iexact=_address(user_id))
    founded = Group.objects.filter(founder=user_id)
    return {
        "memberships": given(
            memberships, group="group__name", role="role", joined_at="joined_at", role_since="role_since"
        ),
        "join-requests": given(JoinRequest.objects.filter(user=user_id), **REQUEST),
        "invitations": given(Invitation.objects.filter(made_by=user_id), **INVITATION),
        "invitations-to-you": given(invited, group="group__name", email="email", made_at="made_at"),
        "groups-founded": given(founded, name="name", made_at="created_at"),
    }


@transaction.atomic
def stay(user_id: int) -> list[str]:
    """Nobody would be left to run these groups.

    Holds them until the deletion is done: of two organizers who go at once, the second is asked about what
    the first left behind.
    """
    Group.objects.hold_run_by(user_id)
    sentence = _(
        "You are the last organizer of “%(group)s”. Make somebody else an organizer first, or archive it "
        "if nobody else is in it."
    )
    alone = Membership.objects.last_organizer(user_id).order_by("group__name", "pk")
    return [sentence % {"group": membership.group.name} for membership in alone]


def ends(user_id: int) -> list[str]:
    """What the page says about groups."""
    mine = Membership.objects.filter(user=user_id).order_by("group__name", "group_id")
    names = list(mine.values_list("group__name", flat=True))
    sentence = ngettext(
        "You leave a group, whose members do not see you any more: %(names)s.",
        "You leave %(n)d groups, whose members do not see you any more: %(names)s.",
        len(names),
    )
    return [sentence % {"n": len(names), "names": ", ".join(names)}] if names else []


def leave(user_id: int) -> None:
    """Organizers need not answer who is leaving, and no new people come in on their word."""
    for group_id in JoinRequest.objects.waiting().filter(user=user_id).values_list("group_id", flat=True):
        drop_request(group_id, user_id)
    made = Invitation.objects.filter(made_by=user_id, revoked_at__isnull=True)
    for group_id in made.values_list("group_id", flat=True).distinct():
        revoke_of(group_id, user_id)


def erase(user_id: int, *, with_texts: bool) -> None:
    """Memberships end. A ban stands, so that nobody rids themselves of it, and what they wrote in office."""
    leave(user_id)
    memberships = Membership.objects.filter(user=user_id).order_by("group_id")
    for group_id in list(memberships.values_list("group_id", flat=True)):
        end_membership(group_id, user_id)
    JoinRequest.objects.filter(user=user_id).update(answers=[], reason="")
    theirs = Q(made_by=user_id) | Q(email__iexact=_address(user_id))
    Invitation.objects.filter(theirs).update(email="", language="")
    Ban.objects.filter(user=user_id, lifted_at__isnull=False).delete()


def _address(user_id: int) -> str:
    return User.objects.values_list("email", flat=True).get(pk=user_id)
