"""One sheet of paper for the fence: what a place is like, without the name of anybody.

The code on it leads to the sheet itself, not to the page of the place. That page names checkers to members
of groups, and whoever scans may be signed in; the sheet names nobody to anybody, and shows the newest state.
"""

from itertools import groupby

import qrcode
from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from accounts.permissions import Viewer
from community.guide.calls import CALLS
from events.places.assessment import assess, today_at
from events.places.finding.around import access_of, point_of
from events.places.finding.plan import plan_of
from events.places.hazards.page import hazards_now
from events.places.keeping.conditions import conditions_of
from events.places.models import OPEN_STATES, Place, Zone

QUIET = 4  # modules of white around the code, as readers want them


def sheet_of(viewer: Viewer, place: Place) -> dict[str, object]:
    """A place for print: its zones, what to do there, and what an emergency call needs."""
    zones = Zone.objects.visible_to(viewer).of_place(place.pk).with_checks()
    prefetch_related_objects([place], Prefetch("zones", zones))
    assessments = [assess(zone, zone.checks.all(), place) for zone in place.zones.all()]
    is_open = place.state in OPEN_STATES
    usable = [found for found in assessments if is_open and found.combined.allows_meetups]
    address = settings.SITE_URL + reverse("places:sheet", args=[place.slug])
    return {
        "place": place,
        "plan": plan_of(place, [found.zone for found in usable or assessments]),
        "usable": usable,
        "best": usable[0] if usable else None,
        "now": hazards_now(viewer, place),
        "conditions": conditions_of(place).words,
        "today": today_at(place),
        "access": access_of(place),
        "point": point_of(place),
        "address": address,
        "code": code_of(address),
        "calls": CALLS,
    }


def code_of(address: str) -> dict[str, object]:
    """A QR code as one SVG path of squares, and its width in squares."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET)
    code.add_data(address)
    rows = code.get_matrix()
    bars = (bar for y, row in enumerate(rows) for bar in _bars(row, y))
    return {"path": "".join(bars), "width": len(rows)}


def _bars(row: list[bool], y: int) -> list[str]:
    """The dark runs of one row."""
    runs, x = [], 0
    for is_dark, run in groupby(row):
        width = len(list(run))
        if is_dark:
            runs.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return runs
