"""Who may send, report and decide."""

from accounts.contact.models import Message
from accounts.permissions import Viewer
from accounts.users.models import User
from community.moderation.models import AccessRecord, Case, Moderated, Revision


def can_send_content(viewer: Viewer, item: Moderated) -> bool:
    """Only its author writes a next version."""
    return viewer.is_authenticated and item.author_id == viewer.pk


def can_withdraw_content(viewer: Viewer, item: Moderated) -> bool:
    return viewer.is_authenticated and item.author_id == viewer.pk


def can_report_content(viewer: Viewer, item: Moderated) -> bool:
    """Anybody signed in who can read it (the action asks) and did not write it."""
    return viewer.is_authenticated and item.author_id != viewer.pk


def can_report_person(viewer: Viewer, user: User) -> bool:
    """Anybody signed in for whom that person is there (the action asks), but nobody themselves."""
    return viewer.is_authenticated and user.pk != viewer.pk


def can_report_message(viewer: Viewer, message: Message) -> bool:
    """Anybody signed in who can read it (the action asks) and did not write it."""
    return viewer.is_authenticated and message.author_id != viewer.pk


def can_review_anything(viewer: Viewer, subject: None = None) -> bool:
    """The queue is for those who moderate some group, or the site."""
    return viewer.is_authenticated and (viewer.is_site_moderator or bool(viewer.moderated_groups))


def can_decide_revision(viewer: Viewer, revision: Revision) -> bool:
    """Nobody decides on their own text."""
    return viewer.moderates(revision.group_id) and revision.author_id != viewer.pk


def can_open_case(viewer: Viewer, case: Case) -> bool:
    """The site's moderators may open a case of a private group; that is logged."""
    return (viewer.is_site_moderator or viewer.moderates(case.group_id)) and not _concerns(viewer, case)


def can_decide_case(viewer: Viewer, case: Case) -> bool:
    """Nobody decides on reports about themselves, nor on what they have not opened."""
    if not can_open_case(viewer, case):
        return False
    group_id = case.group_read_in
    is_private = group_id is not None and bool(viewer.kept_out_of([group_id]))
    return (viewer.moderates(case.group_id) and not is_private) or _has_opened(viewer, case)


def _concerns(viewer: Viewer, case: Case) -> bool:
    return viewer.pk in (case.concerned_id, case.about_id)


def _has_opened(viewer: Viewer, case: Case) -> bool:
    return AccessRecord.objects.still_open_to(viewer).filter(case=case).exists()
