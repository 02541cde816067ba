"""Reminders that fall due become announcements, in the transaction that removes them."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from accounts.jobs.faults import Fault, fault_point
from accounts.notifications.models import Announcement, Reminder

BATCH = 500


@transaction.atomic
def announce_due(now: datetime) -> int:
    """Take up to a batch of what is due; return how many. A crash leaves them as they were."""
    taken = Reminder.objects.take(now, BATCH)
    fault_point(Fault.REMINDERS_CLAIMED)
    people: dict[tuple[str, str, str, datetime], list[int]] = defaultdict(list)
    for row in taken:
        people[row.kind, row.target, row.scope, row.due_at].append(row.recipient_id)
    Announcement.objects.bulk_create(
        Announcement(
            kind=kind,
            target=target,
            scope=scope,
            cause=due_at.isoformat(),
            recipients=recipients,
            due_at=now,
        )
        for (kind, target, scope, due_at), recipients in people.items()
    )
    return len(taken)
