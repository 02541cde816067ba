from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.permissions import Refused
from events.places.hazards.models import Hazard
from events.places.keeping.actions import (
    free_place,
    reopen_place,
    restrict_place,
    retire_place,
    suspend_place,
)
from events.places.keeping.conditions import Conditions, conditions_of
from events.places.keeping.steps import offers
from events.places.models import Place

EVENINGS = Conditions(stage=2, sessions=["walking_drill"], starts=time(17), ends=time(20, 30))


@pytest.fixture
def close(as_viewer, group, organizer):
    def suspend(place, why="The gate is locked."):
        suspend_place(place, by=as_viewer(organizer), why=why)

    return suspend


@pytest.fixture
def keep(as_viewer, seen, group, organizer):
    """Do something with a place as it is now: ``keep(reopen_place, place, "…")``."""

    def act(action, place, why="Because.", *, by=None, **fields):
        place = Place.objects.get(pk=place.pk)
        action(place, by=as_viewer(by or organizer), why=why, seen=seen(place), **fields)

    return act


def test_one_keeper_closes_a_place_at_once_and_the_reason_stands_in_its_history(
    checked, close, state_of, story_of
):
    close(checked)

    assert state_of(checked) == "suspended"
    assert story_of(checked)[-1] == ("suspended", "suspended", "The gate is locked.", "Petra")


def test_a_member_closes_nothing(checked, as_viewer, member, state_of):
    with pytest.raises(PermissionDenied):
        suspend_place(checked, by=as_viewer(member), why="I think so.")
    assert state_of(checked) == "checked"


def test_who_closes_a_closed_place_reads_who_was_faster(checked, close):
    close(checked, "The gate is locked.")

    with pytest.raises(Refused) as refused:
        close(checked, "Me too.")
    assert "Closed for now: The gate is locked." in refused.value.sentence


def test_another_keeper_opens_it_and_says_what_changed(checked, close, keep, second, state_of, story_of):
    close(checked)
    keep(reopen_place, checked, "The gate is open again.", by=second)

    assert state_of(checked) == "checked"
    assert story_of(checked)[-1] == ("reopened", "checked", "The gate is open again.", "Wim")


def test_a_place_nobody_checked_opens_as_a_draft(place, close, keep, state_of):
    close(place)
    keep(reopen_place, place)
    assert state_of(place) == "draft"


def test_conditions_survive_a_closure(checked, close, keep, state_of):
    keep(restrict_place, checked, conditions=EVENINGS)
    close(checked)
    keep(reopen_place, checked)

    assert state_of(checked) == "restricted"
    assert conditions_of(Place.objects.get(pk=checked.pk)) == EVENINGS


def _report(place, user, **fields):
    now = timezone.now()
    row = {"category": "ice", "severity": "stop", "words": "Ice", "seen_at": now, "reported_by": user}
    return Hazard.objects.create(place=place, **row | fields)


def test_an_open_stop_keeps_a_place_closed(checked, close, keep, member, state_of):
    close(checked)
    hazard = _report(checked, member)

    with pytest.raises(Refused):
        keep(reopen_place, checked)
    assert state_of(checked) == "suspended"

    Hazard.objects.filter(pk=hazard.pk).update(resolved_at=timezone.now())
    keep(reopen_place, checked)
    assert state_of(checked) == "checked"


@pytest.mark.parametrize(
    "fields",
    [{"severity": "caution"}, {"expires_at": timezone.now() - timedelta(hours=1)}],
    ids=["only care", "run out"],
)
def test_other_reports_keep_nothing_closed(checked, close, keep, member, state_of, fields):
    close(checked)
    _report(checked, member, **fields)
    keep(reopen_place, checked)
    assert state_of(checked) == "checked"


def test_conditions_are_set_changed_and_lifted(checked, keep, state_of, story_of):
    keep(restrict_place, checked, "School sport until five.", conditions=EVENINGS)
    assert (state_of(checked), conditions_of(Place.objects.get(pk=checked.pk))) == ("restricted", EVENINGS)

    keep(restrict_place, checked, "Only the hour now.", conditions=Conditions(starts=time(17)))
    assert conditions_of(Place.objects.get(pk=checked.pk)) == Conditions(starts=time(17))

    keep(free_place, checked, "The school has moved.")
    assert (state_of(checked), bool(conditions_of(Place.objects.get(pk=checked.pk)))) == ("checked", False)
    assert [line[:3] for line in story_of(checked)[-3:]] == [
        ("restricted", "restricted", "School sport until five."),
        ("restricted", "restricted", "Only the hour now."),
        ("freed", "checked", "The school has moved."),
    ]


@pytest.fixture
def steep(zone, look, organizer, member):
    """A place that its checks leave to stage 3 and up."""
    for person in (organizer, member):
        look(person, zone, cyclists="rare", measures={"cyclists": "A post at each end."})
    return Place.objects.get(pk=zone.place_id)


def test_conditions_of_checks_stand_when_it_opens_again(steep, close, keep, state_of):
    close(steep)
    keep(reopen_place, steep)
    assert state_of(steep) == "restricted"


def test_conditions_of_checks_stand_when_those_of_a_person_are_lifted(steep, keep, state_of, story_of):
    keep(restrict_place, steep, conditions=EVENINGS)
    keep(free_place, steep, "The school has moved.")
    assert (state_of(steep), bool(conditions_of(Place.objects.get(pk=steep.pk)))) == ("restricted", False)
    assert story_of(steep)[-1] == ("freed", "restricted", "The school has moved.", "Petra")


def test_conditions_of_checks_cannot_be_lifted(steep, keep, organizer, as_viewer, state_of):
    assert "free" not in {offer.step.name for offer in offers(steep, as_viewer(organizer))}
    with pytest.raises(Refused):
        keep(free_place, steep)
    assert state_of(steep) == "restricted"


def test_no_condition_is_no_restriction(checked, keep, state_of):
    with pytest.raises(Refused):
        keep(restrict_place, checked, conditions=Conditions())
    assert state_of(checked) == "checked"


def test_conditions_stand_only_at_places_people_may_meet_at(place, keep):
    with pytest.raises(Refused):
        keep(restrict_place, place, conditions=EVENINGS)
    place.refresh_from_db()
    assert not conditions_of(place)


def test_who_decides_on_what_has_changed_is_told_what_happened(checked, seen, as_viewer, close, second):
    before = seen(checked)
    close(checked, "The gate is locked.")

    with pytest.raises(Refused) as refused:
        retire_place(checked, by=as_viewer(second), why="It is gone.", seen=before)
    assert "The gate is locked." in refused.value.sentence


def test_what_is_given_up_stays_so_for_its_keepers(checked, keep, state_of):
    keep(retire_place, checked, "They built houses on it.")
    with pytest.raises(Refused):
        keep(reopen_place, checked)
    assert state_of(checked) == "retired"


@pytest.mark.parametrize("who", ["site_moderator", "operator"])
def test_who_looks_after_the_site_takes_it_back(request, checked, keep, state_of, who):
    keep(retire_place, checked)
    keep(reopen_place, checked, "It was the wrong one.", by=request.getfixturevalue(who))
    assert state_of(checked) == "checked"


def test_conditions_read_as_lines():
    assert EVENINGS.words == [
        "From stage 2 on",
        "Only: Walking drills on a closed straight",
        "Not before 17:00",
        "Not after 20:30",
    ]
