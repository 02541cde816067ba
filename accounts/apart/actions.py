"""Block, mute, and take it back. Who is meant is told of none of it."""

from django.db import transaction

from accounts.apart.rules import can_keep_apart
from accounts.notifications.apart import hide_lines, show_lines_again
from accounts.permissions import Viewer, permitted
from accounts.users.models import Block, MutedPerson, User


@transaction.atomic
@permitted(can_keep_apart)
def block_person(user: User, *, by: Viewer) -> bool:
    """Hide these two from each other everywhere. Return False if it was so before.

    Nothing is cancelled: seats, roles and numbers stay.
    """
    if not Block.objects.put(blocker=by.person_pk, blocked=user.pk):
        return False
    hide_lines(of=by.person_pk, about=user.pk)
    hide_lines(of=user.pk, about=by.person_pk)
    return True


@transaction.atomic
@permitted(can_keep_apart)
def unblock_person(user: User, *, by: Viewer) -> bool:
    """Take a block of one's own back; one of the other's stays. Return False if there was none."""
    if not Block.objects.by_person(by.person_pk).filter(blocked=user).delete()[0]:
        return False
    show_lines_again(of=by.person_pk, about=user.pk)
    show_lines_again(of=user.pk, about=by.person_pk)
    return True


@transaction.atomic
@permitted(can_keep_apart)
def mute_person(user: User, *, by: Viewer) -> bool:
    """Leave this person out of one's own feeds and notices. Return False if it was so before."""
    if not MutedPerson.objects.put(muter=by.person_pk, muted=user.pk):
        return False
    hide_lines(of=by.person_pk, about=user.pk)
    return True


@transaction.atomic
@permitted(can_keep_apart)
def unmute_person(user: User, *, by: Viewer) -> bool:
    """Return False if the person was not muted."""
    if not MutedPerson.objects.by_person(by.person_pk).filter(muted=user).delete()[0]:
        return False
    show_lines_again(of=by.person_pk, about=user.pk)
    return True
