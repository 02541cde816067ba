"""Who needs a second way to sign in, and from when.

A stolen password must not be enough to decide about others. Who looks after the whole site needs a second
factor at once, who looks after a group seven days after the role began.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.contracts import second_factor_due
from accounts.permissions import Viewer
from accounts.users.models import User

GRACE = timedelta(days=7)
AT_ONCE = datetime.min.replace(tzinfo=UTC)


class SecondFactorMissing(Exception):
    """Somebody came with a power that is closed to them; they are led to setting one up."""


def needed_from(*, has_one: bool, is_staff: bool, roles_due: Iterable[datetime | None]) -> datetime | None:
    """From when on somebody needs a second factor that is not there; None for never."""
    if has_one:
        return None
    if is_staff:
        return AT_ONCE
    return min((due for due in roles_due if due is not None), default=None)


def second_factor_from(viewer: Viewer) -> datetime | None:
    """``needed_from`` for this viewer. Only who moderates and has no second factor costs a query."""
    if not viewer.is_authenticated:
        return None
    is_staff = viewer.is_site_moderator or viewer.is_operator
    has_one = has_second_factor(viewer.user)
    asks = not (has_one or is_staff) and bool(viewer.moderated_groups)
    due = second_factor_due(viewer.person_pk) if asks else ()
    return needed_from(has_one=has_one, is_staff=is_staff, roles_due=due)


def is_overdue(since: datetime | None) -> bool:
    return since is not None and since <= timezone.now()


def ask_for_second_factor(viewer: Viewer) -> None:
    """For pages that are some people's own and, for others, part of deciding: raise where one is overdue."""
    if is_overdue(second_factor_from(viewer)):
        raise SecondFactorMissing


def has_second_factor(user: User | AnonymousUser) -> bool:
    """Loaded with the person of every request; asked for where the person came another way."""
    if "has_second_factor" in user.__dict__:
        return bool(user.__dict__["has_second_factor"])
    return User.objects.with_second_factor().filter(pk=user.pk, has_second_factor=True).exists()
