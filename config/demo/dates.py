"""Post the dates of the plan, answer them, and let what is over have happened."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.permissions import Viewer
from accounts.users.models import User
from community.groups.models import Group
from config.demo.cast import Person
from config.demo.plan import MeetupPlan, SeriesPlan
from config.demo.stories import viewer
from events.incidents.actions import say_all_well
from events.meetups.actions import answer_meetup, call_off_meetup, leave_meetup, post_meetup
from events.meetups.attendance.models import Attendance, DayCheck
from events.meetups.models import RSVP, Audience, Meetup, RSVPState
from events.meetups.posting import Fields
from events.meetups.series.actions import post_series
from events.meetups.series.recurrence import Every, Rule
from events.places.models import Zone

# A date that is over is posted for a day on which nobody has another, then moved back.
FAR_AHEAD = 40


def hold(plan: MeetupPlan, group: Group, zone: Zone, founder: Person) -> None:
    """One date. Of one that is over, who had a lane or spotted was there, and all went well."""
    ahead = plan.days if plan.days >= 0 else FAR_AHEAD
    meetup = post_meetup(group, by=viewer(founder), nonce=new_nonce(), **_fields(plan, zone, ahead))
    _answer(plan, meetup)
    if plan.days < 0:
        _move_back(meetup, timedelta(days=ahead - plan.days))
        _took_place(meetup, founder)


def repeat(plan: SeriesPlan, group: Group, zone: Zone, founder: Person) -> None:
    """Dates by a rule. The answers are to the first."""
    rule = Rule(Every.WEEK, plan.weeks, (_starts_at(plan.first, zone, plan.first.days).weekday(),))
    fields = _fields(plan.first, zone, plan.first.days)
    series = post_series(group, by=viewer(founder), nonce=new_nonce(), rule=rule, **fields).series
    dates = list(Meetup.objects.filter(series=series).order_by("starts_at"))
    _answer(plan.first, dates[0])
    if plan.called_off is not None:
        call_off_meetup(dates[plan.called_off], by=viewer(founder), reason=plan.because)


def _fields(plan: MeetupPlan, zone: Zone, days: int) -> Fields:
    starts_at = _starts_at(plan, zone, days)
    audience = Audience.INVITED if plan.guests else Audience.PUBLIC
    return {
        "zone": zone,
        "title": plan.title,
        "description": plan.description,
        "session": plan.session,
        "lowest_stage": plan.stage,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=plan.minutes),
        "capacity": plan.lanes,
        "audience": audience,
        "guests": [_user(person).pk for person in plan.guests],
        "bring": plan.bring,
        "access_note": plan.access_note,
    }


def _starts_at(plan: MeetupPlan, zone: Zone, days: int) -> datetime:
    there = ZoneInfo(zone.place.time_zone)
    day = timezone.localdate(timezone=there) + timedelta(days=days)
    return datetime.combine(day, plan.start, tzinfo=there)


def _answer(plan: MeetupPlan, meetup: Meetup) -> None:
    parts = {"runner": plan.runners, "spotter": plan.spotters, "either": plan.eithers}
    for part, people in parts.items():
        for person in people:
            answer_meetup(meetup, by=viewer(person), part=part)
    for person in plan.back_in_line:
        leave_meetup(meetup, by=viewer(person))
        answer_meetup(meetup, by=viewer(person), part="runner")


def _move_back(meetup: Meetup, by: timedelta) -> None:
    meetup.starts_at, meetup.ends_at = meetup.starts_at - by, meetup.ends_at - by
    Meetup.objects.filter(pk=meetup.pk).update(starts_at=meetup.starts_at, ends_at=meetup.ends_at)


def _took_place(meetup: Meetup, founder: Person) -> None:
    """Rows of a day that is over: the actions write down what is seen at this moment."""
    leader = _user(founder)
    DayCheck.objects.create(
        meetup=meetup,
        zone_id=meetup.zone_id,
        ground="dry",
        weather="clear",
        crossing=0,
        runners_per_spotter=meetup.runners_per_spotter,
        by=leader,
        made_at=meetup.starts_at - timedelta(minutes=25),
    )
    came = RSVP.objects.of_meetup(meetup.pk).filter(state=RSVPState.GOING).order_by("pk")
    going = list(came.values_list("user_id", "part"))
    Attendance.objects.bulk_create(
        Attendance(
            meetup=meetup,
            user_id=user_id,
            doing=part,
            checked_in_at=meetup.starts_at - timedelta(minutes=3 * number),
            checked_out_at=meetup.ends_at,
            checked_in_by=leader,
        )
        for number, (user_id, part) in enumerate(going, start=1)
    )
    for user in User.objects.with_profile().filter(pk__in=[user_id for user_id, __ in going]):
        say_all_well(meetup, by=Viewer(user))


def _user(person: Person) -> User:
    return User.objects.get(email=person.email)
