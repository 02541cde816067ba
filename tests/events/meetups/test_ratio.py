import pytest

from events.meetups.ratio import one_step_stricter, runners_per_spotter, strictest
from events.places.sessions import Session

TABLE = {
    "walking_drill": [2, 2, 2, 3, 3],
    "straight": [1, 1, 2, 2, 3],
    "path": [None, None, 1, 1, 1],
}


@pytest.mark.once
@pytest.mark.parametrize(
    ("session", "stage", "limit"),
    [(session, stage, limit) for session, limits in TABLE.items() for stage, limit in enumerate(limits)],
)
def test_the_convention_for_each_session_and_stage(session, stage, limit):
    assert runners_per_spotter(session, stage) == limit


@pytest.mark.once
def test_every_session_has_a_row():
    assert set(Session.values) == set(TABLE)


@pytest.mark.once
@pytest.mark.parametrize(("limit", "stricter"), [(3, 2), (2, 1), (1, None), (None, None)])
def test_dusk_is_one_step_stricter_and_stricter_than_one_is_not_allowed(limit, stricter):
    assert one_step_stricter(limit) == stricter


@pytest.mark.once
@pytest.mark.parametrize(
    ("limits", "strictest_one"), [((3,), 3), ((2, 1), 1), ((1, 2, 3), 1), ((None, 3), None), ((None,), None)]
)
def test_the_strictest_limit_holds_and_a_ban_beats_all(limits, strictest_one):
    assert strictest(*limits) == strictest_one
