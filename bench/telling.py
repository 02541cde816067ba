"""A call-off told to very many people: the request, the spread, and mail to a server that keeps nothing."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.mail import mailers
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.notifications.delivery import deliver_batch
from accounts.notifications.mail import letter
from accounts.notifications.models import Announcement, Notification
from accounts.notifications.spread import spread
from accounts.users.models import User
from bench.asking import Asker, Backends, cpu_of, sign_in
from bench.cast import group_of, people_of
from bench.report import Row
from community.groups.models import Group
from events.meetups.models import RSVP, Leading, Meetup, Part, RSVPState
from events.places.models import Zone

FEW = 10
ROUNDS = 7
LETTERS = 500
STATEMENTS_APART = ("SAVEPOINT", "BEGIN", "COMMIT")


def run(scale: int) -> list[Row]:
    """``scale`` people are told, beside ten."""
    people = people_of("p", scale + 1)
    group, zone = group_of("many", people)
    meetups = {
        count: [_meetup(group, zone, people[:count], n) for n in range(ROUNDS + 1)] for count in (FEW, scale)
    }
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return [_request(group.founder, meetups, scale), _spread(scale), *_delivery()]


def _meetup(group: Group, zone: Zone, people: list[User], number: int) -> Meetup:
    starts_at = timezone.now() + timedelta(days=30 + number)
    meetup = Meetup.objects.create(
        group=group,
        place=zone.place,
        zone=zone,
        title="Tuesday lanes",
        session="straight",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        time_zone="Europe/Berlin",
        capacity=len(people),
        runners_per_spotter=1,
        leader=group.founder,
        runners_waiting=len(people),
    )
    Leading.objects.create(meetup=meetup, user=group.founder)
    now = timezone.now()
    RSVP.objects.bulk_create(
        RSVP(
            meetup=meetup, user=user, part=Part.RUNNER, state=RSVPState.WAITING, queued_at=now, changed_at=now
        )
        for user in people
    )
    return meetup


def _request(organizer: User, meetups: dict[int, list[Meetup]], scale: int) -> Row:
    """The form that calls a meetup off, sent through all of the site, in turns."""
    secret = get_random_string(32)
    cookie = f"{sign_in(organizer)}; {settings.CSRF_COOKIE_NAME}={secret}"
    browser, backends = Asker(get_wsgi_application(), cookie), Backends()
    spent: dict[int, list[float]] = {count: [] for count in meetups}
    for number in range(ROUNDS + 1):
        for count, dates in meetups.items():
            path = f"{dates[number].get_absolute_url()}call-off/"
            send = partial(browser, path, post=b"reason=Ice", x_csrftoken=secret)
            spent[count].append(cpu_of(send, 1, backends, lambda: None))
    if Announcement.objects.count() != 2 * (ROUNDS + 1):
        raise SystemExit("telling: a call-off was not announced")
    many, few = (statistics.median(spent[count][1:]) for count in (scale, FEW))
    goal = "<= 1.2x the request for 10"
    return Row(
        f"call-off told to {scale:,} (POST)", many, "ms", few, many / few, goal, None, many / few <= 1.2
    )


def _spread(scale: int) -> Row:
    """Statements and seconds from one row of the outbox to a line for everybody."""
    seen: list[str] = []

    def watch(execute, sql, params, many, context):
        if not sql.startswith(STATEMENTS_APART):
            seen.append(sql)
        return execute(sql, params, many, context)

    news = Announcement.objects.order_by("-pk")[0]
    began = time.perf_counter()
    with connection.execute_wrapper(watch):
        spread(news, timezone.now())
    seconds = time.perf_counter() - began
    if Notification.objects.filter(target=news.target).count() != scale:
        raise SystemExit("telling: somebody was not told")
    return Row(
        f"spread to {scale:,}", seconds, "s", goal="<= 3 queries", queries=len(seen), is_met=len(seen) <= 3
    )


def _delivery() -> Iterator[Row]:
    """Letters a second, in turns with the bare client that sends the same letters, made before."""
    with _null_server() as port:
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 30},
            }
        }
        owed = Notification.objects.filter(mail_due_at__isnull=False)
        made = [
            letter(row)
            for row in Notification.objects.for_letter().filter(pk__in=owed.values("pk")[:LETTERS])
        ]
        deliver_batch()
        ours, bare = [], []
        for _round in range(ROUNDS):
            began = time.perf_counter()
            sent = len(deliver_batch())
            ours.append((time.perf_counter() - began) / sent)
            began = time.perf_counter()
            mailers.default.send_messages(made[:sent])
            bare.append((time.perf_counter() - began) / sent)
    figure, reference = statistics.median(ours) * 1e3, statistics.median(bare) * 1e3
    ratio = figure / reference
    yield Row(
        "a letter delivered", figure, "ms", reference, ratio, "<= 1.5x the bare client", None, ratio <= 1.5
    )


@contextmanager
def _null_server() -> Iterator[int]:
    """A mail server in a process of its own that takes everything and keeps nothing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "aiosmtpd",
        "-n",
        "-l",
        f"127.0.0.1:{port}",
        "-c",
        "aiosmtpd.handlers.Sink",
    ]
    server = subprocess.Popen(command, env=os.environ, stderr=subprocess.DEVNULL)
    try:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()
