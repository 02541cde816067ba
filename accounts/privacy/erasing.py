"""The end of the time of grace."""

import logging
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.editions import public_words_change
from accounts.privacy.archive import archive_storage
from accounts.privacy.everything import forget
from accounts.privacy.models import Export
from accounts.users.models import User

logger = logging.getLogger(__name__)


class NotErased(Exception):
    """Some could not be erased. Who they are is said nowhere; the next run tries them again."""


def erase_due(now: datetime) -> int:
    """Erase everybody whose time of grace is over, one by one: a fault with one keeps no other."""
    due = User.objects.filter(leaving_at__lte=now, erased_at__isnull=True).order_by("leaving_at", "pk")
    erased = failed = 0
    for pk in list(due.values_list("pk", flat=True)):
        try:
            erased += erase_person(pk, now)
        except Exception as error:
            logger.error("somebody could not be erased: %s", type(error).__name__)
            failed += 1
    if failed:
        raise NotErased(failed)
    return erased


@transaction.atomic
def erase_person(user_id: int, now: datetime) -> bool:
    """All or nothing, so that a crash in the midst leaves the whole work for the next run.

    False if the person came back, or was erased, a moment before.
    """
    User.objects.hold([user_id])
    user = User.objects.filter(pk=user_id, leaving_at__lte=now, erased_at__isnull=True).first()
    if user is None:
        return False
    forget_exports(user_id)
    forget(user_id, with_texts=user.leaves_without_texts)
    public_words_change()
    return True


def forget_exports(user_id: int) -> None:
    """Rows now, files after the commit; what a crash leaves of them is swept."""
    mine = Export.objects.filter(user=user_id)
    for name in mine.exclude(file="").values_list("file", flat=True):
        transaction.on_commit(partial(archive_storage().delete, name), robust=True)
    mine.delete()
