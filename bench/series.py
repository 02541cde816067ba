"""The dates of many series made eight weeks ahead, beside making each date by itself."""

import statistics
import time
from collections.abc import Callable
from datetime import time as clock
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.permissions import Viewer
from accounts.users.models import Profile, User
from bench.report import Row
from community.groups.models import Group, Membership
from events.meetups.leading import why_not_led
from events.meetups.making import make_meetup
from events.meetups.models import Meetup
from events.meetups.posting import draft_of, why_not
from events.meetups.reminders import remind_of
from events.meetups.series.batches import BATCH, make_all
from events.meetups.series.making import days_to_make, fields_on, horizon, today
from events.meetups.series.models import Series, SeriesLeading
from events.places.models import Light, Place, PlaceKind, PlaceState, Verdict, Zone

ROUNDS = 5
ALONE = 20
GROUPS = 100
GOAL = 0.35
MOST_STATEMENTS = 0.1


def run(scale: int) -> list[Row]:
    """``scale`` series; in turns some hundred of them by the job and some one by one."""
    keys = _series(scale)
    _analyze()
    job, alone = [], []
    for number in range(ROUNDS):
        alone.append(_timed(keys[number * ALONE : (number + 1) * ALONE], _one_by_one))
        first = ROUNDS * ALONE + number * BATCH
        job.append(_timed(keys[first : first + BATCH], make_all))
    _analyze()  # else keys are checked by a plan of when no date was there, and each commit reads them all
    rest = keys[ROUNDS * (ALONE + BATCH) :]
    seconds, statements = _all(rest)
    _assert_made(scale)
    figure, reference = statistics.median(job) * 1e3, statistics.median(alone) * 1e3
    ratio, each = figure / reference, statements / len(rest)
    goal = f"<= {GOAL}x one by one"
    return [
        Row("a date made by the job", figure, "ms", reference, ratio, goal, is_met=ratio <= GOAL),
        Row(f"{len(rest):,} series eight weeks ahead", seconds, "s"),
        Row("statements for each series", each, "", goal="<= 0.1", is_met=each <= MOST_STATEMENTS),
    ]


def _analyze() -> None:
    """What autovacuum does on a site."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _timed(keys: list[int], make: Callable[[], object]) -> float:
    """Seconds for each date."""
    Series.objects.filter(pk__in=keys).update(ended_at=None)
    before, began = Meetup.objects.count(), time.perf_counter()
    make()
    spent = time.perf_counter() - began
    Series.objects.filter(pk__in=keys).update(ended_at=timezone.now())
    return spent / (Meetup.objects.count() - before)


def _all(keys: list[int]) -> tuple[float, int]:
    """Seconds and statements for all that is left."""
    Series.objects.filter(pk__in=keys).update(ended_at=None)
    seen = 0

    def watch(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        return execute(sql, params, many, context)

    began = time.perf_counter()
    with connection.execute_wrapper(watch):
        make_all()
    return time.perf_counter() - began, seen


def _one_by_one() -> None:
    """Each date as an organizer's form makes it."""
    for series in Series.objects.running().filter(made_until=None).for_page():
        viewer = Viewer(User.objects.with_profile().get(pk=series.leader_id))
        for day in days_to_make(series, ()):
            with transaction.atomic():
                fields = fields_on(series, day)
                draft = draft_of(fields, leaders=1, group=series.group)
                if why_not(draft) or why_not_led(series.group, [series.leader_id], draft, by=viewer):
                    raise SystemExit("series: a date could not be made")
                more = {"series": series, "occurrence_on": day}
                meetup = make_meetup(series.group, draft, fields, leaders=[series.leader_id], **more)
                remind_of(meetup, series.leader_id)
        Series.objects.filter(pk=series.pk).update(made_until=horizon())


def _assert_made(scale: int) -> None:
    made = Meetup.objects.filter(series__isnull=False).count()  # others have left dates of their own
    if made != scale * 8:
        raise SystemExit(f"series: {made} dates instead of {scale * 8}")


def _series(count: int) -> list[int]:
    """Weekly ones in the morning, each with a leader of its own, in a hundred groups and places."""
    users = User.objects.bulk_create(User(email=f"p{n}@example.org", password="!") for n in range(count))
    Profile.objects.bulk_create(
        Profile(user=user, display_name=f"Person {n}", birth_year=1990, acknowledged_version=1)
        for n, user in enumerate(users)
    )
    groups, zones = _groups(users[0]), _zones(users[0])
    Membership.objects.bulk_create(
        Membership(group=groups[n % GROUPS], user=user) for n, user in enumerate(users)
    )
    now = timezone.now()
    made = Series.objects.bulk_create(
        Series(
            group=groups[n % GROUPS],
            leader=user,
            rule="FREQ=WEEKLY",
            first_on=today() + timedelta(days=1 + n % 6),
            starts_clock=clock(11),
            minutes=60,
            time_zone="Europe/Berlin",
            zone=zones[n % GROUPS],
            place=zones[n % GROUPS].place,
            title="Weekly lanes",
            session="straight",
            capacity=6,
            ended_at=now,
        )
        for n, user in enumerate(users)
    )
    SeriesLeading.objects.bulk_create(SeriesLeading(series=one, user_id=one.leader_id) for one in made)
    return [one.pk for one in made]


def _groups(founder: User) -> list[Group]:
    here = {"latitude": 49.4, "longitude": 8.7, "time_zone": "Europe/Berlin", "city_label": "Heidelberg"}
    return Group.objects.bulk_create(
        Group(slug=f"group-{n}", name=f"Group {n}", founder=founder, **here) for n in range(GROUPS)
    )


def _zones(founder: User) -> list[Zone]:
    places = Place.objects.bulk_create(
        Place(
            name=f"Track {n}",
            slug=f"track-{n}",
            kind=PlaceKind.TRACK,
            state=PlaceState.CHECKED,
            light=Light.FULL,
            latitude=49 + n / 1000,
            longitude=8.7,
            time_zone="Europe/Berlin",
        )
        for n in range(GROUPS)
    )
    return Zone.objects.bulk_create(
        Zone(
            place=place,
            name="Home straight",
            added_by=founder,
            verdict=Verdict.OK,
            checked_on=today(),
            expires_on=today() + timedelta(days=300),
        )
        for place in places
    )
