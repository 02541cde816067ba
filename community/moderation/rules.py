"""Who may send, report and decide."""

from accounts.permissions import Viewer
from community.moderation.models import Case, Moderated, Revision


def can_send_content(viewer: Viewer, item: Moderated) -> bool:
    """Only its author writes a next version."""
    return viewer.is_authenticated and item.author_id == viewer.pk


def can_withdraw_content(viewer: Viewer, item: Moderated) -> bool:
    return viewer.is_authenticated and item.author_id == viewer.pk


def can_report_content(viewer: Viewer, item: Moderated) -> bool:
    """Anybody signed in who can read it (the action asks) and did not write it."""
    return viewer.is_authenticated and item.author_id != viewer.pk


def can_review_anything(viewer: Viewer, subject: None = None) -> bool:
    """The queue is for those who moderate some group, or the site."""
    return viewer.is_authenticated and (viewer.is_site_moderator or bool(viewer.moderated_groups))


def can_decide_revision(viewer: Viewer, revision: Revision) -> bool:
    """Nobody decides on their own text."""
    return viewer.moderates(revision.group_id) and revision.author_id != viewer.pk


def can_decide_case(viewer: Viewer, case: Case) -> bool:
    """Nobody decides on reports about their own text."""
    return viewer.moderates(case.group_id) and case.revision.author_id != viewer.pk
