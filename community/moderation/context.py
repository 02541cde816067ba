"""The number beside "Review" on every page of a moderator."""

from django.utils.functional import SimpleLazyObject

from community.moderation.rules import can_review_anything
from community.moderation.waiting import count_waiting_for


def waiting(request):
    """How much waits for this viewer; asked only if a template shows it, and only for moderators."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or not viewer.is_authenticated:
        return {"waiting_for_review": 0}
    return {"waiting_for_review": SimpleLazyObject(lambda: _count(viewer))}


def _count(viewer):
    return count_waiting_for(viewer) if can_review_anything(viewer) else 0
