"""Addresses that keep refusing letters are left alone until their owner says that they work again."""

from django.db import transaction
from django.utils import timezone

from accounts.notifications.models import Announcement, FailingAddress
from accounts.notifications.notices import ADDRESS_PAUSED
from accounts.notifications.querysets import REFUSALS_BEFORE_PAUSE
from accounts.users.models import User


@transaction.atomic
def count_refusal(user: User) -> None:
    """After a few refusals in a row no more letters go there, and the bell says so."""
    if FailingAddress.objects.count_refusal(user.email) < REFUSALS_BEFORE_PAUSE:
        return
    now = timezone.now()
    if FailingAddress.objects.pause(user.email, now):
        Announcement.objects.announce(
            ADDRESS_PAUSED.name, target=user.public_id, cause=now.isoformat(), recipients=[user.pk]
        )
