"""The weekly letter: Sunday at eight where the person lives, and none when nothing happened."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.jobs.faults import Fault, fault_point
from accounts.notifications.bell import Matter, lines, matters
from accounts.notifications.kinds import KINDS, Channel
from accounts.notifications.models import Choice, Notification, Preferences
from accounts.permissions import Viewer
from accounts.users.models import Block, MutedPerson, Profile, User

logger = logging.getLogger(__name__)

SUNDAY = 6
HOUR = time(8)
GRACE = timedelta(minutes=5)  # for lines whose transaction was open when the hour struck
MOST_LINES = 100
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Week:
    """What a weekly letter tells: first what one can go to, and then the newest first."""

    matters: list[Matter]
    up_to: datetime

    @property
    def size(self) -> int:
        return sum(len(matter.lines) for matter in self.matters)

    @property
    def more(self) -> int:
        """How much there is beside what the subject says."""
        return self.size - 1

    @property
    def lead(self) -> str:
        """What the subject says: the first line, without its full stop."""
        return self.matters[0].lines[0].words.removesuffix(".")


def last_sunday(zone: str, now: datetime) -> datetime:
    """The newest Sunday at eight in this zone that is not after ``now``."""
    here = now.astimezone(ZoneInfo(zone))
    day = here.date() - timedelta(days=(here.weekday() - SUNDAY) % 7)
    if datetime.combine(day, HOUR, ZoneInfo(zone)) > now:
        day -= timedelta(days=7)
    return datetime.combine(day, HOUR, ZoneInfo(zone)).astimezone(UTC)


def write_digests(kind: str, now: datetime) -> int:
    """Owe a letter to everybody for whom the hour has come and something was told. Return how many."""
    zones = Profile.objects.values_list("time_zone", flat=True).distinct().order_by("time_zone")
    hours = {zone: _hour_of(zone, now - GRACE) for zone in zones}
    return sum(_write_in(zone, kind, up_to, now) for zone, up_to in hours.items() if up_to)


def _hour_of(zone: str, now: datetime) -> datetime | None:
    """None for a zone of which nobody knows the time: the others get their letters all the same."""
    try:
        return last_sunday(zone, now)
    except (ZoneInfoNotFoundError, ValueError):
        logger.error("weekly letters could not be written: %s", zone)
        return None


@transaction.atomic
def _write_in(zone: str, kind: str, up_to: datetime, now: datetime) -> int:
    """The letters of one zone, and the marker that says up to when they tell."""
    news: Any = _with_news(zone, up_to, kind).order_by("pk")
    people = list(news.values_list("pk", "since", "has_switched_off"))
    letters = [
        Notification(
            kind=kind,
            recipient_id=pk,
            target=span(since, up_to),
            channel=Channel.NOW,
            mail_due_at=now,
            read_at=now,
            is_hidden=True,
        )
        for pk, since, has_switched_off in people
        if not has_switched_off
    ]
    Notification.objects.tell(letters)
    fault_point(Fault.DIGEST_MADE)
    # Without a letter too: who takes it again later is not sent a year of news at once.
    Preferences.objects.mark_sent([pk for pk, _since, _off in people], up_to)
    return len(letters)


def _with_news(zone: str, up_to: datetime, kind: str) -> "QuerySet[User]":
    """Everybody there who was told something for the letter since the last one, with that moment."""
    marker = Preferences.objects.filter(user=OuterRef("pk")).values("sent_up_to")[:1]
    since = Coalesce(Subquery(marker), Value(BEGINNING), output_field=DateTimeField())
    is_off = Exists(Choice.objects.switched_off(kind, OuterRef("pk")))
    news = Notification.objects.weekly(OuterRef("since"), up_to).filter(recipient=OuterRef("pk"))
    people: Any = User.objects.there().filter(profile__time_zone=zone)
    people = people.annotate(since=since, has_switched_off=is_off)
    return people.filter(Exists(news), since__lt=up_to)


def span(since: datetime, up_to: datetime) -> str:
    """The stretch of time a letter tells of, as the target of its notification."""
    return f"{int(since.timestamp())}-{int(up_to.timestamp())}"


def weeks(viewer: Viewer, spans: Collection[str]) -> dict[str, Week]:
    """What the viewer may still read of each stretch; an empty one is left out. A letter has one."""
    found = {each: _week(viewer, *_moments(each)) for each in spans}
    return {each: week for each, week in found.items() if week.matters}


def _week(viewer: Viewer, since: datetime, up_to: datetime) -> Week:
    rows = Notification.objects.visible_to(viewer).weekly(since, up_to).order_by("-created_at", "-pk")
    spared = [kind.name for kind in KINDS.values() if kind.is_spared_apart]
    rows = rows.exclude(kind__in=spared, actor__in=Block.objects.apart_from(viewer.person_pk))
    rows = rows.exclude(kind__in=spared, actor__in=MutedPerson.objects.muted_by(viewer.person_pk))
    found = matters(lines(rows[:MOST_LINES], viewer, stale=False))
    return Week(sorted(found, key=lambda matter: -matter.rank), up_to)


def _moments(target: str) -> tuple[datetime, datetime]:
    since, up_to = target.split("-")
    return datetime.fromtimestamp(int(since), UTC), datetime.fromtimestamp(int(up_to), UTC)
