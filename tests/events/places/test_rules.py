from datetime import timedelta

import pytest
from django.utils import timezone

from events.levels.models import SpotterLevel
from events.places.hazards.rules import can_report_hazard
from events.places.models import Place, PlaceState, Zone
from events.places.rules import (
    can_add_place,
    can_add_zone,
    can_check_zone,
    can_count_checks_again,
    can_import_places,
    can_see_checkers,
)
from events.places.walk.rules import can_add_place_photo

EVERYBODY = ("newcomer", "outsider", "member", "moderator", "organizer", "operator")
READY = {"outsider", "member", "moderator", "organizer", "operator"}
MEMBERS = {"member", "moderator", "organizer"}
PLACE = Place(state=PlaceState.DRAFT)
ZONE = Zone(place=PLACE)
SUBJECTS = {can_add_zone: PLACE, can_check_zone: ZONE}


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (can_add_place, READY),
        (can_import_places, {"organizer", "operator"}),
        (can_add_zone, MEMBERS),
        (can_check_zone, MEMBERS),
        (can_count_checks_again, {"operator"}),
        (can_see_checkers, MEMBERS),
    ],
)
def test_who_may_do_what(request, as_viewer, group, rule, allowed):
    subject = SUBJECTS.get(rule)
    found = {name for name in EVERYBODY if rule(as_viewer(request.getfixturevalue(name)), subject)}

    assert found == allowed


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("rule", [can_add_zone, can_check_zone, can_add_place_photo, can_report_hazard])
def test_nothing_is_added_to_a_place_that_was_given_up(request, as_viewer, group, rule, who):
    gone = Place(state=PlaceState.RETIRED)
    subject = Zone(place=gone) if rule is can_check_zone else gone

    assert not rule(as_viewer(request.getfixturevalue(who)), subject)


@pytest.mark.parametrize(
    ("level", "may"),
    [({"level": "S2"}, True), ({"level": "S1", "is_provisional": True}, True), ({"level": "S1"}, False)],
)
def test_who_speaks_for_places_checks_them_without_a_group(as_viewer, outsider, organizer, level, may):
    ends = timezone.now() + timedelta(days=30)
    SpotterLevel.objects.create(user=outsider, declared_by=organizer, expires_at=ends, **level)

    assert can_check_zone(as_viewer(outsider), ZONE) == may


@pytest.mark.parametrize(
    "rule",
    [
        can_add_place,
        can_import_places,
        can_add_zone,
        can_check_zone,
        can_count_checks_again,
        can_see_checkers,
    ],
)
def test_a_stranger_may_do_nothing(stranger, rule):
    assert not rule(stranger, SUBJECTS.get(rule))


def test_who_has_not_acknowledged_may_not_check_though_a_member(as_viewer, member):
    member.profile.acknowledged_version = None
    member.profile.save()

    assert not can_check_zone(as_viewer(member), ZONE)
