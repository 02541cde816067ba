"""What happens on the site of a crash test: three processes may do it, none of which knows of the tests.

Five runners of one group. One of their dates can be called off, of another they are to be reminded, and two
of them wait for their weekly letter. Lines and letters that must come of it are at the end.
"""

import sys
from collections import Counter
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.jobs.faults import Fault, fault_point
from accounts.models import Notification, Profile, Reminder, User
from community.groups.models import Group, Membership, Role
from events.meetups.models import RSVP, Leading, Meetup
from events.meetups.notices import POSTED, REMINDER_DAY
from events.meetups.series.batches import BATCH, make_all
from events.meetups.series.making import days_to_make, horizon, make_days
from events.meetups.series.models import Series, SeriesLeading
from events.places.models import Place, Zone

RUNNERS = 5
LEADER = "petra@example.org"
OFF, NEXT = "Tuesday lanes", "Thursday straight"
REMINDED = range(3)
SERIES = BATCH + 10
DATES = 4
READERS = range(3, RUNNERS)  # of a weekly letter


def runner(number: int) -> str:
    return f"runner{number}@example.org"


def build(runners: str = str(RUNNERS)) -> None:
    """An empty database becomes a site on which much is about to be told."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    fill(int(runners))


def fill(runners: int) -> None:
    """The people of the scene and what they are about to hear of."""
    people = _people(runners)
    meetups = _meetups(people.count() + 1)
    _answers(meetups[OFF], people)
    reminded, readers = people[: len(REMINDED)], people[len(REMINDED) : RUNNERS]
    _answers(meetups[NEXT], reminded)
    _remind(meetups[NEXT], reminded)
    _owe_weekly_letters(meetups[NEXT], readers)


def _people(runners: int) -> "QuerySet[User]":
    users = User.objects.bulk_create(User(email=email) for email in [LEADER, *map(runner, range(runners))])
    Profile.objects.bulk_create(
        Profile(user=user, display_name=user.email.split("@")[0], birth_year=1990, acknowledged_version=1)
        for user in users
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    group = Group.objects.create(
        slug="neckar-heelfirsts",
        name="Neckar Heelfirsts",
        city_label="Heidelberg, Germany",
        time_zone="Europe/Berlin",
        latitude=49.41,
        longitude=8.69,
        founder=users[0],
        member_count=len(users),
    )
    Membership.objects.bulk_create(Membership(user=user, group=group) for user in users)
    Membership.objects.filter(user=users[0]).update(role=Role.ORGANIZER)
    return User.objects.exclude(pk=users[0].pk).order_by("pk")


def _meetups(lanes: int) -> dict[str, Meetup]:
    group, leader = Group.objects.get(), User.objects.get(email=LEADER)
    place = Place.objects.create(
        name="Birkenwiese", slug="birkenwiese", kind="track", latitude=49.4, longitude=8.7, time_zone="UTC"
    )
    zone = Zone.objects.create(
        place=place,
        name="Home straight",
        added_by=leader,
        verdict="ok",
        checked_on=date(2026, 1, 1),
        expires_on=date(2099, 1, 1),
    )
    starts = {OFF: timezone.now() + timedelta(days=3), NEXT: timezone.now() + timedelta(hours=20)}
    meetups = {
        title: Meetup.objects.create(
            nonce=title,
            group=group,
            place=place,
            zone=zone,
            title=title,
            session="straight",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            time_zone="UTC",
            capacity=lanes,
            runners_per_spotter=1,
            leader=leader,
        )
        for title, starts_at in starts.items()
    }
    Leading.objects.bulk_create(Leading(meetup=meetup, user=leader) for meetup in meetups.values())
    return meetups


def _answers(meetup: Meetup, people: "QuerySet[User]") -> None:
    now = timezone.now()
    going = {"meetup": meetup, "part": "runner", "state": "going", "queued_at": now, "changed_at": now}
    RSVP.objects.bulk_create(RSVP(user=user, **going) for user in people)
    Meetup.objects.filter(pk=meetup.pk).update(runners_going=len(people), spotters_going=len(people))


def _remind(meetup: Meetup, people: "QuerySet[User]") -> None:
    due_at = timezone.now() - timedelta(hours=1)
    rows = {"kind": REMINDER_DAY.name, "target": meetup.public_id, "due_at": due_at}
    Reminder.objects.bulk_create(Reminder(recipient=user, **rows) for user in people)


def _owe_weekly_letters(meetup: Meetup, people: "QuerySet[User]") -> None:
    line = {"kind": POSTED.name, "target": meetup.public_id, "channel": "weekly"}
    Notification.objects.bulk_create(Notification(recipient=user, **line) for user in people)
    Notification.objects.update(created_at=timezone.now() - timedelta(days=8))


def call_off() -> None:
    """The request in which the leader calls the date off."""
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(User.objects.get(email=LEADER))
    page = reverse("meetups:call_off", args=[Meetup.objects.get(title=OFF).public_id])
    answer = browser.post(page, {"reason": "ice on the straight"})
    sys.exit(0 if answer.status_code == 302 else f"answered {answer.status_code}")


def plan_series() -> None:
    """Weekly ones, each led by a person of its own: a transaction of the job takes fewer."""
    group, zone = Group.objects.get(), Zone.objects.select_related("place").get()
    Place.objects.update(kind="hall", state="checked")
    users = User.objects.bulk_create(User(email=f"leader{number}@example.org") for number in range(SERIES))
    Membership.objects.bulk_create(Membership(user=user, group=group) for user in users)
    first_on = timezone.now().date() + timedelta(days=1)
    series = Series.objects.bulk_create(
        Series(
            group=group,
            leader=user,
            rule=f"FREQ=WEEKLY;COUNT={DATES}",
            first_on=first_on,
            starts_clock="18:30",
            minutes=60,
            time_zone="UTC",
            zone=zone,
            place=zone.place,
            title="Weekly lanes",
            session="straight",
            capacity=4,
        )
        for user in users
    )
    SeriesLeading.objects.bulk_create(SeriesLeading(series=one, user=one.leader) for one in series)


def make_dates() -> None:
    """The job, without a worker around it."""
    make_all()


def make_dates_carelessly() -> None:
    """What the one transaction replaces: up to where dates are made is noted, and then they are made."""
    days = {series: days_to_make(series, ()) for series in Series.objects.for_page()}
    Series.objects.update(made_until=horizon())
    fault_point(Fault.DATES_MADE)
    make_days(days)


def letters(runners: int = RUNNERS) -> Counter[tuple[str, str]]:
    """Kind and recipient of every letter, once the date is called off."""
    return Counter(
        [("meetups.called_off", runner(number)) for number in range(runners)]
        + [("meetups.reminder_day", runner(number)) for number in REMINDED]
        + [("notifications.digest", runner(number)) for number in READERS]
    )


def lines(runners: int = RUNNERS) -> Counter[tuple[str, str]]:
    """Kind and recipient of every line of a bell."""
    posted = [("meetups.posted", runner(number)) for number in READERS]
    letters_alone = [("notifications.digest", runner(number)) for number in READERS]
    return letters(runners) + Counter(posted) - Counter(letters_alone)
