"""What people were told: a test's transaction never commits, so what was announced is spread here."""

from accounts.models import Notification
from accounts.notifications.tasks import spread_news


def told(**fields):
    """The lines people have now, of those that ``fields`` name."""
    spread_news.call()
    return Notification.objects.filter(**fields)
