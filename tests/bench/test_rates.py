"""Answers a second: both designs give the same answers, and what went wrong is noticed. Nothing is timed."""

from collections import Counter
from threading import get_ident

import pytest
from django.db import connection

from accounts.permissions import Refused
from bench import rates
from bench.cast import people_of
from bench.crowd import crowd_of, rates_in_turns
from bench.rates import Case, Site, answer_with
from events.meetups.models import RSVP, Meetup, Part, RSVPState

ANSWERS = 6
FEW_LANES = Case("one meetup", dates=1, lanes=4, goal=1.4)
DESIGNS = [rates.guarded, rates.locked, rates.guarded_seat, rates.locked_seat]
REAL = pytest.mark.django_db(transaction=True, serialized_rollback=False)


@pytest.fixture
def site(db):
    return Site(people_of("rate", ANSWERS + 4 + 2 + 1), ANSWERS, 4)


def in_order(calls):
    for call in calls:
        call()
    return 2.0


@pytest.mark.parametrize("design", DESIGNS)
def test_both_designs_give_the_lanes_to_who_comes_first(site, design):
    [date] = site.dates_of(FEW_LANES)
    for viewer in site.viewers:
        answer_with(design, date.pk, viewer)
    rows = RSVP.objects.filter(part=Part.RUNNER).order_by("pk")
    assert list(rows.values_list("state", flat=True)) == [RSVPState.GOING] * 4 + [RSVPState.WAITLISTED] * 2


@pytest.mark.parametrize("design", DESIGNS)
def test_both_designs_keep_a_lane_for_who_waits_for_a_spotter(site, design):
    [date] = site.dates_of(FEW_LANES)
    RSVP.objects.filter(part=Part.SPOTTER).last().delete()
    Meetup.objects.update(spotters_going=1)
    for viewer in site.viewers:
        answer_with(design, date.pk, viewer)
    states = Counter(RSVP.objects.filter(part=Part.RUNNER).values_list("state", flat=True))
    assert states == {RSVPState.GOING: 2, RSVPState.WAITING: 2, RSVPState.WAITLISTED: 2}


@pytest.mark.parametrize("design", [rates.guarded, rates.locked])
def test_both_designs_write_the_same_rows(site, design):
    [date] = site.dates_of(FEW_LANES)
    before = RSVP.objects.count()
    answer_with(design, date.pk, site.viewers[0])
    reminded = rates.Reminder.objects.values_list("recipient", flat=True)
    assert (RSVP.objects.count() - before, list(reminded)) == (1, [site.viewers[0].pk] * 2)


@pytest.mark.parametrize("design", [rates.guarded, rates.locked])
def test_both_designs_refuse_at_a_place_that_closed(site, design):
    [date] = site.dates_of(FEW_LANES)
    type(site.zone.place).objects.update(state="suspended")
    with pytest.raises(Refused):
        answer_with(design, date.pk, site.viewers[0])


def test_what_is_wrong_is_noticed(site):
    """The check itself, after each fault it is there for."""
    [date] = site.dates_of(FEW_LANES)
    for viewer in site.viewers:
        answer_with(rates.guarded, date.pk, viewer)
    asked = [date] * ANSWERS
    assert site.what_is_wrong(FEW_LANES, asked, counts=True) == ""
    Meetup.objects.update(runners_going=3)
    assert "the counters say 3" in site.what_is_wrong(FEW_LANES, asked, counts=True)
    assert site.what_is_wrong(FEW_LANES, asked, counts=False) == ""
    queued = RSVP.objects.filter(state=RSVPState.WAITLISTED)
    queued.filter(pk=queued.first().pk).update(state=RSVPState.GOING)
    assert site.what_is_wrong(FEW_LANES, asked, counts=False) == "5 people hold 4 lanes, 1 queue"
    queued.delete()
    assert site.what_is_wrong(FEW_LANES, asked, counts=False) == "5 of 6 answers are there"


@REAL
def test_a_row_says_how_many_answers_a_second_and_whether_that_is_enough(site):
    """Every round takes two seconds here, so both give three answers a second: too few for a goal of 1.4."""
    whole, seat = site.measure(FEW_LANES, in_order)
    assert (whole.name, seat.name) == ("answers, one meetup", "the seat alone, one meetup")
    assert (whole.figure, whole.reference, whole.ratio, whole.is_met) == (3.0, 3.0, 1.0, False)
    full = Case("full", dates=1, lanes=4, taken=4)
    assert site.measure(full, in_order)[0].is_met is None


@REAL
def test_a_round_that_went_wrong_is_no_figure(site):
    dates = site.dates_of(FEW_LANES)
    with pytest.raises(SystemExit, match="0 of 6 answers are there"):
        site.rate(FEW_LANES, dates, lambda calls: 2.0, rates.guarded)


@REAL
def test_many_dates_share_the_answers(site):
    dates = site.dates_of(Case("many", dates=12, lanes=2))
    assert site.rate(Case("many", dates=12, lanes=2), dates, in_order, rates.guarded) == 3.0
    answered = RSVP.objects.filter(user__in=[viewer.pk for viewer in site.viewers])
    assert answered.values("meetup").distinct().count() == ANSWERS


@pytest.mark.postgresql_only
@REAL
def test_each_client_has_its_own_connection_and_each_call_is_done_once(db):
    done, seen = [], set()

    def call(number):
        seen.add((get_ident(), connection.connection.info.backend_pid))
        done.append(number)

    with crowd_of(4) as crowd:
        for _round in range(2):
            assert crowd([lambda number=number: call(number) for number in range(40)]) > 0
    assert sorted(done) == sorted([*range(40)] * 2)
    assert len(seen) == len({thread for thread, _ in seen}) == len({pid for _, pid in seen}) <= 4


@pytest.mark.postgresql_only
@REAL
def test_what_a_client_is_refused_ends_the_benchmark(db):
    def refuse():
        raise Refused("no")

    with crowd_of(2) as crowd, pytest.raises(Refused):
        crowd([refuse] * 3)


def test_two_take_turns_to_be_first_and_the_first_round_does_not_count():
    said = []

    def figures(name, values):
        return lambda: said.append(name) or values.pop(0)

    medians = rates_in_turns(3, figures("a", [9, 1, 3, 2]), figures("b", [9, 4, 6, 5]))
    assert ("".join(said), medians) == ("abbaabba", (2, 5))
