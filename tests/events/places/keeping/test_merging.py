import pytest
from django.core.exceptions import PermissionDenied

from accounts.identifiers import new_nonce
from accounts.permissions import Refused
from events.places.hazards.models import Hazard
from events.places.keeping.correcting import propose_correction
from events.places.keeping.merging import confirm_same, decline_same, say_same
from events.places.keeping.models import Correction, SamePlace
from events.places.models import Check, Place, Zone
from tests.events.places.conftest import HEIDELBERG, make_place


@pytest.fixture
def twin(db):
    """A draft from a map, 100 m from the place of the other fixtures."""
    return make_place(
        "Birkenwiese", latitude=HEIDELBERG[0] + 0.0009, source_ref="way/1", source="openstreetmap"
    )


@pytest.fixture
def say(as_viewer, group, organizer):
    def propose(place, into, *, by=None, nonce=None):
        return say_same(place, by=as_viewer(by or organizer), nonce=nonce or new_nonce(), into=into)

    return propose


@pytest.fixture
def confirm(as_viewer, second):
    def join(same, *, by=None):
        return confirm_same(same, by=as_viewer(by or second))

    return join


def test_nothing_happens_before_a_second_person_confirms(checked, twin, say, state_of):
    say(twin, checked)
    assert (state_of(twin), Place.objects.get(pk=twin.pk).merged_into) == ("draft", None)


def test_two_people_join_two_entries(checked, twin, say, confirm, story_of):
    assert confirm(say(twin, checked)) == checked

    gone = Place.objects.get(pk=twin.pk)
    assert (gone.state, gone.merged_into, gone.source_ref) == ("retired", checked, "way/1")
    assert story_of(twin)[-1] == ("merged", "retired", "Birkenwiese track", "Wim")
    assert story_of(checked)[-1] == ("merged", "checked", "Birkenwiese", "Wim")


def test_what_people_found_and_said_moves_along(
    checked_zone, checked, twin, say, confirm, as_viewer, outsider, state_of
):
    hazard = Hazard.objects.create(
        place=checked,
        category="dog",
        severity="caution",
        words="A dog",
        seen_at=checked.created_at,
        reported_by=outsider,
    )
    correction = propose_correction(
        checked, by=as_viewer(outsider), nonce=new_nonce(), said={"aed": "Gate"}, words="I saw it."
    )
    confirm(say(checked, twin))

    for row in (checked_zone, hazard, correction):
        row.refresh_from_db()
    assert {checked_zone.place, hazard.place, correction.place} == {twin}
    assert Check.objects.filter(zone__place=twin).count() == 2
    assert (state_of(twin), state_of(checked)) == ("checked", "retired")


def test_who_said_it_does_not_confirm_it(checked, twin, say, confirm, organizer):
    with pytest.raises(PermissionDenied):
        confirm(say(twin, checked), by=organizer)


def test_a_member_neither_says_nor_confirms(checked, twin, say, confirm, member):
    with pytest.raises(PermissionDenied):
        say(twin, checked, by=member)
    with pytest.raises(PermissionDenied):
        confirm(say(twin, checked), by=member)


def test_the_second_who_confirms_is_told(checked, twin, say, confirm):
    same = say(twin, checked)
    confirm(same)
    with pytest.raises(Refused):
        confirm(same)
    assert Place.objects.filter(merged_into=checked).count() == 1


def test_what_is_declined_can_be_said_again(checked, twin, say, as_viewer, organizer, second):
    decline_same(say(twin, checked), by=as_viewer(second))
    say(twin, checked)
    assert sorted(SamePlace.objects.values_list("state", flat=True)) == ["declined", "open"]


def test_it_is_said_once_at_a_time(checked, twin, say, second):
    say(twin, checked)
    with pytest.raises(Refused):
        say(twin, checked, by=second)


def test_a_form_sent_twice_says_it_once(checked, twin, say):
    nonce = new_nonce()
    assert say(twin, checked, nonce=nonce) == say(twin, checked, nonce=nonce)


@pytest.mark.parametrize(
    ("goes", "stays"),
    [
        ({"state": "retired"}, {}),
        ({}, {"state": "retired"}),
        ({"state": "suspended"}, {}),
        ({}, {"state": "suspended"}),
        ({"state": "restricted", "restricted_stage": 2}, {}),
        ({"state": "draft", "restricted_stage": 2}, {}),
        ({"kind": "park"}, {}),
        ({"latitude": HEIDELBERG[0] + 0.06}, {}),
    ],
)
def test_what_would_hide_a_condition_or_is_another_place_is_refused(place, twin, say, confirm, goes, stays):
    same = say(twin, place)
    Place.objects.filter(pk=twin.pk).update(**goes)
    Place.objects.filter(pk=place.pk).update(**stays)

    with pytest.raises(Refused):
        confirm(same)
    same.refresh_from_db()
    assert (same.state, Place.objects.get(pk=twin.pk).merged_into) == ("open", None)


def test_what_its_checks_ask_for_moves_along(place, twin, say, confirm):
    Place.objects.filter(pk=twin.pk).update(state="restricted", minimum_stage=3)
    confirm(say(twin, place))
    assert Place.objects.get(pk=twin.pk).merged_into == place


@pytest.fixture
def farther(db):
    """A draft 400 m from the place of the other fixtures."""
    return make_place("Birkenwiese", latitude=HEIDELBERG[0] + 0.0036)


def test_checks_do_not_move_to_an_entry_too_far_from_where_people_looked(checked, farther, say, confirm):
    with pytest.raises(Refused, match="Let it stay, and join the other to it"):
        say(checked, farther)
    assert confirm(say(farther, checked)) == checked


def test_checks_do_not_wander_from_entry_to_entry(checked, say, confirm):
    steps = [make_place(f"Step {n}", latitude=HEIDELBERG[0] + 0.0018 * n) for n in (1, 2)]
    confirm(say(checked, steps[0]))
    with pytest.raises(Refused):
        say(steps[0], steps[1])


def test_an_older_join_follows_to_where_it_leads_now(place, twin, say, confirm):
    third = make_place("Birkenwiese oval")
    confirm(say(third, twin))
    confirm(say(twin, place))
    assert set(Place.objects.filter(merged_into=place)) == {third, twin}


def test_the_other_way_round_is_settled_too(place, twin, say, confirm, second, organizer):
    say(place, twin, by=second)
    confirm(say(twin, place))
    assert not SamePlace.objects.waiting().exists()


def test_places_of_one_pair_keep_their_rows(place, twin, say, confirm):
    """Nothing is deleted: checks, zones and places are as many as before."""
    before = (Place.objects.count(), Zone.objects.count(), Correction.objects.count())
    confirm(say(twin, place))
    assert (Place.objects.count(), Zone.objects.count(), Correction.objects.count()) == before
