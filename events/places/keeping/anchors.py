"""Where a place stood when people checked it: its point does not wander off from there, step by step."""

from events.places.keeping.facts import POINT_BEFORE
from events.places.keeping.models import Correction
from events.places.models import Place
from events.places.opendata.geometry import Point

FAR_M = 300


def stood_at(place: Place) -> list[Point]:
    """Every point a checked place has had since its first check, and those of entries joined with it."""
    moves = Correction.objects.that_moved_checked(place.pk)
    before = [(moved[POINT_BEFORE][0], moved[POINT_BEFORE][1]) for moved in moves]
    joined = Place.objects.joined_once_open(place.pk).values_list("latitude", "longitude")
    return [(place.latitude, place.longitude), *before, *joined]
