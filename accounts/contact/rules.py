"""Who takes part in a thread."""

from typing import Any

from accounts.contact.models import Thread, Topic
from accounts.permissions import Viewer


def can_have_threads(viewer: Viewer, _topic: Any) -> bool:
    """Everybody with an account; what brings two sides together is checked with the thread."""
    return viewer.is_authenticated


def can_take_part(viewer: Viewer, thread: Thread) -> bool:
    """The two of it, or whoever has the role in the group; blocks are asked when it is read."""
    if not viewer.is_authenticated or thread.group_id in viewer.banned_from:
        return False
    return viewer.pk in (thread.person_id, thread.other_id) or answers_for_many(viewer, thread)


def answers_for_many(viewer: Viewer, thread: Thread) -> bool:
    """Organizers about joining; moderators, organizers and, where they review, the site's about decisions."""
    if thread.topic == Topic.JOINING:
        return thread.group_id is not None and viewer.organizes(thread.group_id)
    return thread.topic == Topic.MODERATION and viewer.moderates(thread.group_id)
