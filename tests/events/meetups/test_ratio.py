import pytest

from events.meetups.ratio import (
    Ratio,
    Source,
    one_step_stricter,
    runners_per_spotter,
    strictest,
    where_not_closed,
)
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
    ("convention", "wishes", "holds"),
    [
        (3, {}, Ratio(3)),
        (2, {Source.GROUP: 1}, Ratio(1, Source.GROUP)),
        (1, {Source.SITE: 2, Source.PLACE: 3}, Ratio(1, Source.CONVENTION)),
        (3, {Source.MEETUP: 2, Source.GROUP: None, Source.PLACE: 2, Source.SITE: 3}, Ratio(2, Source.PLACE)),
        (3, {Source.SITE: 1, Source.PLACE: 1}, Ratio(1, Source.SITE)),
        (None, {Source.SITE: 3}, Ratio(None)),
    ],
)
def test_the_strictest_limit_holds_and_a_ban_beats_all(convention, wishes, holds):
    assert strictest(convention, wishes) == holds


@pytest.mark.once
@pytest.mark.parametrize(("limit", "left"), [(3, 2), (2, 2), (1, 1), (None, None)])
def test_three_to_one_is_for_a_closed_track(limit, left):
    assert where_not_closed(limit) == left
