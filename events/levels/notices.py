"""What people are told about spotter levels."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from accounts.users.models import Profile, User
from events.levels.models import Level, SpotterLevel

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def _standing(viewer: Viewer, targets: Collection[str]) -> dict[str, SpotterLevel]:
    """Not taken back; that time runs out takes no line away."""
    return {str(level.pk): level for level in SpotterLevel.objects.declared_to(viewer.person_pk)}


def _taken_back(viewer: Viewer, targets: Collection[str]) -> dict[str, SpotterLevel]:
    """Not told any more to who holds the same level again."""
    held = SpotterLevel.objects.levels_held(viewer.person_pk)
    taken = SpotterLevel.objects.taken_from(viewer.person_pk)
    return {str(level.pk): level for level in taken if level.level not in held}


def _sample() -> SpotterLevel:
    founder = User(public_id="sample")
    founder.profile = Profile(user=founder, display_name="Petra")
    return SpotterLevel(
        level=Level.S1,
        is_provisional=True,
        declared_by=founder,
        expires_at=datetime(2026, 12, 16, 9, 0, tzinfo=UTC),
    )


def _kind(
    name: str,
    find: Callable[[Viewer, Collection[str]], Mapping[str, SpotterLevel]],
    label: "_StrOrPromise",
    weight: Weight,
) -> Kind:
    return declare(
        Kind(
            name=f"levels.{name}",
            templates=f"events/notices/levels.{name}",
            label=label,
            category=Category.SPOTTING,
            weight=weight,
            find=find,
            url=lambda level: reverse("levels:index"),
            heading=lambda level: str(_("Your spotter level")),
            sample=_sample,
            is_batchable=False,
        )
    )


DECLARED = _kind("declared", _standing, _("You may spot"), Weight.IMPORTANT)
TAKEN_BACK = _kind("taken_back", _taken_back, _("Your spotter level is taken back"), Weight.SAFETY)
