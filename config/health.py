"""Can this process do its work, and is the background work done?"""

from django.db import Error, connection
from django.utils import timezone

from accounts.jobs.models import Heartbeat


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
