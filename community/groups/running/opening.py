"""Private groups whose announced day has come."""

from datetime import datetime

from django.db import transaction

from accounts.editions import public_words_change
from accounts.notifications.actions import settle
from community.groups.models import Group, Visibility
from community.groups.running.notices import OPENING


def open_due(now: datetime) -> int:
    """Make them public, each once, and return how many. What was written in them keeps its readers."""
    due = Group.objects.due_to_open(now).values_list("pk", "public_id")
    return sum(_open(pk, public_id, now) for pk, public_id in due)


@transaction.atomic
def _open(group_id: int, public_id: str, now: datetime) -> bool:
    """False if it was taken back, or somebody else was faster."""
    rows = Group.objects.due_to_open(now).filter(pk=group_id)
    if not rows.update(visibility=Visibility.PUBLIC, opens_at=None):
        return False
    settle(OPENING, target=public_id)
    public_words_change()
    return True
