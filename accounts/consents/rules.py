"""Who acknowledges, and who writes what is acknowledged."""

from accounts.consents.models import Document, DocumentKind
from accounts.permissions import Viewer


def can_acknowledge(viewer: Viewer, document: Document) -> bool:
    """Everybody with an account, for themselves; only the safety text asks for it."""
    return viewer.is_authenticated and document.kind == DocumentKind.SAFETY


def can_keep_self_check(viewer: Viewer, _version: int) -> bool:
    """Everybody with an account, for themselves; strangers may do the check, and nothing of it is kept."""
    return viewer.is_authenticated


def can_edit_document(viewer: Viewer, _kind: str) -> bool:
    return viewer.is_operator
