"""Who is looking, and may they do it.

A rule is a pure function ``can_verb_noun(viewer, subject) -> bool``. ``@permitted(rule)`` guards an action
with it, and it is a template filter too. A rule says no with 403; ``Refused`` says in a sentence what could
be done about it.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.contracts import counts_as_spotter, private_groups, roles_of

if TYPE_CHECKING:
    from accounts.users.models import User

MODERATING_ROLES = frozenset({"moderator", "organizer"})
BANNED = "banned"


class Refused(Exception):
    """The action cannot be done now, for a reason the person can understand and often mend."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Viewer:
    """A person looking at the site, with roles and level loaded at most once per request."""

    is_system = False

    def __init__(self, user: "User | AnonymousUser") -> None:
        self.user = user
        self.pk: int | None = user.pk
        self.is_authenticated: bool = user.is_authenticated
        self.is_site_moderator: bool = getattr(user, "is_site_moderator", False)
        self.is_operator: bool = getattr(user, "is_operator", False)

    @cached_property
    def standing(self) -> Mapping[int, str]:
        """Role by group, ``{group pk: role}``, with "banned" where the person may see nothing of it."""
        if self.pk is None:
            return {}
        return {group: role for answer in roles_of(self.pk) for group, role in answer.items()}

    @cached_property
    def roles(self) -> Mapping[int, str]:
        """Role by group, ``{group pk: role}``, of the groups this person belongs to; empty for a stranger."""
        return {group: role for group, role in self.standing.items() if role != BANNED}

    @cached_property
    def banned_from(self) -> frozenset[int]:
        """Groups that are not there for this person, public ones too."""
        return frozenset(group for group, role in self.standing.items() if role == BANNED)

    @cached_property
    def counts_as_spotter(self) -> bool:
        return self.pk is not None and any(counts_as_spotter(self.pk))

    @cached_property
    def is_adult(self) -> bool:
        """18 by the calendar year, with doubt against; an unknown year counts as a minor."""
        return is_older_than(settings.ADULT_AGE_YEARS, birth_year=self._profile_value("birth_year"))

    @cached_property
    def is_ready(self) -> bool:
        """Signed in, address confirmed, safety text acknowledged: may take part."""
        return self.is_authenticated and self._profile_value("acknowledged_version") is not None

    @property
    def person_pk(self) -> int:
        """The primary key of a signed-in person; a stranger is refused."""
        if self.pk is None:
            raise PermissionDenied
        return self.pk

    def role_in(self, group_id: int) -> str | None:
        return self.roles.get(group_id)

    def is_member_of(self, group_id: int) -> bool:
        return group_id in self.roles

    def organizes(self, group_id: int) -> bool:
        return self.roles.get(group_id) == "organizer"

    def moderates(self, group_id: int | None) -> bool:
        """May review what waits in this group; the site's own scope (None) is for site moderators.

        These review in every group but the private ones they do not belong to.
        """
        if group_id is None:
            return self.is_site_moderator
        if self.roles.get(group_id) in MODERATING_ROLES:
            return True
        return self.is_site_moderator and not self.kept_out_of([group_id])

    def kept_out_of(self, group_ids: Collection[int]) -> set[int]:
        """Which of these groups are private and not this person's own; each is asked about once."""
        unknown = {pk for pk in group_ids if pk not in self.roles and pk not in self._privacy}
        if unknown:
            private = {pk for answer in private_groups() for (pk,) in answer.filter(pk__in=unknown)}
            self._privacy.update({pk: pk in private for pk in unknown})
        return {pk for pk in group_ids if self._privacy.get(pk)}

    @cached_property
    def _privacy(self) -> dict[int, bool]:
        return {}

    @cached_property
    def moderated_groups(self) -> frozenset[int]:
        return frozenset(group for group, role in self.roles.items() if role in MODERATING_ROLES)

    def _profile_value(self, field: str) -> Any:
        return getattr(getattr(self.user, "profile", None), field, None)


class System(Viewer):
    """The site itself, for jobs and commands: every rule lets it pass."""

    is_system = True

    def __init__(self) -> None:
        super().__init__(AnonymousUser())


type Rule = Callable[[Viewer, Any], bool]


def is_older_than(years: int, *, birth_year: int | None) -> bool:
    """Only the year is known, so the last year of doubt counts as too young."""
    return birth_year is not None and timezone.now().year - birth_year > years


def permitted[**P, R](rule: Rule) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Guard an action ``action(subject, *, by, …)``: raise PermissionDenied unless ``rule(by, subject)``."""

    def decorate(action: Callable[P, R]) -> Callable[P, R]:
        @wraps(action)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            by = kwargs["by"]
            if not isinstance(by, Viewer):
                raise TypeError("by= takes a Viewer")
            if not by.is_system and not rule(by, args[0] if args else None):
                raise PermissionDenied
            return action(*args, **kwargs)

        guarded.rule = rule  # type: ignore[attr-defined]  # read by the guard test
        return guarded

    return decorate
