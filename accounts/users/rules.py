"""Who may open, change and raise accounts."""

from typing import Any

from accounts.permissions import Viewer
from accounts.users.models import Profile, User


def can_open_account(viewer: Viewer, _user: Any) -> bool:
    """One person, one account: whoever is signed in has one."""
    return not viewer.is_authenticated


def can_edit_profile(viewer: Viewer, profile: Profile) -> bool:
    """Your own, and nobody else's."""
    return viewer.pk is not None and viewer.pk == profile.user_id


def can_appoint_operator(viewer: Viewer, _user: User) -> bool:
    """An operator; the first one is made at the command line."""
    return viewer.is_operator
