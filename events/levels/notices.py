"""What people are told about spotter levels."""

from collections.abc import Collection

from django.urls import reverse

from accounts.notifications.kinds import Kind, declare
from accounts.permissions import Viewer
from events.levels.models import SpotterLevel


def _find(viewer: Viewer, targets: Collection[str]) -> dict[str, SpotterLevel]:
    return {str(level.pk): level for level in SpotterLevel.objects.of_person(viewer.person_pk)}


DECLARED = declare(
    Kind(
        name="levels.declared",
        templates="events/notices/levels.declared",
        find=_find,
        url=lambda level: reverse("levels:index"),
    )
)
