"""Everybody has a bell of their own and no other."""

from accounts.permissions import Viewer


def can_read_bell(viewer: Viewer, subject: None) -> bool:
    return viewer.is_authenticated
