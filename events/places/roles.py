"""As what somebody checks and keeps places."""

from accounts.permissions import Viewer
from events.places.contracts import checker_role_of
from events.places.models import CheckerRole

MORE_THAN_MEMBER = (CheckerRole.ORGANIZER, CheckerRole.LEAD, CheckerRole.PROVISIONAL)


def checker_role(viewer: Viewer) -> CheckerRole | None:
    """The most that this person is, in one query at most; None for who belongs to no group."""
    if "organizer" in viewer.roles.values():
        return CheckerRole.ORGANIZER
    if viewer.pk is None:
        return None
    if known := next(filter(None, checker_role_of(viewer.pk)), ""):
        return CheckerRole(known)
    return CheckerRole.MEMBER if viewer.roles else None
