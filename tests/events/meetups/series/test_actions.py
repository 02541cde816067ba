"""Ending a series, leaving out a day, a day besides, and who hears of it."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.identifiers import new_nonce
from accounts.notifications.models import Announcement, Reminder
from accounts.permissions import Refused, Viewer
from events.meetups.models import RSVP, Meetup
from events.meetups.series.actions import add_day, end_series, leave_out_day, post_series
from events.meetups.series.batches import make_all
from events.meetups.series.models import Series
from events.meetups.series.rows import Stale
from tests.conftest import join
from tests.events.meetups.conftest import NOW

JUNE_16 = date(2026, 6, 16)
JUNE_23 = date(2026, 6, 23)
JUNE_25 = date(2026, 6, 25)


@pytest.fixture
def do(organizer):
    """``do(leave_out_day, series, day=…)`` as who read it just now."""

    def act(action, series, *, by=organizer, **fields):
        version = Series.objects.get(pk=series.pk).version
        return action(series, by=Viewer(by), **{"version": version} | fields)

    return act


def test_at_the_end_empty_dates_vanish_and_joined_ones_stay_single(series, do, on, answer, member, clock):
    joined = on(series, JUNE_23)
    answer(joined, member)
    changes = do(end_series, series)
    assert [line.what for line in changes.lines].count("vanishes") == 8
    row = Meetup.objects.get()
    assert (row.pk, row.series, row.state, row.runners_waiting) == (joined.pk, None, "scheduled", 1)
    news = Announcement.objects.get(kind="series.ended")
    assert news.recipients == [member.pk]
    clock.move_to(NOW + timedelta(days=30))
    assert make_all() == 0


def test_of_dates_that_vanish_nobody_is_reminded(series, do):
    do(end_series, series)
    assert not Reminder.objects.exists()


def test_an_ended_series_changes_no_more(series, do, dates):
    do(end_series, series)
    for action, day in ((leave_out_day, JUNE_23), (add_day, JUNE_25)):
        with pytest.raises(Refused, match="This series has ended"):
            do(action, series, day=day)


def test_one_form_makes_one_series_and_none_from_another_account(post, group, make_user, weekly):
    nonce, other = new_nonce(), join(make_user("second"), group, "organizer")
    assert post(nonce=nonce).series == post(nonce=nonce).series
    with pytest.raises(Refused, match="from another account"):
        post_series(group, by=Viewer(other), nonce=nonce, **weekly())
    assert Series.objects.count() == 1


def test_a_series_ended_twice_is_ended_once(series, do, on, answer, member):
    answer(on(series, JUNE_23), member)
    first, second = (do(end_series, series, version=1) for _ in range(2))
    assert (len(first.lines), second.lines) == (9, ())
    assert Announcement.objects.filter(kind="series.ended").count() == 1


@pytest.mark.parametrize(("action", "day", "number"), [(add_day, JUNE_25, 10), (leave_out_day, JUNE_23, 8)])
def test_a_day_said_twice_counts_once(series, do, dates, action, day, number):
    for _ in range(2):
        do(action, series, day=day, version=1)
    assert len(dates(series)) == number
    fresh = Series.objects.get()
    assert len(fresh.left_out) + len(fresh.extra_dates) == 1


@pytest.mark.parametrize(("action", "day"), [(add_day, JUNE_25), (leave_out_day, JUNE_23)])
def test_a_day_said_of_a_series_that_somebody_changed_is_refused(series, do, edit, dates, action, day):
    edit(series, hour=19)
    with pytest.raises(Stale):
        do(action, series, day=day, version=1)
    assert len(dates(series)) == 9


def test_a_day_is_left_out_and_stays_out(series, do, dates, clock):
    do(leave_out_day, series, day=JUNE_23)
    assert dates(series)[:2] == ["06-16 18:30", "06-30 18:30"]
    clock.move_to(NOW + timedelta(days=1))
    make_all()
    assert "06-23 18:30" not in dates(series)


def test_a_day_that_somebody_answered_is_called_off_and_not_left_out(series, do, on, answer, member):
    answer(on(series, JUNE_23), member)
    with pytest.raises(Refused, match="Call it off"):
        do(leave_out_day, series, day=JUNE_23)
    assert RSVP.objects.live().count() == 1


def test_a_day_that_the_rule_lacks_cannot_be_left_out(series, do):
    with pytest.raises(Refused, match="no date of this series"):
        do(leave_out_day, series, day=JUNE_25)


def test_a_date_on_another_day_is_made_at_once(series, do, dates):
    do(add_day, series, day=JUNE_25)
    assert dates(series)[:3] == ["06-16 18:30", "06-23 18:30", "06-25 18:30"]


def test_a_date_far_ahead_is_made_when_its_time_comes(series, do, dates, clock):
    do(add_day, series, day=date(2026, 8, 20))
    assert "08-20 18:30" not in dates(series)
    clock.move_to(NOW + timedelta(days=10))
    make_all()
    assert "08-20 18:30" in dates(series)


def test_a_day_left_out_comes_back(series, do, dates):
    do(leave_out_day, series, day=JUNE_23)
    do(add_day, series, day=JUNE_23)
    fresh = Series.objects.get(pk=series.pk)
    assert (fresh.left_out, fresh.extra_dates, dates(series)[1]) == ([], [], "06-23 18:30")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (JUNE_23, "has a date on that day"),
        (date(2026, 6, 15), "within the next 180 days"),
        (date(2999, 1, 1), "within the next 180 days"),
    ],
)
def test_a_day_that_will_not_do_is_refused(series, do, day, words):
    with pytest.raises(Refused, match=words):
        do(add_day, series, day=day)


def test_on_a_day_whose_clocks_skip_its_time_no_date_is_added(series, do):
    Series.objects.update(time_zone="America/Santiago", starts_clock=time(0, 30))
    with pytest.raises(Refused, match="skip its time on that day"):
        do(add_day, series, day=date(2026, 9, 6))


def test_today_is_the_day_where_the_series_is_held(series, do, clock):
    """Four in the afternoon of Tuesday in Berlin is Wednesday in Auckland: there Tuesday is over."""
    Series.objects.update(time_zone="Pacific/Auckland")
    clock.move_to(NOW.replace(hour=16))
    with pytest.raises(Refused, match="no date of this series ahead"):
        do(leave_out_day, series, day=JUNE_16)
    with pytest.raises(Refused, match="within the next 180 days"):
        do(add_day, series, day=JUNE_16)


def test_who_neither_leads_nor_organizes_changes_nothing(series, do, member):
    for action, fields in [(end_series, {}), (leave_out_day, {"day": JUNE_23}), (add_day, {"day": JUNE_25})]:
        with pytest.raises(PermissionDenied):
            do(action, series, by=member, **fields)


def test_a_group_that_closes_keeps_its_series_to_itself(series, group):
    Series.objects.keep_to_group(group.pk)
    assert Series.objects.get().audience == "group"


def test_a_resting_group_adds_no_date(series, do, group):
    group.archived_at = NOW
    group.save(update_fields=["archived_at"])
    with pytest.raises(Refused, match="This group rests"):
        do(add_day, series, day=date(2026, 6, 18))
