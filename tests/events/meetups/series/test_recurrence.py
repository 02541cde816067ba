"""Our rules: what they write, what days they give, and libical's opinion of the same."""

import re
from datetime import UTC, date, datetime, time
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.meetups.series.recurrence import BadRule, Every, Recurrence, Rule, matched, parse, week_of
from events.meetups.walltime import NoSuchTime

TUESDAY = date(2026, 6, 16)
BERLIN = "Europe/Berlin"


def days(text, first_on=TUESDAY, count=5):
    return [str(day) for day in islice(parse(text).days_from(first_on), count)]


def weekly(**fields):
    given = {"rule": parse("FREQ=WEEKLY;BYDAY=TU"), "first_on": TUESDAY, "clock": time(18, 30)}
    return Recurrence(**given | {"time_zone": BERLIN} | fields)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3;COUNT=10",
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20261231",
        "FREQ=MONTHLY;BYMONTHDAY=31",
    ],
)
def test_a_rule_is_written_as_it_was_read(text):
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every Tuesday",
        "FREQ=HOURLY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=WEEKLY;BYDAY=1TU",
        "FREQ=MONTHLY;BYDAY=TU",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=29",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=3;UNTIL=20261231",
        "FREQ=WEEKLY;UNTIL=20260230",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU",
    ],
)
def test_what_we_do_not_offer_is_no_rule(text):
    with pytest.raises(BadRule):
        parse(text)


def test_the_thirty_first_leaves_out_months_that_lack_it():
    found = days("FREQ=MONTHLY;BYMONTHDAY=31", date(2026, 1, 31), 4)
    assert found == ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"]


def test_every_second_week_is_counted_from_the_week_of_the_first_date():
    found = days("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU")
    assert found == ["2026-06-16", "2026-06-29", "2026-06-30", "2026-07-13", "2026-07-14"]


def test_the_last_day_is_a_day_at_the_place():
    """Late on the last day it is the next one in UTC; early it is the day before."""
    rule = parse("FREQ=WEEKLY;UNTIL=20260630")
    for zone, clock in [("America/Los_Angeles", time(20)), ("Pacific/Auckland", time(6))]:
        found = weekly(rule=rule, time_zone=zone, clock=clock).days(TUESDAY, date(2027, 1, 1))
        assert found == [date(2026, 6, 16), date(2026, 6, 23), date(2026, 6, 30)]


def test_days_left_out_still_count_and_extra_ones_do_not():
    recurrence = weekly(
        rule=parse("FREQ=WEEKLY;COUNT=3"),
        left_out=frozenset([date(2026, 6, 23)]),
        extra=frozenset([date(2026, 6, 18), date(2026, 6, 30)]),
    )
    found = recurrence.days(TUESDAY, date(2027, 1, 1))
    assert found == [date(2026, 6, 16), date(2026, 6, 18), date(2026, 6, 30)]


def test_half_past_six_stays_half_past_six_over_both_changes_of_the_clock():
    recurrence = weekly(first_on=date(2026, 3, 24))
    moments = [recurrence.moment(day) for day in (date(2026, 3, 24), date(2026, 3, 31), date(2026, 10, 27))]
    assert [f"{at:%H:%M}" for at in moments] == ["17:30", "16:30", "17:30"]


def test_a_time_that_the_clocks_skip_is_found_and_has_no_moment():
    recurrence = weekly(first_on=date(2026, 3, 22), clock=time(2, 30), rule=parse("FREQ=WEEKLY"))
    days = recurrence.days(date(2026, 3, 1), date(2026, 4, 30))
    assert recurrence.skipped(days) == [date(2026, 3, 29)]
    assert recurrence.doubled(days) == []
    with pytest.raises(NoSuchTime):
        recurrence.moment(date(2026, 3, 29))


def test_of_a_time_that_comes_twice_the_fold_says_which():
    early, late = (weekly(clock=time(2, 30), fold=fold) for fold in (0, 1))
    day = date(2026, 10, 25)
    assert early.doubled([day]) == [day]
    assert early.moment(day) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert late.moment(day) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_moved_weekday_is_matched_in_its_week_and_nothing_beyond():
    old = [date(2026, 6, 16), date(2026, 6, 23)]
    new = [date(2026, 6, 18), date(2026, 6, 25), date(2026, 7, 2)]
    assert matched(old, new) == {old[0]: new[0], old[1]: new[1]}
    assert matched([date(2026, 6, 21)], [date(2026, 6, 22)]) == {}


def test_the_same_day_goes_before_a_nearer_one():
    old = [date(2026, 6, 16), date(2026, 6, 18)]
    new = [date(2026, 6, 17), date(2026, 6, 18)]
    assert matched(old, new) == {old[0]: new[0], old[1]: new[1]}


SOME_DAYS = st.sets(st.dates(date(2026, 6, 1), date(2026, 7, 31)), max_size=12)


@given(SOME_DAYS, SOME_DAYS)
def test_no_day_is_matched_twice_or_out_of_its_week_and_none_is_left_beside_a_free_one(old, new):
    found = matched(old, new)
    assert len(set(found.values())) == len(found)
    assert all(week_of(here) == week_of(there) for here, there in found.items())
    assert all(found[day] == day for day in old & new)
    left, free = old - found.keys(), new - set(found.values())
    assert not {week_of(day) for day in left} & {week_of(day) for day in free}


@pytest.mark.parametrize(
    ("rule", "more", "goes_on"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", {}, True),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630", {}, False),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260707", {}, True),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260707", {"left_out": frozenset([date(2026, 7, 7)])}, False),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=3", {}, False),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=3", {"extra": frozenset([date(2026, 7, 9)])}, True),
    ],
)
def test_whether_a_date_is_left_from_a_day_on(rule, more, goes_on):
    assert weekly(rule=parse(rule), **more).goes_on(date(2026, 7, 1)) is goes_on


# ---- libical ----


def vectors(path):
    """Rule, first day, clock, instances, as libical's own tests have them."""
    text = path.read_text()
    found = re.findall(r"^RRULE:(\S+)\nDTSTART:(\d{8})(?:T(\d{6}))?Z?\n(?:.*\n)*?INSTANCES:(\S+)", text, re.M)
    for rule, day, clock, instances in found:
        yield rule, _day(day), clock or "000000", [_day(one[:8]) for one in instances.split(",")]


def _day(text):
    return date.fromisoformat(text)


def as_ours(rule, clock):
    """UNTIL of a moment, as the last day on which the rule's time does not lie after it."""

    def last_day(match):
        day, until_clock = match.groups()
        is_before = until_clock < clock
        return f"UNTIL={date.fromordinal(_day(day).toordinal() - is_before):%Y%m%d}"

    return re.sub(r"UNTIL=(\d{8})T(\d{6})Z", last_day, rule)


def test_in_our_subset_the_dates_are_those_of_libical(shared_data):
    """None differs. Where DTSTART is no day of its rule RFC 5545 (3.8.5.3) leaves open what comes of it:
    libical leaves it out, and so do we."""
    ours = []
    for rule, first_on, clock, instances in vectors(shared_data / "ical/recurrence/icalrecur_test.txt"):
        try:
            read = parse(as_ours(rule, clock))
        except BadRule:
            continue
        ours.append(rule)
        assert list(islice(read.days_from(first_on), len(instances) + 1)) == instances, rule
    assert len(ours) == 16


def test_every_rule_that_is_offered_counts_days_weeks_or_months():
    assert {str(Rule(every)) for every in Every} == {"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY"}
