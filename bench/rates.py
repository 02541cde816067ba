"""Answers a second from fifty people at once, beside the design that locks the meetup and counts its rows.

Both designs go through the same layers and give the same answer: they hold the person, look for an answer of
theirs at that hour, ask again whether the place is open once the meetup is theirs, write one row and two
reminders. They differ in how a seat is taken: one statement that holds and one that looks, moves a counter
and writes the answer, both ready; or ``SELECT … FOR UPDATE`` and a count of the rows, as a site would have
the ORM do it. "The seat alone" is that and the row of the answer, no more. Nobody is told of an answer as a
runner, on either side. Who asks is known before; the meetup is read.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.notifications.models import Reminder
from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User
from bench.cast import group_of, people_of
from bench.crowd import Crowd, crowd_of, rates_in_turns
from bench.report import Row
from community.groups.models import Group
from events.meetups.actions import answer_meetup
from events.meetups.admission import admit, hold_person
from events.meetups.first_answer import CAN_TAKE_FIRST, hold_both, take_first
from events.meetups.models import RSVP, Leading, Meetup, Part, RSVPState
from events.meetups.refusals import refuse_at_risk, why_not_answer
from events.meetups.reminders import remind_of
from events.meetups.rules import can_answer_meetup
from events.places.models import Zone

CLIENTS = 50
EACH = 4
ROUNDS = 3
RATIO = 2
HOLDS_LANE = (RSVPState.GOING, RSVPState.WAITING)
type Design = Callable[[Meetup, Viewer], object]


@dataclass(frozen=True)
class Case:
    """So many dates with so many lanes each, of which so many are taken; spotters are there for all lanes."""

    name: str
    dates: int
    lanes: int
    taken: int = 0
    goal: float | None = None


def run(scale: int) -> list[Row]:
    """``scale`` is the number of dates that many people answer to."""
    answers = CLIENTS * EACH
    cases = [
        Case("one meetup", 1, answers * 9 // 10, goal=1.4),
        Case(f"{scale:,} meetups", scale, 6, goal=1.8),
        Case("one meetup, full before", 1, 20, taken=20),
    ]
    most = max(case.lanes for case in cases)
    people = people_of("rate", answers + most + most // RATIO + 1)
    site = Site(people, answers, most)
    with crowd_of(CLIENTS) as crowd:
        return [row for case in cases for row in site.measure(case, crowd)]


class Site:
    """A group with the people who answer, who did before, and who spot."""

    def __init__(self, people: list[User], answers: int, lanes: int) -> None:
        self.group, self.zone = group_of("rates", people)
        known = User.objects.with_profile().in_bulk([user.pk for user in people[:answers]])
        self.viewers = [Viewer(user) for user in known.values()]
        self.runners, self.spotters = people[answers : answers + lanes], people[answers + lanes : -1]

    def measure(self, case: Case, crowd: Crowd) -> list[Row]:
        dates = self.dates_of(case)
        whole = self._row(f"answers, {case.name}", case, dates, crowd, (guarded, locked))
        seat = self._row(f"the seat alone, {case.name}", case, dates, crowd, (guarded_seat, locked_seat))
        return [whole, seat]

    def dates_of(self, case: Case) -> list[Meetup]:
        dates = Meetup.objects.bulk_create(
            _date(self.group, self.zone, case) for _number in range(case.dates)
        )
        Leading.objects.bulk_create(Leading(meetup=date, user=self.group.founder) for date in dates)
        for date in dates:
            self._answered(date, case)
        return dates

    def _answered(self, date: Meetup, case: Case) -> None:
        now = timezone.now()
        came = [(user, Part.RUNNER) for user in self.runners[: case.taken]]
        came += [(user, Part.SPOTTER) for user in self.spotters[: -(-case.lanes // RATIO)]]
        RSVP.objects.bulk_create(
            RSVP(meetup=date, user=user, part=part, state=RSVPState.GOING, queued_at=now, changed_at=now)
            for user, part in came
        )

    def _row(
        self, name: str, case: Case, dates: list[Meetup], crowd: Crowd, designs: tuple[Design, Design]
    ) -> Row:
        ours, theirs = (partial(self.rate, case, dates, crowd, design) for design in designs)
        figure, reference = rates_in_turns(ROUNDS, ours, theirs)
        ratio = figure / reference
        goal = f">= {case.goal:.1f}x lock and count" if case.goal else ""
        is_met = ratio >= case.goal if case.goal else None
        return Row(name, figure, "/s", reference, ratio, goal, None, is_met)

    def rate(self, case: Case, dates: list[Meetup], crowd: Crowd, design: Design) -> float:
        """Answers a second, all from people who had not answered; then all that they wrote is checked."""
        self.forget_answers(case, dates)
        step = max(1, len(dates) // len(self.viewers))
        asked = [dates[number * step % len(dates)] for number in range(len(self.viewers))]
        calls = [
            partial(answer_with, design, date.pk, viewer)
            for date, viewer in zip(asked, self.viewers, strict=True)
        ]
        seconds = crowd(calls)
        if wrong := self.what_is_wrong(case, asked, counts=design not in (locked, locked_seat)):
            raise SystemExit(f"rates: {case.name}: {wrong}")
        return len(calls) / seconds

    def forget_answers(self, case: Case, dates: list[Meetup]) -> None:
        """As it was before anybody of the crowd answered."""
        RSVP.objects.filter(user__in=[viewer.pk for viewer in self.viewers])._raw_delete(RSVP.objects.db)
        Reminder.objects.all()._raw_delete(Reminder.objects.db)
        pks = [date.pk for date in dates]
        Meetup.objects.filter(pk__in=pks).update(runners_going=case.taken, runners_waiting=0)
        tables = (model._meta.db_table for model in (RSVP, Reminder, Meetup))
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"VACUUM {', '.join(tables)}")

    def what_is_wrong(self, case: Case, asked: list[Meetup], *, counts: bool) -> str:
        """Every answer is there once, each lane is held once, nobody queues while one is free; and the
        counters say the same as the rows, if they were moved."""
        rows = RSVP.objects.filter(meetup__in=set(asked), part=Part.RUNNER)
        held = Counter(rows.filter(state__in=HOLDS_LANE).values_list("meetup", flat=True))
        in_all = Counter(rows.values_list("meetup", flat=True))
        for pk, answers in Counter(date.pk for date in asked).items():
            if in_all[pk] != case.taken + answers:
                return f"{in_all[pk] - case.taken} of {answers} answers are there"
            if held[pk] != min(case.lanes, case.taken + answers):
                return f"{held[pk]} people hold {case.lanes} lanes, {in_all[pk] - held[pk]} queue"
            if counts and held[pk] != (kept := Meetup.objects.get(pk=pk).seats).capacity - kept.free:
                return f"{held[pk]} people hold a lane, the counters say {kept.capacity - kept.free}"
        return ""


def answer_with(design: Design, pk: int, viewer: Viewer) -> None:
    design(Meetup.objects.for_answer().get(pk=pk), viewer)


def guarded(meetup: Meetup, by: Viewer) -> RSVP:
    return answer_meetup(meetup, by=by, part=Part.RUNNER)


def locked(meetup: Meetup, by: Viewer) -> RSVP:
    return lock_and_count(meetup, by=by)


@transaction.atomic
@permitted(can_answer_meetup)
def lock_and_count(meetup: Meetup, *, by: Viewer) -> RSVP:
    """What ``answer_meetup`` does for who runs and has not answered, with a lock and a count for the seat."""
    if sentence := why_not_answer(meetup, by, Part.RUNNER):
        raise Refused(sentence)
    hold_person(by.person_pk)
    if list(RSVP.objects.around(by.person_pk, meetup)):
        raise Refused("You have answered.")
    state = count_seat(meetup, by.person_pk)
    refuse_at_risk(meetup.pk)
    rsvp = _write(meetup, by.person_pk, state)
    remind_of(meetup, by.person_pk)
    return rsvp


@transaction.atomic
def guarded_seat(meetup: Meetup, by: Viewer) -> RSVP:
    if CAN_TAKE_FIRST:
        hold_both(by.person_pk, meetup.pk)
        taken = take_first(meetup, by.person_pk, Part.RUNNER)
        if taken:
            return taken
        raise Refused("You have answered.")
    state = admit(meetup, by.person_pk, Part.RUNNER)
    if state is None:
        raise Refused("Many people are answering.")
    return _write(meetup, by.person_pk, state)


@transaction.atomic
def locked_seat(meetup: Meetup, by: Viewer) -> RSVP:
    return _write(meetup, by.person_pk, count_seat(meetup, by.person_pk))


def count_seat(meetup: Meetup, user_id: int) -> RSVPState:
    """Keep others out, then count who holds a lane and who spots. The same people are let in as by us."""
    rows = Meetup.objects.open_to(meetup.pk, user_id).still_open().only("capacity", "runners_per_spotter")
    held = rows.select_for_update(no_key=True).get()
    runs, spots = Q(part=Part.RUNNER), Q(part=Part.SPOTTER, state=RSVPState.GOING)
    counted = RSVP.objects.of_meetup(meetup.pk).aggregate(
        going=Count("pk", filter=runs & Q(state=RSVPState.GOING)),
        waiting=Count("pk", filter=runs & Q(state=RSVPState.WAITING)),
        spotters=Count("pk", filter=spots),
    )
    if counted["going"] + counted["waiting"] >= held.capacity:
        return RSVPState.WAITLISTED
    ratio = held.runners_per_spotter
    has_room = ratio is None or counted["going"] < counted["spotters"] * ratio
    return RSVPState.GOING if has_room else RSVPState.WAITING


def _write(meetup: Meetup, user_id: int, state: RSVPState) -> RSVP:
    now = timezone.now()
    return RSVP.objects.create(
        meetup=meetup, user_id=user_id, part=Part.RUNNER, state=state, queued_at=now, changed_at=now
    )


def _date(group: Group, zone: Zone, case: Case) -> Meetup:
    """At noon, so that light is no question."""
    noon = timezone.now().replace(hour=12, minute=0) + timedelta(days=30)
    return Meetup(
        group=group,
        place=zone.place,
        zone=zone,
        title="Tuesday lanes",
        session="walking_drill",
        starts_at=noon,
        ends_at=noon + timedelta(hours=1),
        time_zone="Europe/Berlin",
        capacity=case.lanes,
        runners_per_spotter=RATIO,
        leader=group.founder,
        runners_going=case.taken,
        spotters_going=-(-case.lanes // RATIO),
    )
