"""All series that lack dates, some hundred in a transaction: the dates, and up to where they are made."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.jobs.faults import Fault, fault_point
from accounts.notifications.actions import notify, settle
from accounts.permissions import Viewer
from community.groups.models import Membership
from community.groups.querysets import group_scope
from events.meetups.series.making import Outcome, days_to_make, horizon, make_days
from events.meetups.series.models import Series
from events.meetups.series.notices import NAMED_LEADER, STUCK

BATCH = 200


def make_all() -> int:
    """How many dates were made."""
    made, last = 0, 0
    while found := make_batch(after=last):
        last, count = found
        made += count
        fault_point(Fault.DATES_KEPT)
    return made


@transaction.atomic
def make_batch(*, after: int) -> tuple[int, int] | None:
    """The next series after this key: the last key, and how many dates. None if no series is left."""
    until = horizon()
    batch = Series.objects.hold_due(until, after=after, most=BATCH)
    if not batch:
        return None
    fault_point(Fault.SERIES_HELD)
    taken = Series.objects.days_taken([series.pk for series in batch])
    outcomes = make_days({series: days_to_make(series, taken) for series in batch})
    fault_point(Fault.DATES_MADE)
    note(outcomes, until)
    return batch[-1].pk, sum(len(outcome.made) for outcome in outcomes.values())


def note(outcomes: dict[Series, Outcome], until: date) -> None:
    """Up to where the dates are made and which lack; who looks after a series is told once that some do."""
    for series, outcome in outcomes.items():
        unmade = sorted(day.isoformat() for day in outcome.unmade)
        if unmade == series.unmade:
            continue
        if not unmade:
            settle(STUCK, target=series.public_id)
        elif not series.unmade:
            _tell(series, unmade[0])
        series.unmade = unmade
        Series.objects.filter(pk=series.pk).update(unmade=unmade)
    Series.objects.filter(pk__in=[series.pk for series in outcomes]).update(made_until=until)


def tell_leaders(series: Series, people: set[int], *, by: Viewer) -> None:
    """They lead its dates, or lead them elsewhere: one letter, not one for each date. Who says so knows."""
    cause, scope = timezone.now().isoformat(), group_scope(series.group_id)
    settle(NAMED_LEADER, target=series.public_id, to=sorted(people))
    notify(NAMED_LEADER, to=people - {by.pk}, target=series.public_id, by=by.pk, cause=cause, scope=scope)


def _tell(series: Series, first: str) -> None:
    organizers = Membership.objects.filter(group_id=series.group_id, role="organizer")
    people = {*organizers.values_list("user_id", flat=True), *series.leader_ids}
    notify(STUCK, to=people, target=series.public_id, cause=first, scope=group_scope(series.group_id))
