"""What an import leaves as it is: all that is here."""

import itertools

import pytest
from django.utils import timezone

from accounts.permissions import Refused
from events.places.keeping.models import PlaceEvent
from events.places.models import Place
from tests.events.places.importing.conftest import park, path, point, square, track, written

THROUGH = ((8.699, 49.4005), (8.702, 49.4005))
TOWN = (
    park("way/1", square(), name="Birkenwiese", lit="yes", **{"addr:street": "Birkenweg"}),
    park("node/2", point(8.7005, 49.4005), name="Birkenwiese"),
    track("way/3", square(8.71)),
    path("way/4", *THROUGH, surface="asphalt"),
    path("way/5", *THROUGH, name="Allmendpfad", surface="asphalt"),
)


def rows():
    """Every column of every place, and every line of history."""
    return [
        list(Place.objects.order_by("pk").values()),
        list(PlaceEvent.objects.order_by("pk").values()),
    ]


def test_a_second_run_changes_no_row_in_any_order(bring):
    bring(*TOWN)
    before = rows()
    assert len(before[0]) == 3
    for order in itertools.permutations(TOWN):
        imported = bring(*order)
        assert (imported.added, imported.merged, imported.skipped["known"]) == (0, 1, 3)
    assert rows() == before


def test_a_run_with_half_the_features_gone_deletes_none(bring):
    bring(*TOWN)
    before = rows()
    bring(TOWN[1], TOWN[3])

    assert rows() == before


def test_a_map_that_changed_changes_nothing_here(bring):
    bring(*TOWN)
    before = rows()
    bring(
        park("way/1", square(8.7001), name="Renamed", lit="no", **{"addr:street": "Elsewhere"}),
        track("way/3", square(8.72), name="Stadium", surface="tartan"),
        path("way/4", *THROUGH, surface="gravel"),
    )

    assert rows() == before


@pytest.mark.parametrize("state", ["checked", "restricted", "suspended", "retired"])
def test_no_state_is_lifted_and_no_word_of_a_person_overwritten(bring, state):
    bring(*TOWN)
    corrected = {"name": "Birken Meadow", "address": "By the gate", "light": "none", "state": state}
    Place.objects.filter(source_ref="way/1").update(**corrected)
    before = rows()
    bring(*TOWN)

    assert rows() == before


def test_what_people_merged_is_not_drafted_again(bring):
    bring(*TOWN)
    stays = Place.objects.get(source_ref="way/5")
    Place.objects.filter(source_ref="way/1").update(merged_into=stays, state="retired")
    before = rows()

    assert bring(*TOWN).added == 0
    assert rows() == before


def test_the_history_says_that_a_place_came_from_a_map(bring):
    bring(*TOWN)

    told = PlaceEvent.objects.values_list("place__source_ref", "what", "state", "by_id")
    assert set(told) == {(f"way/{number}", "imported", "draft", None) for number in (1, 3, 5)}
    assert PlaceEvent.objects.earliest("happened_at").happened_at <= timezone.now()


def test_a_file_that_breaks_at_its_end_changes_nothing(bring, bring_bytes):
    bring(TOWN[1])
    before = rows()
    others = [park(f"way/{n}", square(9 + n / 100), name=f"Park {n}") for n in range(10, 700)]
    whole = written(*TOWN, *others)

    with pytest.raises(Refused, match="after feature 69"):
        bring_bytes(whole[:-300])
    assert rows() == before


@pytest.mark.parametrize("size", [40, 400])
def test_a_batch_costs_the_same_queries_however_large(bring, django_assert_num_queries, size):
    """Refs, what is around, towns, addresses, places, history; tracks ask for names and parks too."""
    features = []
    for number in range(size // 4):
        east = 8 + number / 100
        features += [
            park(f"way/{4 * number}", square(east), name=f"Park {number}"),
            park(f"node/{4 * number + 1}", point(east + 0.0005, 49.4005), name=f"Park {number}"),
            track(f"way/{4 * number + 2}", square(east + 0.004)),
            path(f"way/{4 * number + 3}", (east, 49.4), (east + 0.001, 49.4), surface="asphalt"),
        ]
    with django_assert_num_queries(QUERIES):
        imported = bring(*features)
    assert (imported.added, imported.merged, imported.lent) == (size // 2, size // 4, size // 4)


QUERIES = 20
