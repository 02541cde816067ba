"""What may be posted, and the sentence for what may not."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.permissions import Refused
from events.meetups.actions import post_meetup
from events.meetups.models import Meetup
from events.places.models import Light, PlaceKind, Verdict
from tests.events.meetups.conftest import BERLIN, NOW

NOVEMBER = datetime(2026, 11, 24, 18, 30, tzinfo=BERLIN)


@pytest.fixture
def refusal(group, organizer, as_viewer, plan):
    """The sentence with which this plan is refused; empty if it is posted."""

    def post(**changes):
        try:
            post_meetup(group, by=as_viewer(organizer), **plan(**changes))
        except Refused as refused:
            return refused.sentence
        return ""

    return post


def hour(day, start, end):
    """Local times of a day as fields of the plan."""
    starts_at, ends_at = (datetime.combine(day, clock, BERLIN) for clock in (start, end))
    return {"starts_at": starts_at, "ends_at": ends_at}


def test_a_checked_zone_in_daylight_is_posted(group, organizer, as_viewer, plan):
    meetup = post_meetup(group, by=as_viewer(organizer), **plan())
    assert (meetup.runners_per_spotter, meetup.leader, meetup.time_zone) == (1, organizer, "Europe/Berlin")
    assert f"{meetup.local_start:%d %H:%M}" == "16 18:30"


def test_the_same_form_sent_twice_makes_one_meetup(group, organizer, as_viewer, plan):
    sent = plan()
    first, second = (post_meetup(group, by=as_viewer(organizer), **sent) for _ in range(2))
    assert first == second
    assert Meetup.objects.count() == 1


@pytest.mark.parametrize("who", ["member", "moderator", "outsider", "newcomer", "site_moderator"])
def test_only_organizers_post(who, request, group, as_viewer, plan):
    with pytest.raises(PermissionDenied):
        post_meetup(group, by=as_viewer(request.getfixturevalue(who)), **plan())


def test_a_zone_nobody_has_checked_is_refused(refusal, make_zone):
    zone = make_zone(verdict=Verdict.UNKNOWN)
    assert refusal(zone=zone) == (
        f"Home straight at {zone.place.name} is not checked yet."
        " Two people need to check it before anyone meets."
    )


def test_a_zone_at_stop_is_refused(refusal, make_zone):
    zone = make_zone(verdict=Verdict.STOP)
    assert refusal(zone=zone) == (
        f"Home straight at {zone.place.name} is at stop: nobody meets there until it is checked again."
    )


def test_a_check_that_has_run_out_is_refused(refusal, make_zone):
    assert refusal(zone=make_zone(expires_on=date(2026, 5, 3))) == (
        "The check of Home straight ran out on 3 May."
        " Two people need to walk it again before anyone can meet here."
    )


def test_a_check_that_runs_out_before_the_date_is_refused(refusal, make_zone):
    zone = make_zone(expires_on=date(2026, 6, 20))
    assert refusal(zone=zone, **hour(date(2026, 6, 20), time(10), time(11))) == (
        "The check of Home straight runs out on 20 June."
        " Pick an earlier date, or have two people walk it again first."
    )
    assert refusal(zone=zone, **hour(date(2026, 6, 19), time(10), time(11))) == ""


def test_a_zone_for_higher_stages_is_refused(refusal, make_zone):
    assert refusal(zone=make_zone(stage=3), lowest_stage=2) == (
        "Home straight is for stage 3 and up. Invite from that stage on, or pick another zone."
    )


def test_a_session_is_refused_below_its_stage(refusal):
    assert refusal(session="path", lowest_stage=1) == (
        "Our convention keeps “Running on a traffic-free park path” for stage 2 and up."
        " Pick another session or stage."
    )


def test_more_lanes_than_a_leader_takes_are_refused(refusal):
    assert refusal(capacity=9) == (
        "One leader takes 8 runners at most: our convention. Offer fewer lanes, or name a leader more."
    )


@pytest.mark.parametrize(
    ("starts", "lasts", "sentence"),
    [
        (timedelta(hours=-1), timedelta(hours=2), "This time is over. Pick one that lies ahead."),
        (timedelta(hours=1), timedelta(0), "It would end before it starts. Pick a later end."),
        (
            timedelta(hours=1),
            timedelta(hours=3, minutes=1),
            "A meetup lasts three hours at most. Pick an earlier end.",
        ),
        (timedelta(days=181), timedelta(hours=1), "That is more than 180 days ahead. Pick a nearer date."),
    ],
)
def test_times_that_cannot_be(refusal, starts, lasts, sentence):
    assert refusal(starts_at=NOW + starts, ends_at=NOW + starts + lasts) == sentence


@pytest.mark.parametrize(
    ("light", "more"),
    [
        (Light.NONE, ""),
        (Light.PARTIAL, " Where it is lit in parts, only walking drills go on after dusk."),
        (Light.UNKNOWN, " If it is lit, somebody who checks it can say so."),
    ],
)
def test_an_end_after_dusk_needs_full_light(refusal, make_zone, light, more):
    zone = make_zone(light=light, latitude=49.4077, longitude=8.6908)
    late = hour(date(2026, 11, 24), time(16), time(17, 30))
    sentence = refusal(zone=zone, **late)
    assert sentence.startswith("Dusk ends at 17:")
    assert sentence.endswith(f" and this place has no light. Pick an end before that.{more}")
    assert refusal(zone=zone, **hour(date(2026, 11, 24), time(16), time(17))) == ""


def test_a_start_before_dawn_needs_full_light(refusal, make_zone):
    early = hour(date(2026, 11, 24), time(6), time(8))
    assert refusal(zone=make_zone(light=Light.NONE), **early).startswith("It is dark until 07:")


def test_where_the_sun_does_not_rise_a_place_needs_light(refusal, make_zone):
    tromso = {"latitude": 69.65, "longitude": 18.96, "time_zone": "Europe/Oslo"}
    night = hour(date(2026, 12, 12), time(18), time(19))
    assert "dark" in refusal(zone=make_zone(light=Light.NONE, **tromso), **night)
    assert (
        refusal(zone=make_zone(light=Light.NONE, **tromso), **hour(date(2026, 6, 20), time(22), time(23)))
        == ""
    )


def test_under_floodlight_the_ratio_is_one_step_stricter(group, organizer, as_viewer, plan):
    dark = {"starts_at": NOVEMBER, "ends_at": NOVEMBER + timedelta(hours=1), "session": "walking_drill"}
    assert post_meetup(group, by=as_viewer(organizer), **plan(**dark)).runners_per_spotter == 1


def test_under_floodlight_running_is_not_for_the_first_stages(refusal):
    sentence = refusal(starts_at=NOVEMBER, ends_at=NOVEMBER + timedelta(hours=1))
    assert sentence.startswith("In the dark our convention is one step stricter")


def test_a_hall_needs_no_daylight(group, organizer, as_viewer, plan, make_zone):
    hall = make_zone(kind=PlaceKind.HALL, light=Light.UNKNOWN)
    dark = plan(zone=hall, starts_at=NOVEMBER, ends_at=NOVEMBER + timedelta(hours=1))
    assert post_meetup(group, by=as_viewer(organizer), **dark).runners_per_spotter == 1


@pytest.mark.parametrize(
    ("season_ends_on", "is_refused"), [(date(2026, 6, 16), True), (date(2026, 6, 17), False)]
)
def test_lamps_of_the_season_before_are_not_known_to_burn(refusal, make_zone, season_ends_on, is_refused):
    zone = make_zone()
    zone.season_ends_on = season_ends_on
    zone.save()
    late = {"starts_at": NOVEMBER, "ends_at": NOVEMBER + timedelta(hours=1), "session": "walking_drill"}

    assert ("somebody who checks it can say so" in refusal(zone=zone, **late)) is is_refused


@pytest.mark.parametrize(
    ("lit_until", "sentence"),
    [
        (time(19), "The light at Bend goes out at 19:00. Pick an end before that."),
        (time(19, 30), ""),
        (time(0, 30), ""),
    ],
)
def test_the_end_lies_before_the_lamps_go_out(refusal, make_zone, lit_until, sentence):
    zone = make_zone(lit_until=lit_until, name="Bend", slug="bend")
    dark = {"starts_at": NOVEMBER, "ends_at": NOVEMBER + timedelta(hours=1), "session": "walking_drill"}
    assert refusal(zone=zone, **dark) == sentence


@pytest.mark.parametrize(
    ("lit_until", "starts", "is_refused"),
    [
        (time(22), time(5), True),
        (time(0, 30), time(1), True),
        (time(6), time(5), False),
        (None, time(5), False),
    ],
)
def test_lamps_burn_in_the_evening_they_were_lit_in(refusal, make_zone, lit_until, starts, is_refused):
    zone = make_zone(lit_until=lit_until, name="Bend", slug="bend")
    early = hour(date(2026, 11, 24), starts, time(starts.hour + 1))
    assert ("goes out" in refusal(zone=zone, session="walking_drill", **early)) is is_refused


def test_where_it_is_lit_in_parts_walking_drills_go_on_after_dusk(refusal, make_zone):
    zone = make_zone(light=Light.PARTIAL)
    dark = {"starts_at": NOVEMBER, "ends_at": NOVEMBER + timedelta(hours=1)}
    assert refusal(zone=zone, session="walking_drill", **dark) == ""
    assert "only walking drills" in refusal(zone=zone, session="straight", **dark)


def test_a_group_may_want_fewer_runners_to_a_spotter(group, organizer, as_viewer, plan):
    strict = post_meetup(group, by=as_viewer(organizer), **plan(session="walking_drill", own_limit=1))
    assert strict.runners_per_spotter == 1


def test_a_group_cannot_want_more_than_the_convention(group, organizer, as_viewer, plan):
    assert post_meetup(group, by=as_viewer(organizer), **plan(own_limit=2)).runners_per_spotter == 1


def test_nobody_leads_two_meetups_at_once(refusal, meetup):
    assert refusal() == "You are at “First steps Tuesday” at that hour. Leave that first, or stay with it."
    later = {"starts_at": meetup.ends_at, "ends_at": meetup.ends_at + timedelta(hours=1)}
    assert refusal(**later) == ""


@pytest.mark.parametrize(("kind", "most"), [("track", 3), ("hall", 2), ("field", 2), ("path", 2)])
def test_three_runners_to_a_spotter_only_on_a_track(group, organizer, as_viewer, plan, make_zone, kind, most):
    fields = plan(zone=make_zone(kind=kind), session="walking_drill", lowest_stage=4)
    assert post_meetup(group, by=as_viewer(organizer), **fields).runners_per_spotter == most
