"""Without the day-of check nobody is checked in; the newest look counts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.permissions import Refused, Viewer
from events.meetups.actions import call_off_meetup
from events.meetups.attendance.forms import TICKS, DayCheckForm
from events.meetups.attendance.holds import check_of, why_no_check_in
from events.meetups.attendance.models import DayCheck
from events.meetups.models import Meetup
from events.places.hazards.actions import report_hazard
from tests.conftest import join

NO_CHECK = "Nobody is checked in before the day-of check."


def why(meetup):
    fresh = Meetup.objects.with_place().get(pk=meetup.pk)
    return why_no_check_in(fresh, check_of(fresh))


def test_without_a_check_of_today_no_check_in_opens(meetup, at_the_track, look):
    at_the_track()
    assert why(meetup) == NO_CHECK
    look()
    assert why(meetup) == ""


def test_the_check_is_made_at_most_an_hour_before_and_until_the_end(meetup, at_the_track, look):
    at_the_track(minutes=-61)
    with pytest.raises(Refused, match="from 17:30 at the place"):
        look()
    at_the_track(minutes=-59)
    look()
    at_the_track(minutes=61)
    with pytest.raises(Refused, match="is over"):
        look()
    assert DayCheck.objects.count() == 1


def test_who_leads_checks_and_nobody_else(meetup, group, at_the_track, look, make_user, member):
    at_the_track()
    other_organizer = join(make_user("orla"), group, "organizer")
    for person in (other_organizer, member):
        with pytest.raises(PermissionDenied):
            look(by=person)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"ground": "ice"}, "Nobody runs backward on ice."),
        ({"weather": "lightning"}, "Everybody goes inside."),
        ({"crossing": 6}, "More than 5 people in 5 minutes: nobody runs then. Count again at a calmer hour."),
    ],
)
def test_a_stop_closes_check_in_and_says_why(meetup, at_the_track, look, fields, reason):
    at_the_track()
    look()
    look(**fields)  # the latest counts
    assert why(meetup) == f"{reason} Call it off, move it, or look again later."
    look()
    assert why(meetup) == ""


def test_a_caution_asks_for_its_measure(meetup, at_the_track, look):
    at_the_track()
    with pytest.raises(Refused, match="what you do about"):
        look(weather="wind")
    look(weather="wind", measure="We call louder and keep to the lee")
    assert check_of(Meetup.objects.get(pk=meetup.pk)).measure == "We call louder and keep to the lee"


def test_what_holds_today_is_kept_with_the_check(meetup, at_the_track, look):
    Meetup.objects.filter(pk=meetup.pk).update(lowest_stage=2, runners_per_spotter=2)
    at_the_track()
    assert look().runners_per_spotter == 2
    assert look(ground="damp", measure="Shorter turns").runners_per_spotter == 1


def test_the_same_form_sent_twice_is_one_check(meetup, at_the_track, look):
    at_the_track()
    nonce = new_nonce()
    assert look(nonce=nonce) == look(nonce=nonce)
    assert DayCheck.objects.count() == 1


def test_a_check_of_another_zone_or_hour_does_not_count(meetup, at_the_track, look, make_zone):
    at_the_track()
    look()
    other = make_zone()
    Meetup.objects.filter(pk=meetup.pk).update(zone=other, place=other.place)
    assert why(meetup) == NO_CHECK
    Meetup.objects.filter(pk=meetup.pk).update(zone=meetup.zone, place=meetup.place)
    assert why(meetup) == ""
    later = timedelta(hours=2)
    Meetup.objects.filter(pk=meetup.pk).update(
        starts_at=meetup.starts_at + later, ends_at=meetup.ends_at + later
    )
    assert why(meetup) == NO_CHECK


def test_a_hazard_holds_check_in_in_spite_of_the_check(meetup, at_the_track, look, outsider):
    at_the_track()
    look()
    report_hazard(
        meetup.place,
        by=Viewer(outsider),
        nonce=new_nonce(),
        category="object",
        severity="stop",
        words="A branch",
        seen_at=timezone.now(),
    )
    assert why(meetup).startswith("A hazard stops this date: “A branch.”")


def test_after_a_call_off_nothing_is_checked(meetup, at_the_track, look, organizer, seen):
    at_the_track()
    look()
    call_off_meetup(seen(meetup, organizer), by=Viewer(organizer), reason="Ice")
    assert why(meetup) == "This meetup is called off: nobody is checked in."
    with pytest.raises(Refused, match="called off"):
        look()


# ---- The form ----

SEEN = {"ground": "dry", "weather": "clear", "crossing": "1", "nonce": "a-nonce"}
ALL = dict.fromkeys(TICKS, "on")


@pytest.mark.parametrize("left_out", TICKS)
def test_all_six_lines_are_ticked(meetup, left_out):
    ticked = {name: "on" for name in TICKS if name != left_out}
    assert set(DayCheckForm(SEEN | ticked, meetup=meetup).errors) == {left_out}
    assert DayCheckForm(SEEN | ALL, meetup=meetup).is_valid()


def test_who_sees_a_stop_ticks_nothing(meetup):
    assert DayCheckForm(SEEN | {"weather": "lightning"}, meetup=meetup).is_valid()


def test_a_caution_without_a_measure_says_what_it_is_about(meetup):
    form = DayCheckForm(SEEN | ALL | {"ground": "damp"}, meetup=meetup)
    assert form.errors == {
        "measure": [
            "This is a caution: Damp on the day: one step stricter with spotters. Write what you do about it."
        ]
    }
