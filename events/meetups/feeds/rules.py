"""Who may have an address of a calendar."""

from accounts.permissions import Viewer
from community.groups.models import Group
from events.meetups.feeds.models import CalendarFeed
from events.places.models import Place


def can_subscribe(viewer: Viewer, of: Group | Place | None) -> bool:
    """Everybody with an account, to what they may read: the page is found or not before this is asked."""
    return viewer.is_authenticated


def can_change_feed(viewer: Viewer, feed: CalendarFeed) -> bool:
    return viewer.pk == feed.user_id
