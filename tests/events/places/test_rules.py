import pytest

from events.places.rules import (
    can_add_place,
    can_add_zone,
    can_check_zone,
    can_import_places,
    can_see_checkers,
)

EVERYBODY = ("newcomer", "outsider", "member", "moderator", "organizer", "operator")
READY = {"outsider", "member", "moderator", "organizer", "operator"}
MEMBERS = {"member", "moderator", "organizer"}


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (can_add_place, READY),
        (can_import_places, {"organizer", "operator"}),
        (can_add_zone, MEMBERS),
        (can_check_zone, MEMBERS),
        (can_see_checkers, MEMBERS),
    ],
)
def test_who_may_do_what(request, as_viewer, group, rule, allowed):
    found = {name for name in EVERYBODY if rule(as_viewer(request.getfixturevalue(name)), None)}

    assert found == allowed


@pytest.mark.parametrize(
    "rule", [can_add_place, can_import_places, can_add_zone, can_check_zone, can_see_checkers]
)
def test_a_stranger_may_do_nothing(stranger, rule):
    assert not rule(stranger, None)


def test_who_has_not_acknowledged_may_not_check_though_a_member(as_viewer, member):
    member.profile.acknowledged_version = None
    member.profile.save()

    assert not can_check_zone(as_viewer(member), None)
