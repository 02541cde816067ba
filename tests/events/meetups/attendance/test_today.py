"""What ground, weather and crowd leave of a date, and how many runners a spotter has."""

import pytest

from events.meetups.attendance.today import limit_today, today
from events.meetups.models import Meetup


def of(session="straight", stage=2, ratio=2):
    return Meetup(session=session, lowest_stage=stage, runners_per_spotter=ratio)


def seen(meetup, ground="dry", weather="clear", crossing=0):
    return today(meetup, ground=ground, weather=weather, crossing=crossing)


@pytest.mark.parametrize(
    ("fields", "verdicts"),
    [
        ({}, ["ok", "ok", "ok"]),
        ({"ground": "damp"}, ["caution", "ok", "ok"]),
        ({"ground": "wet", "weather": "rain"}, ["caution", "caution", "ok"]),
        ({"ground": "ice"}, ["stop", "ok", "ok"]),
        ({"weather": "lightning"}, ["ok", "stop", "ok"]),
        ({"weather": "fog"}, ["ok", "stop", "ok"]),
        ({"crossing": 1}, ["ok", "ok", "ok"]),
        ({"crossing": 2}, ["ok", "ok", "caution"]),
        ({"crossing": 5}, ["ok", "ok", "caution"]),
        ({"crossing": 6}, ["ok", "ok", "stop"]),
    ],
)
def test_verdicts_are_those_of_the_rubric(fields, verdicts):
    assert [line.verdict for line in seen(of(), **fields).lines] == verdicts


@pytest.mark.parametrize(
    ("session", "stage", "ratio", "fields", "left"),
    [
        ("straight", 2, 2, {}, (2, False)),
        ("straight", 2, 2, {"ground": "damp"}, (1, False)),
        ("straight", 2, 2, {"crossing": 3}, (1, False)),
        ("straight", 2, 2, {"ground": "damp", "crossing": 3}, (1, False)),  # once, whatever makes it so
        ("straight", 2, 2, {"weather": "wind"}, (2, False)),
        ("straight", 4, 3, {"ground": "damp"}, (2, False)),
        ("straight", 0, 1, {"ground": "damp"}, (1, True)),  # stricter than one to one: walking drills only
        ("straight", 3, 2, {"ground": "wet"}, (2, True)),
        ("path", 2, 1, {"crossing": 2}, (1, True)),
        ("walking_drill", 0, 2, {"ground": "damp"}, (1, False)),
        ("walking_drill", 0, 2, {"ground": "wet"}, (2, False)),
        ("walking_drill", 0, 1, {"ground": "damp"}, (1, False)),  # the group asked for one to one before
        ("social", 0, None, {"ground": "damp"}, (None, False)),
    ],
)
def test_damp_and_crowded_is_one_step_stricter(session, stage, ratio, fields, left):
    found = seen(of(session, stage, ratio), **fields)
    assert (found.runners_per_spotter, found.is_walking_only) == left


def test_nothing_is_ever_looser_than_the_meetup():
    for session in ("walking_drill", "straight", "laps", "path", "training"):
        for stage in range(5):
            for ratio in (1, 2, 3):
                for is_stricter in (True, False):
                    for is_left in (True, False):
                        limit, __ = limit_today(
                            session, stage, ratio, is_stricter=is_stricter, is_left=is_left
                        )
                        assert limit is not None
                        assert 1 <= limit <= ratio
