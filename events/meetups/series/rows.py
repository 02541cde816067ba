"""The row of a series, and what a change of its dates says."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Refused
from community.groups.models import Group
from events.meetups.making import TEXTS, audience_of
from events.meetups.models import Audience
from events.meetups.posting import Fields, People, too_far
from events.meetups.series.changes import Line, What
from events.meetups.series.making import FACTS, Outcome, horizon, today
from events.meetups.series.models import Series, SeriesGuest, SeriesLeading
from events.meetups.series.recurrence import Rule
from events.meetups.walltime import wall

YEAR = timedelta(days=366)
DEFAULTS: dict[str, Any] = {"description": "", "bring": "", "access_note": ""}
DEFAULTS |= {"own_limit": None, "is_peer_led": False, "highest_stage": 4}


class Stale(Refused):
    """Somebody else changed the series since the form was read."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else changed this series meanwhile. Look at both and save again."))


class Ended(Refused):
    """The series has ended since the form was read."""

    def __init__(self) -> None:
        super().__init__(_("This series has ended."))


def take(series: Series, version: int) -> Series:
    """The series as it is now, held; Stale if somebody was faster, and Ended if they ended it."""
    is_taken = Series.objects.take(series.pk, version)
    now: Series = Series.objects.for_page().get(pk=series.pk)
    if not now.is_running:
        raise Ended
    if not is_taken:
        raise Stale
    return now


def why_not_from(series: Series, first: date) -> str:
    """Why its dates from this day on cannot be changed: too far, or there are none. Empty if there are."""
    if sentence := too_far(first):
        return sentence
    if series.recurrence.goes_on(first):
        return ""
    return _("This series has no date from that day on. If another begins there, change that one.")


def row_of_series(
    group: Group, rule: Rule, fold: int, fields: Fields, signup_hours: int | None
) -> dict[str, Any]:
    """What the row says: the first day and the clock from the first date, the rest as it was filled in."""
    zone, given = fields["zone"], {**DEFAULTS, **fields}
    time_zone = zone.place.time_zone
    first = wall(fields["starts_at"], time_zone)
    return {name: given[name] for name in (*TEXTS, *FACTS) if name in given} | {
        "audience": audience_of(group, fields.get("audience")),
        "rule": str(rule),
        "first_on": first.date(),
        "starts_clock": first.time(),
        "fold": fold,
        "signup_hours": signup_hours,
        "minutes": (fields["ends_at"] - fields["starts_at"]) // timedelta(minutes=1),
        "time_zone": time_zone,
        "zone": zone,
        "place": zone.place,
    }


def create_series(group: Group, leaders: Sequence[int], guests: Collection[int], **row: Any) -> Series:
    series = Series.objects.create(group=group, leader_id=leaders[0], **row)
    name_people(series, leaders, guests)
    return Series.objects.for_page().get(pk=series.pk)


def name_people(series: Series, leaders: Collection[int], guests: Collection[int]) -> None:
    """These lead its dates and these are invited, and nobody else."""
    series.leads.exclude(user_id__in=leaders).delete()
    SeriesLeading.objects.bulk_create(
        [SeriesLeading(series=series, user_id=user_id) for user_id in leaders], ignore_conflicts=True
    )
    series.guests.exclude(user_id__in=guests).delete()
    SeriesGuest.objects.bulk_create(
        [SeriesGuest(series=series, user_id=user_id) for user_id in guests], ignore_conflicts=True
    )


def people_named(series: Series) -> People:
    """Who leads its dates, who reads them and who is invited, as a form would say it again."""
    return {"leaders": series.leader_ids, "audience": series.audience, "guests": series.guest_ids}


def guests_of(fields: Fields) -> Sequence[int]:
    """Whom a series invites; nobody where more than they may read it."""
    return fields.get("guests", ()) if fields.get("audience") == Audience.INVITED else ()


def lines_of(series: Series, outcome: Outcome) -> list[Line]:
    """Dates that are new, and days that could not be made."""
    new = [
        Line(What.NEW, _on(row), after=row.local_start, at=row.starts_at, time_zone=row.time_zone)
        for row in outcome.made
    ]
    unmade = [Line(What.UNMADE, day, reason=reason) for day, reason in outcome.unmade.items()]
    return sorted([*new, *unmade], key=lambda line: line.day)


def later(series: Series) -> tuple[date, ...]:
    """Days beyond the horizon, up to a year from now."""
    return tuple(series.recurrence.days(horizon() + timedelta(days=1), today() + YEAR))


def _on(row: Any) -> date:
    found: date = row.occurrence_on
    return found
