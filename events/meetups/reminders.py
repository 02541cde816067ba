"""When people are reminded of a meetup: made with their answer, removed when they leave."""

from datetime import UTC, timedelta

from accounts.notifications.actions import remind
from community.groups.querysets import group_scope
from events.meetups.models import Meetup
from events.meetups.notices import REMINDER_DAY, REMINDER_HOURS

BEFORE = ((REMINDER_DAY, timedelta(hours=24)), (REMINDER_HOURS, timedelta(hours=2)))


def remind_of(meetup: Meetup, user_id: int) -> None:
    """One row for each reminder that is still ahead; whether it becomes a mail is the person's choice."""
    starts_at = meetup.starts_at.astimezone(UTC)  # hours that pass, not what a clock shows that is changed
    due = {kind: starts_at - before for kind, before in BEFORE}
    remind(user_id, target=meetup.public_id, due=due, scope=group_scope(meetup.group_id))
