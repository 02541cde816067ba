"""What becomes of the real files: exact numbers, each file alone and all eight one after the other."""

import pytest

from events.places.importing.outcomes import Merged
from events.places.models import Place

READ_SKIPS_BALTIMORE = {
    "other_sport": 48,
    "no_name": 27,
    "not_for_running": 15,
    "playground": 12,
    "no_sport": 2,
}

# File, drafts, merges, paths that lent with all eight there, skips by reason.
FILES = {
    "heidelberg_venues": (
        28,
        0,
        0,
        {
            "other_sport": 368,
            "playground": 166,
            "no_name": 63,
            "private": 50,
            "not_for_running": 36,
            "no_sport": 18,
            "short": 3,
            "closed": 2,
        },
    ),
    "heidelberg_paths": (
        17,
        3,
        94,
        {
            "no_name": 423,
            "motor_traffic": 194,
            "steps": 116,
            "cyclists": 51,
            "private": 23,
            "short": 20,
            "surface": 7,
            "narrow": 3,
            "not_for_running": 1,
            "uneven": 1,
        },
    ),
    "monaco_venues": (
        8,
        0,
        0,
        {
            "not_for_running": 28,
            "other_sport": 19,
            "playground": 15,
            "no_name": 8,
            "private": 6,
            "no_sport": 2,
        },
    ),
    "monaco_paths": (6, 1, 62, {"no_name": 170, "steps": 144, "short": 5, "surface": 1}),
    "baltimore_venues": (36, 2, 0, READ_SKIPS_BALTIMORE),
    "dc_parks_and_recreation_areas": (
        110,
        3,
        0,
        {
            "traffic_island": 96,
            "no_name": 16,
            "playground": 9,
            "not_for_running": 5,
            "closed": 2,
            "steep": 1,
        },
    ),
    "dc_recreation_facilities": (69, 0, 0, {"not_for_running": 58, "closed": 5, "playground": 2}),
    "dc_athletics_tracks": (32, 0, 0, {"short": 1}),
}
"""What becomes of each file, in this order; ``heidelberg_paths`` repeats one park of the file before it."""

REPEATED = {"heidelberg_paths": 1}
READ = {
    "heidelberg_venues": 734,
    "heidelberg_paths": 859,
    "monaco_venues": 86,
    "monaco_paths": 327,
    "baltimore_venues": 142,
    "dc_parks_and_recreation_areas": 242,
    "dc_recreation_facilities": 134,
    "dc_athletics_tracks": 33,
}
NAMED_AFTER = {
    "Track at Anacostia Recreation Center",
    "Track at Banneker",
    "Track at Banneker Community Center",
    "Track at Brentwood Park (Patterson Tract)",
    "Track at Dakota Park",
    "Track at Dakota Park 2",
    "Track at Fort Reno",
    "Track at Harry Thomas",
    "Track at Harry Thomas 2",
    "Track at Hearst",
    "Track at Kalorama Park",
    "Track at NJ and O Sts Park",
    "Track at Oxon Run Park",
    "Track at Petworth",
    "Track at Rita Bright Community Center",
    "Track at Shepherd Field",
    "Track at Sherwood",
    "Track at Takoma Community Center",
}


def rows():
    """Every column of every place."""
    return list(Place.objects.order_by("pk").values())


@pytest.mark.parametrize("name", FILES)
def test_what_becomes_of_each_file_alone(bring_file, name):
    added, merged, _lent, skipped = FILES[name]
    imported = bring_file(name)

    assert (imported.added, imported.merged, imported.lent, imported.skipped) == (added, merged, 0, skipped)
    assert (imported.read, Place.objects.count()) == (READ[name], added)


def test_what_becomes_of_all_eight_and_that_a_second_run_changes_no_row(bring_file):
    for name, (added, merged, lent, skipped) in FILES.items():
        imported, repeated = bring_file(name), REPEATED.get(name, 0)
        known = {"known": repeated} if repeated else {}
        assert (imported.added, imported.merged, imported.lent) == (added - repeated, merged, lent)
        assert imported.skipped == skipped | known
    before = rows()
    assert len(before) == 305

    for name, (added, merged, lent, skipped) in FILES.items():
        imported = bring_file(name)
        assert (imported.added, imported.merged, imported.lent) == (0, merged, lent)
        assert imported.skipped == skipped | {"known": added}
    assert rows() == before


def test_parks_drawn_twice_in_baltimore_are_one_with_the_outline(bring_file):
    told = []
    bring_file("baltimore_venues", tell=told.append)

    merged = {item.name for item in told if isinstance(item, Merged)}
    assert merged == {"Madison Square", "Joseph Lee Park"}
    places = Place.objects.filter(name__in=merged)
    assert [place.source_ref[:4] for place in places] == ["way/", "way/"]
    assert all(place.outline for place in places)


def test_tracks_of_washington_are_named_after_the_park_they_lie_in(bring_file):
    for name in ("dc_parks_and_recreation_areas", "dc_recreation_facilities", "dc_athletics_tracks"):
        bring_file(name)

    names = set(Place.objects.filter(kind="track").values_list("name", flat=True))
    assert {name for name in names if name.startswith("Track at ")} == NAMED_AFTER
    assert len(names) == 32


def test_an_outline_has_at_most_two_hundred_points(bring_file):
    for name in FILES:
        bring_file(name)

    sizes = {len(place.outline) for place in Place.objects.filter(outline__isnull=False)}
    assert max(sizes) == 200
    assert min(sizes) == 2
