"""Who may take their data along, and who may go."""

from typing import Any

from accounts.permissions import Viewer
from accounts.users.models import User


def can_take_data(viewer: Viewer, _subject: Any) -> bool:
    """Everybody their own."""
    return viewer.is_authenticated


def can_delete_account(viewer: Viewer, user: User) -> bool:
    """One's own, and nobody else's."""
    return viewer.pk is not None and viewer.pk == user.pk
