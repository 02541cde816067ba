"""What people are told about spotter levels."""

from django.urls import reverse

from accounts.notifications.kinds import Kind, declare
from accounts.permissions import Viewer
from events.levels.models import SpotterLevel


def _find(viewer: Viewer, target: str) -> SpotterLevel | None:
    assert viewer.pk is not None
    return SpotterLevel.objects.of_person(viewer.pk).filter(pk=target).first()


DECLARED = declare(
    Kind(
        name="levels.declared",
        templates="events/notices/levels.declared",
        find=_find,
        url=lambda level: reverse("levels:index"),
    )
)
