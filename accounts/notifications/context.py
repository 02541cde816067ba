"""The bell's number on every page."""

from django.utils.functional import SimpleLazyObject

from accounts.notifications.models import Notification


def unread(request):
    """How many lines of the viewer's bell are unread; asked only if a template shows it."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or not viewer.is_authenticated:
        return {"unread_notifications": 0}
    return {"unread_notifications": SimpleLazyObject(lambda: Notification.objects.unread_count(viewer))}
