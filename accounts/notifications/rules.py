"""Everybody has a bell of their own and no other, and says how they are told."""

from accounts.permissions import Viewer


def can_read_bell(viewer: Viewer, subject: None) -> bool:
    return viewer.is_authenticated


def can_choose_how_told(viewer: Viewer, subject: object) -> bool:
    """Whoever has an account, ready or not: letters come before the safety text is read."""
    return viewer.is_authenticated
