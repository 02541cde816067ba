"""Lines of the bell that tell one person what another did, when the one no longer wants to hear of it."""

from functools import partial

from django.db import transaction

from accounts.notifications.bell import readable
from accounts.notifications.kinds import KINDS
from accounts.notifications.models import Announcement, Notification
from accounts.notifications.querysets import NotificationQuerySet
from accounts.permissions import Viewer
from accounts.users.models import Block, MutedPerson, User


def hide_lines(*, of: int, about: int) -> None:
    """Take the lines about the acts of one person out of another's bell; no mail about them goes out.

    What concerns safety or moderation stays. What is spread at this moment is waited for.
    """
    _hide(of, about)
    # Until the commit others do not see the block: what is announced and spread meanwhile comes through.
    transaction.on_commit(partial(_hide, of, about), robust=True)


@transaction.atomic
def _hide(of: int, about: int) -> None:
    Announcement.objects.wait_for_spread()
    if _is_kept_apart(of, about):  # asked again, as it may have been taken back before the commit
        _lines(of, about).filter(is_hidden=False).update(is_hidden=True)


def show_lines_again(*, of: int, about: int) -> None:
    """It was taken back: what the person may read stands in the bell again, as it did."""
    if _is_kept_apart(of, about):
        return
    hidden = list(_lines(of, about).filter(is_hidden=True))
    found = readable(hidden, Viewer(User.objects.with_profile().get(pk=of)))
    Notification.objects.filter(pk__in=found).update(is_hidden=False)


def _is_kept_apart(of: int, about: int) -> bool:
    blocked = Block.objects.between(of, about).exists()
    return blocked or MutedPerson.objects.filter(muter=of, muted=about).exists()


def _lines(of: int, about: int) -> NotificationQuerySet:
    names = [kind.name for kind in KINDS.values() if kind.is_spared_apart and kind.is_in_bell]
    return Notification.objects.filter(recipient=of, actor=about, kind__in=names)
