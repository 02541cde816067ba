"""Invitations: a link for many, or a letter for one; and what somebody does who opens it."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Refused, Viewer, permitted
from community.groups.belonging import hold_person, let_in, refuse_the_banned
from community.groups.joining_querysets import AGAIN_AFTER
from community.groups.joining_rules import can_accept_invitation, can_change_invitation, can_invite
from community.groups.joining_tasks import mail_invitation
from community.groups.models import Group, Invitation, Membership

LASTS = timedelta(days=14)
LETTERS_A_DAY = 10


@transaction.atomic
@permitted(can_invite)
def make_link(group: Group, *, by: Viewer) -> Invitation:
    """The viewer's link into the group. There is one at a time: asked for twice, it is the same."""
    hold_person(by.person_pk)
    mine = Invitation.objects.of_group(group.pk).links().standing().filter(made_by_id=by.pk).first()
    return mine or _make(group.pk, by)


@transaction.atomic
@permitted(can_change_invitation)
def change_link(invitation: Invitation, *, by: Viewer) -> Invitation:
    """The old link lets nobody in any more; a new one does."""
    revoke_invitation(invitation, by=by)
    return make_link(invitation.group, by=by)


@transaction.atomic
@permitted(can_change_invitation)
def revoke_invitation(invitation: Invitation, *, by: Viewer) -> bool:
    """It lets nobody in any more; who is in stays. Return False if it was taken back before."""
    rows = Invitation.objects.filter(pk=invitation.pk, revoked_at__isnull=True)
    return rows.update(revoked_at=timezone.now()) == 1


@transaction.atomic
@permitted(can_invite)
def invite_by_mail(group: Group, *, by: Viewer, email: str, language: str) -> Invitation:
    """Send a letter with a link for one person. The same address twice is one invitation.

    Nothing here asks whether the address has an account, so nothing here can tell.
    """
    hold_person(by.person_pk)
    _refuse_archived(group.pk)
    letters = Invitation.objects.of_group(group.pk).letters().standing()
    sent = letters.filter(email__iexact=email).order_by("pk").last()
    if sent is None:
        _refuse_too_many(by)
        return _post(_make(group.pk, by, email=email, language=language, mailed_at=timezone.now()))
    if sent.mailed_at and sent.mailed_at > timezone.now() - AGAIN_AFTER:
        return sent
    mail_again(sent, by=by)
    return sent


@transaction.atomic
@permitted(can_change_invitation)
def mail_again(invitation: Invitation, *, by: Viewer) -> None:
    """Send the letter once more, an hour later at the earliest: it may have gone astray."""
    hold_person(by.person_pk)
    _refuse_too_many(by)
    now = timezone.now()
    rows = Invitation.objects.standing().letters().filter(pk=invitation.pk, made_at__lte=now - AGAIN_AFTER)
    if not rows.filter(mailed_at__lt=F("made_at") + AGAIN_AFTER).update(mailed_at=now):
        raise Refused(
            _("A letter goes out once more after an hour at the earliest, and not a third time. Tell them.")
        )
    _post(invitation)


@transaction.atomic
@permitted(can_accept_invitation)
def accept_invitation(invitation: Invitation, *, by: Viewer) -> bool:
    """Join by an invitation: no request, whatever the policy. False if the person was a member already.

    It is not bound to the address it was sent to, as people sign up with others; a letter lets one person in.
    """
    hold_person(by.person_pk)
    refuse_the_banned(invitation.group_id, by.person_pk)
    if Membership.objects.filter(group_id=invitation.group_id, user_id=by.person_pk).exists():
        return False
    good = Invitation.objects.letting_in().filter(pk=invitation.pk)
    if not good.update(uses=F("uses") + 1):
        raise Refused(no_longer_good())
    return let_in(invitation.group_id, by.person_pk, by=by.pk)


def no_longer_good() -> str:
    """The one sentence for every link that lets nobody in."""
    return _("This link lets nobody in any more. Ask whoever sent it for a new one.")


def _make(group_id: int, by: Viewer, **fields: object) -> Invitation:
    _refuse_archived(group_id)
    ends = timezone.now() + LASTS
    return Invitation.objects.create(group_id=group_id, made_by_id=by.person_pk, expires_at=ends, **fields)


def _post(invitation: Invitation) -> Invitation:
    transaction.on_commit(partial(mail_invitation.enqueue, invitation.public_id))
    return invitation


def _refuse_archived(group_id: int) -> None:
    if Group.objects.filter(pk=group_id, archived_at__isnull=False).exists():
        raise Refused(_("This group is archived, so nobody joins it now."))


def _refuse_too_many(by: Viewer) -> None:
    since = timezone.now() - timedelta(days=1)
    if Invitation.objects.letters_since(since, by.person_pk) < LETTERS_A_DAY:
        return
    sentence = ngettext(
        "You have sent %(count)d invitation since yesterday, and more go out tomorrow. A link has no limit.",
        "You have sent %(count)d invitations since yesterday, and more go out tomorrow. A link has no limit.",
        LETTERS_A_DAY,
    )
    raise Refused(sentence % {"count": LETTERS_A_DAY})
