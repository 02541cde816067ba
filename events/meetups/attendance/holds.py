"""Why nobody is checked in now, and who stands on the list."""

from django.utils.translation import gettext as _

from events.meetups.attendance.hours import check_from, why_list_closed
from events.meetups.attendance.models import DayCheck
from events.meetups.attendance.today import Today, today
from events.meetups.holds import check_in_held
from events.meetups.models import Meetup


def check_of(meetup: Meetup) -> DayCheck | None:
    """What was seen on the day, in the zone where the date is now."""
    found: DayCheck | None = DayCheck.objects.standing(meetup.pk, meetup.zone_id, check_from(meetup))
    return found


def judged(meetup: Meetup, check: DayCheck) -> Today:
    return today(meetup, ground=check.ground, weather=check.weather, crossing=check.crossing)


def limit_of(meetup: Meetup, check: DayCheck | None) -> int | None:
    """Runners per spotter: as posted, or stricter by what was seen today."""
    return judged(meetup, check).runners_per_spotter if check else meetup.runners_per_spotter


def why_no_check_in(meetup: Meetup, check: DayCheck | None) -> str:
    """In a sentence, why nobody is checked in now; empty if somebody can be."""
    if reason := why_list_closed(meetup) or check_in_held(meetup):
        return reason
    if check is None:
        return _("Nobody is checked in before the day-of check.")
    if stopped := judged(meetup, check).why_stopped:
        words = _("%(why)s Call it off, move it, or look again later.")
        return words % {"why": stopped}
    return ""
