"""What the lists of dates show: by day, near a place, a month, on a map, and one's own."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from django.http import Http404
from django.utils import timezone

from accounts.pagination import CursorPage
from accounts.permissions import Viewer
from accounts.users.stages import STAGES
from events.meetups.dates import DatesPage
from events.meetups.finding.asked import Asked
from events.meetups.finding.days import WIDEST, InMonth, Month, by_day, local_day, weekday_names
from events.meetups.kinds import MeetupKind
from events.meetups.models import Meetup
from events.meetups.querysets import MeetupQuerySet
from events.places.finding.paging import page_near
from events.places.finding.standpoint import LONGEST, Standpoint, standpoint

RADII_KM = (100, 500)
MONTH_MOST = 500
WHERE = ("city", "q", "latitude")


def agenda(viewer: Viewer, data: Mapping[str, str]) -> dict[str, Any]:
    """What lies ahead: by day, soonest first, or nearest first around where somebody looks from."""
    context, rows = _asked(viewer, data)
    asked, here = context["asked"], context["here"]
    if asked.since:
        rows = rows.starting_from(_midnight(asked.since))
    if context["typed"] and not here:
        return context
    if asked.order == "distance" or (here and not asked.order):
        return context | _nearest(viewer, rows, context, data)
    if here and context["within_km"]:
        rows = rows.nearest(
            here.latitude, here.longitude, within_km=context["within_km"], limit=None, through="place"
        )
    page = DatesPage(rows, viewer, data.get("after"))
    days = by_day(page.items, timezone.localdate())
    made = page.made
    for day in days:
        day.rows = [made[row] for row in day.rows if made[row]]
    return context | {"days": [day for day in days if day.rows], "next": page.next}


def month(viewer: Viewer, data: Mapping[str, str]) -> dict[str, Any]:
    """A month of days with their dates; those that are over stay in it."""
    today = timezone.localdate()
    shown = Month.in_address(data.get("month", ""), today)
    if shown is None:
        raise Http404
    asked = Asked.in_address(data)
    rows = asked.of(Meetup.objects.visible_to(viewer), viewer).scheduled_between(
        _midnight(shown.first) - WIDEST, _midnight(shown.moved(1).first) + WIDEST
    )
    found = list(rows.for_month()[: MONTH_MOST + 1])
    of_month = [InMonth.of(row) for row in found[:MONTH_MOST] if shown.holds(local_day(row))]
    weeks = shown.weeks(of_month, today)
    return {
        **_choices(viewer, asked),
        "month": shown,
        "before": shown.neighbour(-1, today),
        "after": shown.neighbour(1, today),
        "is_this_month": shown == Month(today.replace(day=1)),
        "weeks": weeks,
        "weekdays": weekday_names(weeks[0]),
        "days": by_day(of_month, today),
        "most": MONTH_MOST if len(found) > MONTH_MOST else 0,
    }


def on_map(viewer: Viewer, data: Mapping[str, str]) -> dict[str, Any]:
    """The first page of the list beside a map of the same dates."""
    context, rows = _asked(viewer, data, looks_from_home=True)
    here = context["here"]
    if here:
        context |= _nearest(viewer, rows, context, data)
    else:
        context["rows"] = [] if context["typed"] else list(rows.for_cards(viewer)[:20])
    # A map that shows where members meet asks another server for its tiles only after a click.
    return context | {"on_click": any(row.keeps_to_group for row in context["rows"])}


def mine(viewer: Viewer, data: Mapping[str, str]) -> dict[str, Any]:
    """The viewer's own dates: what is ahead, called off ones among them, or what is over, latest first."""
    own = Meetup.objects.visible_to(viewer).mine(viewer)
    if data.get("show") == "past":
        page = CursorPage(own.past().for_cards(viewer), data.get("after"), field="starts_at")
        return {"past": page.items, "next": page.next, "is_past": True}
    page = DatesPage(own.not_over(), viewer, data.get("after"))
    days = by_day(page.items, timezone.localdate())
    made = page.made
    for day in days:
        day.rows = [made[row] for row in day.rows if made[row]]
    return {"days": [day for day in days if day.rows], "next": page.next, "is_past": False}


def ahead(viewer: Viewer, asked: Asked) -> MeetupQuerySet:
    """The dates that the list and the map are about."""
    return asked.of(Meetup.objects.visible_to(viewer).upcoming(), viewer)


def _asked(
    viewer: Viewer, data: Mapping[str, str], *, looks_from_home: bool = False
) -> tuple[dict[str, Any], MeetupQuerySet]:
    asked = Asked.in_address(data)
    here: Standpoint | None = None
    namesakes: list[Any] = []
    if looks_from_home or asked.order == "distance" or any(name in data for name in WHERE):
        here, namesakes = standpoint(viewer, data)
    if "city" in data and (here is None or str(here.city_id) != data["city"]):
        raise Http404
    context = {
        **_choices(viewer, asked),
        "typed": data.get("q", "").strip()[:LONGEST],
        "here": here,
        "latitude": here.latitude if here else None,
        "longitude": here.longitude if here else None,
        "namesakes": namesakes,
        "within_km": _radius(data.get("within", "")),
        "is_later_page": bool(data.get("after") or data.get("beyond")),
    }
    return context, ahead(viewer, asked)


def _nearest(
    viewer: Viewer, rows: MeetupQuerySet, context: dict[str, Any], data: Mapping[str, str]
) -> dict[str, Any]:
    here, within_km = context["here"], context["within_km"]
    if here is None:
        return {"rows": [], "is_near": True, "behind": ""}
    cards = rows.for_cards(viewer)
    found, behind = page_near(cards, here, within_km, data.get("beyond", ""), through="place")
    found.sort(key=lambda row: (row.distance_km, row.starts_at, row.pk))
    wider = next((radius for radius in RADII_KM if within_km and radius > within_km), 0)
    return {"rows": found, "is_near": True, "behind": behind, "wider_km": wider}


def _choices(viewer: Viewer, asked: Asked) -> dict[str, Any]:
    return {"asked": asked, "kinds": MeetupKind.choices, "stages": range(len(STAGES))}


def _radius(text: str) -> int:
    """How far to look, in kilometres; 0 is anywhere."""
    return next((radius for radius in (*RADII_KM, 0) if text == str(radius)), RADII_KM[0])


def _midnight(day) -> datetime:
    return datetime.combine(day, time(), UTC)
