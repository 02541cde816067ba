"""What people are told about places: what became of their correction, and that a check runs out."""

from collections.abc import Collection, Mapping
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from events.places.keeping.endings import Ending, ending_of
from events.places.keeping.models import Correction, Decided
from events.places.models import Place, Verdict, Zone

SAMPLE_PLACE = Place(slug="birkenwiese-track", name="Birkenwiese track", time_zone="Europe/Berlin")


def _decided(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Correction]:
    """One's own corrections that somebody decided, while the place is there."""
    found = Correction.objects.decided_for(viewer.person_pk).filter(public_id__in=targets)
    return {correction.public_id: correction for correction in found}


def _sample_correction() -> Correction:
    return Correction(
        public_id="sample",
        place=SAMPLE_PLACE,
        state=Decided.DECLINED,
        answer="The gate on the north side is locked since May.",
    )


def _ending(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Ending]:
    """Zones of open places whose checks end soon or ended, without those that were checked anew."""
    today = timezone.localdate()
    zones = Zone.objects.visible_to(viewer).ending(today).filter(public_id__in=targets)
    return {zone.public_id: ending_of(zone, today) for zone in zones}


def _sample_ending() -> Ending:
    zone = Zone(
        public_id="sample",
        place=SAMPLE_PLACE,
        name="Home straight",
        verdict=Verdict.OK,
        checked_on=date(2025, 6, 29),
        expires_on=date(2026, 6, 30),
    )
    return Ending(zone, date(2026, 6, 30), is_season=False)


CORRECTION = declare(
    Kind(
        name="places.correction",
        templates="events/notices/places.correction",
        label=_("What became of a correction you sent"),
        category=Category.PLACES,
        weight=Weight.IMPORTANT,
        find=_decided,
        url=lambda correction: reverse("places:detail", args=[correction.place.slug]),
        heading=lambda correction: correction.place.name,
        sample=_sample_correction,
    )
)
CHECK_ENDS = declare(
    Kind(
        name="places.check_ends",
        templates="events/notices/places.check_ends",
        label=_("The check of a place runs out"),
        category=Category.PLACES,
        weight=Weight.IMPORTANT,
        find=_ending,
        url=lambda ending: reverse("places:check", args=[ending.zone.place.slug, ending.zone.public_id]),
        heading=lambda ending: ending.zone.place.name,
        sample=_sample_ending,
        is_stale=lambda ending: ending.day <= timezone.localdate(),
    )
)
