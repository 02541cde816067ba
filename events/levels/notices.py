"""What people are told about spotter levels."""

from collections.abc import Callable, Collection, Mapping

from django.urls import reverse

from accounts.notifications.kinds import Kind, declare
from accounts.permissions import Viewer
from events.levels.models import SpotterLevel


def _standing(viewer: Viewer, targets: Collection[str]) -> dict[str, SpotterLevel]:
    return {str(level.pk): level for level in SpotterLevel.objects.of_person(viewer.person_pk)}


def _taken_back(viewer: Viewer, targets: Collection[str]) -> dict[str, SpotterLevel]:
    """Not told any more to who holds a level again."""
    if viewer.counts_as_spotter:
        return {}
    return {str(level.pk): level for level in SpotterLevel.objects.taken_from(viewer.person_pk)}


def _kind(name: str, find: Callable[[Viewer, Collection[str]], Mapping[str, SpotterLevel]]) -> Kind:
    templates = f"events/notices/levels.{name}"
    return declare(Kind(f"levels.{name}", templates, find, url=lambda level: reverse("levels:index")))


DECLARED = _kind("declared", _standing)
TAKEN_BACK = _kind("taken_back", _taken_back)
