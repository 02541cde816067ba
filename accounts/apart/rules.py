"""Who may keep whom at a distance."""

from accounts.permissions import Viewer
from accounts.users.models import User


def can_keep_apart(viewer: Viewer, user: User) -> bool:
    """Anybody with an account, from anybody but themselves; it concerns nobody else."""
    return viewer.is_authenticated and viewer.pk != user.pk
