from functools import partial

import pytest

from accounts.identifiers import new_nonce
from accounts.permissions import Refused
from events.places.keeping.actions import reopen_place, suspend_place
from events.places.keeping.correcting import accept_correction, decline_correction, propose_correction
from events.places.keeping.merging import confirm_same, say_same
from events.places.keeping.models import PlaceEvent, SamePlace
from events.places.models import Place
from tests.conftest import make_group
from tests.events.places.conftest import HEIDELBERG, make_place, make_zone
from tests.races.together import all_at_once

ROUNDS = 5

pytestmark = [
    pytest.mark.race,
    pytest.mark.postgresql_only,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def keepers(make_user, as_viewer):
    """Three people who keep places, whose requests have read their roles before the race."""

    def ready(name):
        user = make_user(name)
        make_group(f"Group of {name}", user)
        viewer = as_viewer(user)
        assert viewer.roles
        return viewer

    return [ready(name) for name in ("petra", "wim", "wanda")]


def refused(outcomes):
    return [isinstance(outcome, Refused) for outcome in outcomes].count(True)


def test_two_who_confirm_at_once_join_two_entries_once(keepers, outsider):
    first, second, third = keepers
    for number in range(ROUNDS):
        place = make_place(f"Birkenwiese {number}", added_by=outsider)
        twin = make_place(f"Birkenwiese track {number}", added_by=outsider)
        zone = make_zone(twin, outsider)
        same = say_same(twin, by=first, nonce=new_nonce(), into=place)
        outcomes = all_at_once(*(partial(confirm_same, same, by=by) for by in (second, third)))

        zone.refresh_from_db()
        assert refused(outcomes) == 1
        assert zone.place == place
        assert PlaceEvent.objects.filter(what="merged", place__in=[place, twin]).count() == 2


def test_two_entries_joined_into_each_other_at_once_leave_one(keepers, outsider):
    """Both hold the two rows in one order, so nobody waits for the other for ever."""
    first, second, third = keepers
    for number in range(ROUNDS):
        one, other = (make_place(f"{name} {number}", added_by=outsider) for name in ("One", "Other"))
        there = say_same(one, by=first, nonce=new_nonce(), into=other)
        back = say_same(other, by=second, nonce=new_nonce(), into=one)
        outcomes = all_at_once(partial(confirm_same, there, by=third), partial(confirm_same, back, by=third))

        states = Place.objects.filter(pk__in=[one.pk, other.pk]).values_list("state", flat=True)
        assert refused(outcomes) == 1
        assert sorted(states) == ["draft", "retired"]
        assert not SamePlace.objects.waiting().exists()


def test_a_place_two_people_close_at_once_is_closed_once(keepers, outsider):
    first, second, _third = keepers
    for number in range(ROUNDS):
        place = make_place(f"Birkenwiese {number}", added_by=outsider)
        outcomes = all_at_once(*(partial(suspend_place, place, by=by, why="Ice.") for by in (first, second)))
        assert refused(outcomes) == 1
        assert PlaceEvent.objects.filter(what="suspended", place=place).count() == 1


def test_a_place_two_people_open_at_once_is_opened_once(keepers, outsider):
    first, second, _third = keepers
    place = make_place("Birkenwiese", added_by=outsider)
    suspend_place(place, by=first, why="Ice.")
    seen = PlaceEvent.objects.stamp_of(place.pk)
    outcomes = all_at_once(
        *(partial(reopen_place, place, by=by, why="It thawed.", seen=seen) for by in (first, second))
    )
    assert refused(outcomes) == 1


def test_a_correction_two_people_decide_at_once_is_decided_once(keepers, outsider, as_viewer):
    first, second, _third = keepers
    place = make_place("Birkenwiese", latitude=HEIDELBERG[0], added_by=outsider)
    correction = propose_correction(
        place, by=as_viewer(outsider), nonce=new_nonce(), said={"aed": "Gate"}, words="I saw it."
    )
    outcomes = all_at_once(
        partial(accept_correction, correction, by=first, seen=""),
        partial(decline_correction, correction, by=second, why="No."),
    )
    correction.refresh_from_db()
    place.refresh_from_db()
    assert refused(outcomes) == 1
    assert (correction.state == "accepted") == (place.aed == "Gate")


def test_a_form_of_a_keeper_sent_more_than_once_at_once_corrects_once(keepers, outsider):
    place, sent = make_place("Birkenwiese", added_by=outsider), new_nonce()
    said = {"aed": "Gate"}
    send = partial(propose_correction, place, by=keepers[0], nonce=sent, said=said, words="I saw it.")
    outcomes = all_at_once(send, send, send)

    assert refused(outcomes) == 0
    assert PlaceEvent.objects.filter(what="corrected", place=place).count() == 1
