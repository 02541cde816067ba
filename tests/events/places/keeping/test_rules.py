from datetime import timedelta

import pytest
from django.utils import timezone

from events.levels.models import SpotterLevel
from events.places.keeping.models import Correction, SamePlace
from events.places.keeping.rules import (
    can_confirm_same,
    can_correct_place,
    can_decide_correction,
    can_decide_same,
    can_keep_place,
    can_revive_place,
    can_say_same,
)
from events.places.models import Place, PlaceState
from tests.conftest import Role, join

EVERYBODY = (
    "newcomer",
    "outsider",
    "member",
    "moderator",
    "organizer",
    "lead",
    "provisional",
    "site_moderator",
    "operator",
)
READY = set(EVERYBODY) - {"newcomer"}
KEEPERS = {"organizer", "lead", "provisional", "site_moderator", "operator"}
STAFF = {"site_moderator", "operator"}


@pytest.fixture
def lead(make_user, group, organizer):
    return _with_level(join(make_user("lena"), group, Role.MEMBER), organizer, level="S2")


@pytest.fixture
def provisional(make_user, group, organizer):
    user = join(make_user("pavel"), group, Role.MEMBER)
    return _with_level(user, organizer, level="S1", is_provisional=True)


def _with_level(user, declared_by, **fields):
    expires_at = timezone.now() + timedelta(days=30)
    SpotterLevel.objects.create(user=user, declared_by=declared_by, expires_at=expires_at, **fields)
    return user


PLACE = Place(state=PlaceState.CHECKED)
GIVEN_UP = Place(state=PlaceState.RETIRED)
JOINED = Place(state=PlaceState.RETIRED, merged_into_id=7)


@pytest.mark.parametrize(
    ("rule", "subject", "allowed"),
    [
        (can_keep_place, PLACE, KEEPERS),
        (can_keep_place, GIVEN_UP, KEEPERS),
        (can_revive_place, GIVEN_UP, STAFF),
        (can_revive_place, JOINED, set()),
        (can_correct_place, PLACE, READY),
        (can_correct_place, GIVEN_UP, set()),
        (can_decide_correction, Correction(place=PLACE), KEEPERS),
        (can_say_same, PLACE, KEEPERS),
        (can_say_same, GIVEN_UP, set()),
        (can_decide_same, SamePlace(place=PLACE), KEEPERS),
        (can_confirm_same, SamePlace(place=PLACE), KEEPERS),
    ],
)
def test_who_may_do_what(request, as_viewer, rule, subject, allowed):
    people = {name: as_viewer(request.getfixturevalue(name)) for name in EVERYBODY}

    assert {name for name, viewer in people.items() if rule(viewer, subject)} == allowed


def test_nobody_confirms_what_they_said_themselves(as_viewer, organizer, lead):
    same = SamePlace(place=PLACE, proposed_by=organizer)

    assert not can_confirm_same(as_viewer(organizer), same)
    assert can_confirm_same(as_viewer(lead), same)
    assert can_decide_same(as_viewer(organizer), same)


def test_a_stranger_keeps_nothing(stranger, db):
    rules = (can_keep_place, can_revive_place, can_correct_place, can_say_same)
    assert [rule(stranger, PLACE) for rule in rules] == [False] * 4
