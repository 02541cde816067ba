"""The day-of check."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Refused, Viewer, permitted
from events.meetups.attendance.hours import why_no_check
from events.meetups.attendance.models import DayCheck
from events.meetups.attendance.rules import can_check_day
from events.meetups.attendance.today import today
from events.meetups.models import Meetup
from events.places.once import made_once


@transaction.atomic
@permitted(can_check_day)
def check_day(
    meetup: Meetup, *, by: Viewer, nonce: str, ground: str, weather: str, crossing: int, measure: str = ""
) -> DayCheck:
    """Keep what the leader saw on the zone. The newest look counts; the same form sent twice is one."""
    now = _held(meetup)
    found = today(now, ground=ground, weather=weather, crossing=crossing)
    if found.cautions and not found.stops and not measure:
        raise Refused(_("Say in a few words what you do about what is not fine."))
    row: dict[str, Any] = {"ground": ground, "weather": weather, "crossing": crossing, "measure": measure}
    row |= {"runners_per_spotter": found.runners_per_spotter, "zone_id": now.zone_id}
    row["made_at"] = timezone.now()
    check, __ = made_once(DayCheck.objects.all(), nonce=nonce, by_id=by.person_pk, meetup=now, defaults=row)
    return check


def _held(meetup: Meetup) -> Meetup:
    """The date as it is now, if it can be looked at; nobody is checked in or moves it meanwhile."""
    Meetup.objects.filter(pk=meetup.pk).hold()
    now: Meetup = Meetup.objects.with_place().get(pk=meetup.pk)
    if reason := why_no_check(now):
        raise Refused(reason)
    return now
