"""Who may open, change and raise accounts."""

from typing import Any

from allauth.usersessions.models import UserSession

from accounts.permissions import Viewer
from accounts.users.models import Profile, User


def can_open_account(viewer: Viewer, _user: Any) -> bool:
    """One person, one account: whoever is signed in has one."""
    return not viewer.is_authenticated


def can_edit_profile(viewer: Viewer, profile: Profile) -> bool:
    """Your own, and nobody else's."""
    return viewer.pk is not None and viewer.pk == profile.user_id


def can_end_session(viewer: Viewer, session: UserSession) -> bool:
    """One's own, on whatever device."""
    return viewer.pk is not None and viewer.pk == session.user_id


def can_end_sessions(viewer: Viewer, user: User) -> bool:
    return viewer.pk is not None and viewer.pk == user.pk


def can_reset_second_factor(viewer: Viewer, user: User) -> bool:
    """Nobody on a page: whoever lost it asks who runs the site, who does it at the command line."""
    return viewer.is_system


def can_open_profile(viewer: Viewer, profile: Profile) -> bool:
    """May a link lead there? Of a minor only from pages of a group both belong to: those ask no more."""
    if viewer.pk == profile.user_id:
        return viewer.is_authenticated
    return viewer.is_authenticated and profile.is_of_age and profile.user.erased_at is None


def can_come_back(viewer: Viewer, user: User) -> bool:
    """Whoever signs in to an account may keep it."""
    return viewer.pk is not None and viewer.pk == user.pk


def can_appoint_operator(viewer: Viewer, _user: User) -> bool:
    """An operator; the first one is made at the command line."""
    return viewer.is_operator
