"""What people are told about hazards. Who reported one is never named."""

from collections.abc import Collection
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from events.places.hazards.models import Category as What
from events.places.hazards.models import Hazard, Severity
from events.places.models import Place


def _find(viewer: Viewer, targets: Collection[str]) -> dict[str, Hazard]:
    """Also what is over by now: then the letter says that."""
    hazards = Hazard.objects.visible_to(viewer).for_list().filter(public_id__in=targets)
    return {hazard.public_id: hazard for hazard in hazards}


def _sample() -> Hazard:
    place = Place(
        slug="sports-field-neckarwiese",
        name="Sports field Neckarwiese",
        city_label="Heidelberg, Germany",
        time_zone="Europe/Berlin",
    )
    return Hazard(
        public_id="sample",
        place=place,
        category=What.OBJECT,
        severity=Severity.STOP,
        words="A fallen branch lies across the north straight",
        seen_at=datetime(2099, 6, 15, 17, 30, tzinfo=UTC),
    )


HAZARD = declare(
    Kind(
        name="places.hazard",
        templates="events/notices/places.hazard",
        label=_("A hazard where you meet soon"),
        category=Category.DATES,
        weight=Weight.SAFETY,
        find=_find,
        url=Hazard.get_absolute_url,
        heading=lambda hazard: hazard.place.name,
        sample=_sample,
        is_batchable=False,
    )
)
