"""The dates of a part of the map, one sign a place."""

from collections.abc import Mapping

from django.urls import reverse

from accounts.geography import City
from accounts.permissions import Viewer
from events.meetups.finding.asked import Asked
from events.meetups.finding.pages import ahead
from events.meetups.models import Meetup
from events.places.finding.box import Box
from events.places.models import Place

MOST = 300
CITIES_MOST = 12
DATES_A_PLACE = 3


def map_data(viewer: Viewer, data: Mapping[str, str]) -> dict[str, object]:
    """Dates of a part of the map, those nearest to its middle first."""
    box = Box.in_address(data.get("bbox", ""))
    rows = ahead(viewer, Asked.in_address(data)).at_places(Place.objects.in_box(*box.sides))
    found = list(
        rows.for_cards(viewer).nearest(*box.middle, within_km=box.reach_km, limit=MOST + 1, through="place")
    )
    there: dict[int, list[Meetup]] = {}
    for meetup in sorted(found[:MOST], key=lambda one: (one.starts_at, one.pk)):
        there.setdefault(meetup.place_id, []).append(meetup)
    return {
        "places": [_on_map(meetups) for meetups in there.values()],
        "cities": [
            [city.local_name(), city.latitude, city.longitude]
            for city in City.objects.largest_in(*box.sides, CITIES_MOST)
        ],
        "is_more": len(found) > MOST,
    }


def _on_map(meetups: list[Meetup]) -> dict[str, object]:
    """A place with its next dates; the sign is that of the first."""
    first = meetups[0]
    badge, place = first.sign, first.place
    return {
        "slug": place.slug,
        "name": place.name,
        "kind": place.city_label,
        "at": [place.latitude, place.longitude],
        "url": reverse("places:detail", args=[place.slug]),
        "verdict": str(badge.kind),
        "words": badge.words,
        "dates": [
            {"title": meetup.title, "when": meetup.when, "url": meetup.get_absolute_url()}
            for meetup in meetups[:DATES_A_PLACE]
        ],
    }
