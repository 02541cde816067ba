"""Can this process do its work, and is the background work done?"""

from datetime import timedelta

from django.db import Error, connection
from django.utils import timezone

from accounts.jobs.models import Heartbeat, Worker
from accounts.jobs.queue import not_put_away
from accounts.jobs.rescue import TICK_SECONDS, lost_after
from accounts.notifications.models import Announcement, Notification


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def stale_jobs() -> list[str]:
    """Names of the periodic jobs whose work is not done; all of them where no worker was ever seen."""
    return Heartbeat.objects.stale(timezone.now())


def workers_seen() -> int:
    """How many workers said that they run, lately or a tick before."""
    span = lost_after() + timedelta(seconds=TICK_SECONDS)
    return Worker.objects.alive(timezone.now(), span).count()


def dead_letters() -> int:
    """How many tasks, letters and announcements failed for good and wait for an operator."""
    boxes = (Notification.objects, Announcement.objects)
    return not_put_away().count() + sum(box.given_up().count() for box in boxes)


def oldest_letter_seconds() -> int:
    """For how long the letter that waits longest has been owed; 0 if none is."""
    _number, oldest = Notification.objects.owed().number_and_oldest()
    return max(0, int((timezone.now() - oldest).total_seconds())) if oldest else 0
