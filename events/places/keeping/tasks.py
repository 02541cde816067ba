"""What happens to places when its time comes."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.jobs.schedule import periodic
from accounts.notifications.actions import notify, renew
from accounts.notifications.models import Notification
from events.places.contracts import who_meets_at
from events.places.keeping.endings import Ending, ending_of
from events.places.keeping.notices import CHECK_ENDS
from events.places.models import Check, Zone

BATCH = 200
A_DAY = timedelta(days=1)


@periodic(at=time(7, 30), label=_("Remind people of checks that run out"))
def remind_of_endings() -> None:
    """Once for each zone, day and step, however often it runs."""
    today = timezone.localdate()
    endings = (ending_of(zone, today) for zone in Zone.objects.about_to_end(today).iterator(chunk_size=BATCH))
    due = ((ending, step) for ending in endings if (step := ending.reminder_due(today)) is not None)
    for batch in batched(due, BATCH):
        _remind(batch)


@transaction.atomic
def _remind(due: "Sequence[tuple[Ending, int]]") -> None:
    causes = {ending.zone.public_id: _cause(ending.day, step) for ending, step in due}
    told = Notification.objects.filter(kind=CHECK_ENDS.name, target__in=causes, cause__in=causes.values())
    done = set(told.values_list("target", "cause"))
    left = [ending.zone for ending, _step in due]
    left = [zone for zone in left if (zone.public_id, causes[zone.public_id]) not in done]
    people = _who_cares(left)
    for zone in left:
        cause = causes[zone.public_id]
        renew(CHECK_ENDS, target=zone.public_id, cause=cause)
        notify(CHECK_ENDS, to=sorted(people[zone.pk]), target=zone.public_id, cause=cause)


def _cause(day: date, step: int) -> str:
    return f"{day:%Y-%m-%d} {step}"


def _who_cares(zones: Iterable[Zone]) -> dict[int, set[int]]:
    """Who made the checks that hold, and who runs dates there, in as many queries for many as for one."""
    zones = list(zones)
    people: dict[int, set[int]] = {zone.pk: set() for zone in zones}
    since = {zone.pk: zone.checked_on - A_DAY for zone in zones if zone.checked_on}  # a day anywhere on Earth
    looks: Any = Check.objects.who_looked(since)
    for zone_id, user_id, checked_at in looks:
        if checked_at.date() >= since[zone_id]:
            people[zone_id].add(user_id)
    for answer in who_meets_at({zone.place_id for zone in zones}):
        for zone in zones:
            people[zone.pk] |= answer.get(zone.place_id, set())
    return people
