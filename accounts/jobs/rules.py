"""Who looks after the background work."""

from accounts.permissions import Viewer


def can_look_after_jobs(viewer: Viewer, _subject: object) -> bool:
    return viewer.is_operator
