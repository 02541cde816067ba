"""The dates of series, made eight weeks ahead: many series in a few statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import cast

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.notifications.models import Reminder
from community.groups.models import Membership
from community.groups.querysets import group_scope
from events.meetups.making import TEXTS, row_of
from events.meetups.models import Guest, Leading, Meetup
from events.meetups.posting import Draft, Fields, draft_of, why_not
from events.meetups.reminders import BEFORE
from events.meetups.series.models import Series
from events.meetups.walltime import NoSuchTime, wall

AHEAD = timedelta(weeks=8)
TOO_SOON = timedelta(minutes=5)
FACTS = ("session", "lowest_stage", "highest_stage", "capacity", "own_limit", "is_peer_led", "audience")


@dataclass
class Outcome:
    """What came of the days of one series: the dates, and why others could not be made."""

    made: list[Meetup] = field(default_factory=list)
    unmade: dict[date, str] = field(default_factory=dict)


@dataclass
class Engagements:
    """Who leads something or means to come, and when. Not to what: that may be known only to them."""

    spans: dict[int, list[tuple[datetime, datetime]]] = field(default_factory=dict)

    def add(self, user_id: int, starts_at: datetime, ends_at: datetime) -> None:
        self.spans.setdefault(user_id, []).append((starts_at, ends_at))

    def keep(self, people: Iterable[int], starts_at: datetime, ends_at: datetime) -> bool:
        """One of these people is elsewhere then. Back to back is no overlap."""
        spans = [span for user_id in people for span in self.spans.get(user_id, ())]
        return any(first < ends_at and last > starts_at for first, last in spans)


def today() -> date:
    return timezone.now().astimezone(UTC).date()


def today_at(series: Series) -> date:
    """The day it is where the series is held: what pages and forms of it mean by today."""
    return wall(timezone.now(), series.time_zone).date()


def horizon() -> date:
    """Up to this day dates are made."""
    return today() + AHEAD


def days_to_make(series: Series, taken: Collection[tuple[int, date]]) -> list[date]:
    """Those not made yet up to the horizon, and those that could not be made so far. None twice."""
    yesterday = today() - timedelta(days=1)
    first = series.made_until + timedelta(days=1) if series.made_until else yesterday
    again = {day for day in map(date.fromisoformat, series.unmade) if day >= yesterday}
    found = again.union(series.recurrence.days(first, horizon()))
    return sorted(day for day in found if (series.pk, day) not in taken)


def fields_on(series: Series, day: date) -> Fields:
    """What the form of a single date of that day would say. Raises NoSuchTime where the clocks skip it."""
    starts_at = series.recurrence.moment(day)
    said = {name: getattr(series, name) for name in (*TEXTS, *FACTS)}
    when = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=series.minutes),
        "signup_until": deadline_of(series, starts_at),
    }
    return cast(Fields, {"zone": series.zone, **when, **said})


def deadline_of(series: Series, starts_at: datetime) -> datetime | None:
    """Up to when people sign up for a date; None: until it ends."""
    return None if series.signup_hours is None else starts_at - timedelta(hours=series.signup_hours)


def make_days(wanted: Mapping[Series, Sequence[date]]) -> dict[Series, Outcome]:
    """Write the dates of these days, with their leaders and what reminds them. Nobody else is told."""
    outcomes = _tried(wanted)
    _write(outcomes)
    return outcomes


def why_unmade(wanted: Mapping[Series, Sequence[date]]) -> dict[Series, dict[date, str]]:
    """Why these days cannot have a date, as it would be answered now; those that could are left out."""
    return {series: outcome.unmade for series, outcome in _tried(wanted).items()}


def _tried(wanted: Mapping[Series, Sequence[date]]) -> dict[Series, Outcome]:
    """The dates as they would be; nothing is written."""
    outcomes = {series: Outcome() for series in wanted}
    drafts = [
        (series, fields, draft_of(fields, leaders=len(series.leader_ids), group=series.group))
        for series, days in wanted.items()
        for fields in _fields(series, days, outcomes[series])
    ]
    engaged = engagements([(series.leader_ids, draft) for series, _fields, draft in drafts])
    members = _members(wanted)
    for series, fields, draft in drafts:
        is_busy = engaged.keep(series.leader_ids, draft.starts_at, draft.ends_at)
        reason = _why_nobody_leads(series, members) or why_not(draft) or (busy() if is_busy else "")
        if reason:
            outcomes[series].unmade[day_of(series, draft)] = reason
            continue
        outcomes[series].made.append(_row(series, fields, draft))
        for user_id in series.leader_ids:
            engaged.add(user_id, draft.starts_at, draft.ends_at)
    return outcomes


def day_of(series: Series, draft: Draft) -> date:
    return wall(draft.starts_at, series.time_zone).date()


def _fields(series: Series, days: Iterable[date], outcome: Outcome) -> Iterable[Fields]:
    soonest = timezone.now() + TOO_SOON
    for day in days:
        try:
            fields = fields_on(series, day)
        except NoSuchTime:
            outcome.unmade[day] = _("The clocks skip this time on that day.")
            continue
        if fields["starts_at"] >= soonest:
            yield fields


def engagements(
    drafts: Sequence[tuple[Sequence[int], Draft]], *, besides: Collection[int] = ()
) -> Engagements:
    """What the leaders of these drafts are at, from the first to the last of them. Two queries."""
    found, people = Engagements(), {user_id for leaders, _draft in drafts for user_id in leaders}
    if not drafts:
        return found
    first = min(draft.starts_at for _leaders, draft in drafts)
    last = max(draft.ends_at for _leaders, draft in drafts)
    for row in Meetup.objects.overlapping(first, last).exclude(pk__in=besides).engaging(people):
        found.add(*row)
    return found


def _members(wanted: Iterable[Series]) -> set[tuple[int, int]]:
    people = {user_id for series in wanted for user_id in series.leader_ids}
    groups = {series.group_id for series in wanted}
    rows = Membership.objects.filter(group_id__in=groups, user_id__in=people)
    return set(rows.values_list("group_id", "user_id"))


def _why_nobody_leads(series: Series, members: Collection[tuple[int, int]]) -> str:
    people = {(series.group_id, user_id) for user_id in series.leader_ids}
    if not people or people - set(members):
        return _("Somebody who leads it has left the group. Name who leads.")
    return ""


def busy() -> str:
    return _("Who leads it is busy at that hour. Name somebody else, or leave that day out.")


def _row(series: Series, fields: Fields, draft: Draft) -> Meetup:
    return Meetup(
        group=series.group,
        series=series,
        occurrence_on=day_of(series, draft),
        audience=series.audience,
        leader_id=series.leader_ids[0],
        **row_of(draft, fields),
    )


def _write(outcomes: Mapping[Series, Outcome]) -> None:
    rows = [(series, row) for series, outcome in outcomes.items() for row in outcome.made]
    Meetup.objects.bulk_create([row for _series, row in rows])
    Leading.objects.bulk_create(
        Leading(meetup=row, user_id=user_id) for series, row in rows for user_id in series.leader_ids
    )
    Guest.objects.bulk_create(
        Guest(meetup=row, user_id=user_id) for series, row in rows for user_id in series.guest_ids
    )
    Reminder.objects.put([one for series, row in rows for one in reminders_of(row, series.leader_ids)])


def reminders_of(meetup: Meetup, people: Iterable[int]) -> list[Reminder]:
    """What is still ahead of these people, as rows."""
    scope, now = group_scope(meetup.group_id), timezone.now()
    return [
        Reminder(kind=kind.name, recipient_id=user_id, target=meetup.public_id, scope=scope, due_at=due_at)
        for user_id in people
        for kind, before in BEFORE
        if (due_at := meetup.starts_at - before) > now
    ]


def day_in_full(day: date) -> str:
    """ "Tuesday 7 July": for sentences that name a day."""
    return date_format(day, "WEEKDAY_FORMAT")
