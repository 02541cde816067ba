"""What follows from checks for a place: its state, its history, and what lists show of it."""

import io
from datetime import time, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from events.levels.models import Level, SpotterLevel
from events.places.actions import count_checks_again
from events.places.badges import Badge
from events.places.hazards.models import Hazard
from events.places.keeping.models import PlaceEvent, What
from events.places.keeping.moves import move_place
from events.places.models import Check, Place, PlaceState, Zone
from events.places.season import season_end
from tests.events.places.conftest import make_place, make_zone

MEASURE = {"cyclists": "A post at each end."}
RARE = {"cyclists": "rare", "measures": MEASURE}


@pytest.fixture
def both(look, organizer, member):
    """Let two people look, an organizer among them: ``both(zone, drop="open")``."""

    def check(zone, **answers):
        look(organizer, zone, **answers)
        look(member, zone, **answers)

    return check


def state(place):
    return Place.objects.get(pk=place.pk).state


def history(place):
    return list(PlaceEvent.objects.filter(place=place).order_by("pk").values_list("what", "state"))


def test_two_members_alone_leave_a_place_a_draft(zone, look, member, other_member, organizer):
    look(member, zone)
    look(other_member, zone)
    assert state(zone.place) == "draft"

    look(organizer, zone, is_on_foot=False)
    assert state(zone.place) == "checked"


def test_a_check_keeps_as_what_somebody_looked(zone, look, organizer, member, other_member, make_user):
    SpotterLevel.objects.create(
        user=other_member,
        level=Level.S2,
        declared_by=organizer,
        expires_at=timezone.now() + timedelta(days=90),
    )
    for person in (organizer, member, other_member):
        look(person, zone)

    roles = dict(Check.objects.values_list("checked_by_id", "as_role"))
    assert roles == {organizer.pk: "organizer", member.pk: "member", other_member.pk: "lead"}


def test_a_lead_spotter_and_a_member_check_a_place(zone, look, organizer, member, other_member):
    SpotterLevel.objects.create(
        user=other_member,
        level=Level.S2,
        declared_by=organizer,
        expires_at=timezone.now() + timedelta(days=90),
    )
    look(member, zone)
    look(other_member, zone)

    assert state(zone.place) == "checked"


def test_a_place_whose_only_zone_has_conditions_is_restricted(zone, both):
    both(zone, **RARE)

    assert state(zone.place) == "restricted"
    assert Place.objects.get().minimum_stage == 3


def test_a_zone_without_conditions_makes_the_place_checked(zone, both, member):
    both(zone, **RARE)
    both(make_zone(zone.place, member, name="Back straight"))

    assert state(zone.place) == "checked"
    assert Place.objects.get().minimum_stage == 0
    assert [what for what, __ in history(zone.place)][-1] == What.FREED


def test_what_a_person_restricted_stays_restricted(zone, both):
    Place.objects.update(restricted_from=time(8))
    both(zone)

    assert state(zone.place) == "restricted"


def test_a_sidewalk_is_the_strictest(both, outsider):
    zone = make_zone(make_place("High street", kind="sidewalk", added_by=outsider), outsider)
    both(zone)
    zone.refresh_from_db()

    assert (zone.minimum_stage, zone.sessions, state(zone.place)) == (4, ["path"], "restricted")


def test_a_path_without_conditions_is_checked_for_what_a_path_is_for(both, outsider):
    zone = make_zone(make_place("River path", kind="path", added_by=outsider), outsider)
    both(zone)
    zone.refresh_from_db()

    assert (zone.minimum_stage, zone.sessions, state(zone.place)) == (0, ["walking_drill", "path"], "checked")


def test_zone_and_place_keep_what_lists_show(zone, both):
    both(zone, surface="asphalt", lit_until="21:30")
    zone.refresh_from_db()
    place = Place.objects.get()
    first_day = (timezone.localtime() - timedelta(days=1)).date()

    assert (zone.light, zone.lit_until, place.light, place.lit_until) == ("full", time(21, 30)) * 2
    assert zone.season_ends_on == season_end(first_day, "Europe/Berlin")
    assert (place.surface, place.usable_until) == ("asphalt", zone.expires_on)


def test_the_best_zone_speaks_for_its_place(zone, both, member):
    both(zone, surface="asphalt")
    both(
        make_zone(zone.place, member, name="Meadow"),
        surface="paving",
        measures={"surface": "Slowly."},
        light="none",
    )

    place = Place.objects.get()
    assert (place.surface, place.light) == ("asphalt", "full")


def test_light_of_another_season_is_not_known(zone, both):
    both(zone)
    zone.refresh_from_db()

    assert zone.light_on(zone.season_ends_on - timedelta(days=1)) == ("full", None)
    assert zone.light_on(zone.season_ends_on) == ("unknown", None)
    zone.light = "none"
    assert zone.light_on(zone.season_ends_on) == ("none", None)


def test_every_check_is_a_line_of_the_history(zone, look, organizer, member):
    look(organizer, zone)
    look(member, zone)
    look(member, zone, drop="open")

    assert history(zone.place) == [("checked", "draft"), ("checked", "checked"), ("checked", "draft")]


@pytest.mark.parametrize("answer", ["refused", "against_rule"])
def test_a_refusal_suspends_at_once_and_says_what_is_posted(checked_zone, look, other_member, answer):
    look(other_member, checked_zone, permission=answer, direction_rule="No running")
    event = PlaceEvent.objects.filter(place=checked_zone.place).latest("pk")

    assert state(checked_zone.place) == "suspended"
    assert (event.what, event.why, event.by) == ("suspended", "No running", other_member)


def test_a_refusal_leaves_a_draft_a_draft_for_those_who_are_signed_in(zone, look, member, client_of):
    look(member, zone, permission="refused")

    assert state(zone.place) == "draft"
    assert client_of(None).get(reverse("places:detail", args=[zone.place.slug])).status_code == 404


@pytest.mark.parametrize(
    ("to", "what", "words"),
    [
        (PlaceState.SUSPENDED, What.SUSPENDED, "Closed for now"),
        (PlaceState.RETIRED, What.RETIRED, "Given up"),
    ],
)
def test_a_closed_place_says_so_and_is_good_for_nobody(checked_zone, client_of, to, what, words):
    move_place(checked_zone.place_id, to, what=what, why="Fenced off.")
    page = client_of(None).get(reverse("places:detail", args=[checked_zone.place.slug])).text

    assert Place.objects.get().badge == Badge("stop", words)
    assert words in page
    assert "<q>Fenced off.</q>" in page
    assert "Good for" not in page


@pytest.fixture
def suspended_zone(checked_zone, time_machine):
    """A checked zone whose place was closed a week later."""
    time_machine.move_to(timezone.now() + timedelta(days=7))
    move_place(checked_zone.place_id, PlaceState.SUSPENDED, what=What.SUSPENDED, why="Glass everywhere.")
    time_machine.shift(timedelta(days=3))
    return checked_zone


def test_two_new_checks_by_two_people_reopen_a_suspended_place(suspended_zone, look, member, organizer):
    look(member, suspended_zone)
    look(member, suspended_zone)
    assert state(suspended_zone.place) == "suspended"

    look(organizer, suspended_zone)
    assert state(suspended_zone.place) == "checked"
    assert history(suspended_zone.place)[-1] == ("reopened", "checked")


def test_checks_open_nothing_while_a_report_says_stop(suspended_zone, both, other_member):
    hazard = Hazard.objects.create(
        place=suspended_zone.place,
        category="surface",
        severity="stop",
        words="Glass",
        seen_at=timezone.now(),
        reported_by=other_member,
    )
    both(suspended_zone)
    assert state(suspended_zone.place) == "suspended"

    Hazard.objects.filter(pk=hazard.pk).update(resolved_at=timezone.now())
    both(suspended_zone, days_ago=0)
    assert state(suspended_zone.place) == "checked"


def test_members_with_photos_alone_reopen_nothing(suspended_zone, look, member, other_member):
    look(member, suspended_zone, is_on_foot=False)
    look(other_member, suspended_zone, is_on_foot=False)

    assert state(suspended_zone.place) == "suspended"


@pytest.mark.parametrize(("confirmations", "after"), [(0, "checked"), (1, "suspended")])
def test_a_confirmed_stop_closes_a_draft_that_checks_would_open(
    zone, both, other_member, confirmations, after
):
    Hazard.objects.create(
        place=zone.place,
        category="permission",
        severity="stop",
        words="The owner says no.",
        seen_at=timezone.now(),
        reported_by=other_member,
        confirmations=confirmations,
    )
    both(zone)

    assert state(zone.place) == after


@pytest.mark.parametrize("worse", [{"days_ago": 5}, {"kerb": "raised"}, {"drop": None}])
def test_an_old_look_or_one_that_finds_something_reopens_nothing(
    suspended_zone, look, member, organizer, worse
):
    look(member, suspended_zone)
    look(organizer, suspended_zone, **worse)

    assert state(suspended_zone.place) == "suspended"


def test_checks_of_another_zone_do_not_count_for_this_one(suspended_zone, look, member, organizer):
    other = make_zone(suspended_zone.place, member, name="Back straight")
    look(member, suspended_zone)
    look(organizer, other)

    assert state(suspended_zone.place) == "suspended"


def test_what_was_suspended_again_needs_two_new_checks_again(
    suspended_zone, look, both, member, time_machine
):
    both(suspended_zone)
    time_machine.shift(timedelta(days=1))
    move_place(suspended_zone.place_id, PlaceState.SUSPENDED, what=What.SUSPENDED)
    time_machine.shift(timedelta(days=3))
    look(member, suspended_zone)

    assert state(suspended_zone.place) == "suspended"


def test_a_place_that_was_given_up_stays_so(checked_zone, operator, as_viewer):
    move_place(checked_zone.place_id, PlaceState.RETIRED, what=What.RETIRED)
    count_checks_again(checked_zone, by=as_viewer(operator))

    assert state(checked_zone.place) == "retired"


def test_counting_again_by_the_same_limits_changes_nothing(checked_zone, operator, as_viewer):
    before = Zone.objects.values().get(), Place.objects.values().get(), history(checked_zone.place)
    count_checks_again(checked_zone, by=as_viewer(operator))

    assert before == (Zone.objects.values().get(), Place.objects.values().get(), history(checked_zone.place))


def test_the_command_counts_every_zone_somebody_looked_at(checked_zone, place, member):
    make_zone(place, member, name="Nobody was here")
    Zone.objects.filter(pk=checked_zone.pk).update(verdict="stop", minimum_stage=4)
    out = io.StringIO()
    call_command("count_checks_again", stdout=out)
    checked_zone.refresh_from_db()

    assert out.getvalue() == "Zones counted again: 1.\n"
    assert (checked_zone.verdict, checked_zone.minimum_stage) == ("ok", 0)


def test_the_hour_of_a_count_is_the_hour_of_the_look(zone, look, member, time_machine):
    time_machine.move_to("2026-06-17T16:30:00Z")
    check = look(member, zone, days_ago=1)

    assert (check.answers["crowding_weekday"], check.answers["crowding_hour"]) == (1, 18)


def addresses(place):
    return [reverse(f"places:{page}", args=[place.slug]) for page in ("detail", "sheet", "history")]


def test_a_stop_hides_no_place_that_was_open(checked_zone, look, other_member, client_of):
    look(other_member, checked_zone, kerb="raised")

    assert state(checked_zone.place) == "draft"
    assert [client_of(None).get(url).status_code for url in addresses(checked_zone.place)] == [200] * 3


def test_one_look_after_a_check_ran_out_hides_no_zone(
    checked_zone, look, other_member, stranger, time_machine
):
    time_machine.move_to(timezone.now() + timedelta(days=800))
    look(other_member, checked_zone)

    assert list(Zone.objects.visible_to(stranger)) == [checked_zone]


def test_the_stop_of_one_person_shows_no_stranger_the_zone(
    checked_zone, look, member, other_member, stranger, client_of
):
    new = make_zone(checked_zone.place, other_member, name="Behind the shed")
    look(member, new, kerb="raised")
    pages = [client_of(None).get(url).text for url in addresses(new.place)]

    assert list(Zone.objects.visible_to(stranger)) == [checked_zone]
    assert ["Behind the shed" in page for page in pages] == [False] * 3
    look(other_member, new, is_on_foot=False)
    assert "Behind the shed" in client_of(None).get(addresses(new.place)[0]).text
