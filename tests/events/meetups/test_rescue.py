"""What a hazard does to a date, and the leader's ways out; who is told of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.notifications.models import Announcement
from accounts.notifications.tasks import deliver_due
from accounts.permissions import Refused, Viewer
from events.meetups.actions import call_off_meetup, post_meetup
from events.meetups.holds import check_in_held
from events.meetups.models import RSVP, Leading, Meetup, Mitigation
from events.meetups.rescue import mitigate_hazard, move_meetup
from events.meetups.tasks import tell_of_hazards
from events.places.actions import check_zone
from events.places.hazards.actions import report_hazard, resolve_hazard, speak_of_hazard
from events.places.hazards.models import Hazard
from events.places.keeping.models import What
from events.places.keeping.moves import move_place
from events.places.models import PlaceState, Zone
from tests.events.places.test_rubric import FINE
from tests.telling import told


@pytest.fixture
def report(meetup, outsider, as_viewer):
    """Somebody reports what is at the place of the meetup: ``report(severity="caution")``."""

    def tell(by=None, **fields):
        return report_hazard(
            meetup.place,
            by=as_viewer(by or outsider),
            **{
                "nonce": new_nonce(),
                "category": "object",
                "severity": "stop",
                "words": "A branch",
                "seen_at": timezone.now(),
            }
            | fields,
        )

    return tell


@pytest.fixture
def page_of(organizer):
    """The meetup as the organizer's next request reads it."""
    return lambda meetup: (
        Meetup.objects.visible_to(Viewer(organizer)).for_page(Viewer(organizer)).get(pk=meetup.pk)
    )


@pytest.fixture
def lawn(make_zone):
    return make_zone("Lawn")


HELD = (
    "A hazard stops this date: “A branch.” The leader says what is done about it, moves the date or calls it"
    " off."
)


def read(meetup):
    return Meetup.objects.with_place().get(pk=meetup.pk)


def people_told(kind):
    return set(told(kind=kind).values_list("recipient__profile__display_name", flat=True))


# ---- Check-in is held ----


def test_a_stop_holds_check_in_until_it_is_resolved(meetup, report, organizer, as_viewer):
    assert check_in_held(read(meetup)) == ""
    hazard = report()
    assert check_in_held(read(meetup)) == HELD
    resolve_hazard(hazard, by=as_viewer(organizer), how="Sawn up")
    assert check_in_held(read(meetup)) == ""


@pytest.mark.parametrize("severity", ["info", "caution"])
def test_what_says_no_stop_holds_nothing(meetup, report, severity):
    report(severity=severity)
    assert check_in_held(read(meetup)) == ""


def test_a_stop_in_another_zone_holds_nothing(meetup, report, lawn):
    report(zone=lawn)
    assert check_in_held(read(meetup)) == ""


def test_a_date_in_three_days_waits_for_nothing_yet(meetup, report, clock):
    later = timedelta(days=3)
    Meetup.objects.update(starts_at=meetup.starts_at + later, ends_at=meetup.ends_at + later)
    report(category="surface")
    assert check_in_held(read(meetup)) == ""
    clock.shift(timedelta(days=2))
    assert check_in_held(read(meetup)) == HELD


def test_what_the_leader_does_about_it_frees_check_in(meetup, report, organizer, member, answer, page_of):
    answer(meetup, member)
    hazard = report()
    mitigate_hazard(page_of(meetup), by=Viewer(organizer), hazard=hazard, words="We use the other half")
    assert check_in_held(read(meetup)) == ""
    assert people_told("meetups.mitigated") == {"Mira"}
    mitigate_hazard(page_of(meetup), by=Viewer(organizer), hazard=hazard, words="Cones stand around it")
    assert Mitigation.objects.get().words == "Cones stand around it"


def test_nothing_can_be_done_about_a_closed_place(meetup, report, organizer, member, as_viewer, page_of):
    hazard = report()
    speak_of_hazard(Hazard.objects.for_list().get(), by=as_viewer(member), is_gone=False)
    with pytest.raises(Refused, match=r"is closed for now\. Move the date, or call it off\."):
        mitigate_hazard(page_of(meetup), by=Viewer(organizer), hazard=hazard, words="Cones")


def test_only_who_runs_it_mitigates_or_moves(meetup, report, member, lawn, page_of):
    hazard = report()
    with pytest.raises(PermissionDenied):
        mitigate_hazard(page_of(meetup), by=Viewer(member), hazard=hazard, words="Cones")
    with pytest.raises(PermissionDenied):
        move_meetup(page_of(meetup), by=Viewer(member), zone=lawn)


# ---- Moving ----


def test_a_move_keeps_wall_clock_and_people(meetup, member, organizer, answer, make_zone, page_of):
    answer(meetup, member)
    lisbon = make_zone("Rua", time_zone="Europe/Lisbon", latitude=38.7, longitude=-9.1)
    moved = move_meetup(page_of(meetup), by=Viewer(organizer), zone=lisbon)
    assert (moved.zone, moved.place, moved.time_zone) == (lisbon, lisbon.place, "Europe/Lisbon")
    assert f"{moved.local_start:%H:%M}-{moved.local_end:%H:%M}" == "18:30-19:30"
    assert moved.starts_at - meetup.starts_at == timedelta(hours=1)
    assert (moved.sequence, moved.runners_waiting) == (meetup.sequence + 1, 1)
    assert RSVP.objects.live().filter(meetup=moved, user=member).exists()
    assert people_told("meetups.moved") == {"Mira"}


def test_a_move_asks_who_comes_again_in_the_same_letter(meetup, member, organizer, answer, lawn, page_of):
    answer(meetup, member)
    move_meetup(page_of(meetup), by=Viewer(organizer), zone=lawn)
    assert RSVP.objects.asked_again().filter(user=member).exists()
    assert not told(kind="meetups.reconfirm").exists()


def test_a_move_to_a_place_that_allows_more_lets_in_who_waits(
    group, organizer, plan, make_zone, spotter, runners, answer, lawn, page_of
):
    strict = make_zone("Strict", restricted_ratio=1)
    meetup = post_meetup(group, by=Viewer(organizer), **plan(zone=strict, lowest_stage=2))
    answer(meetup, spotter, "spotter")
    assert [answer(meetup, runner) for runner in runners(2)] == ["going", "waiting"]
    moved = move_meetup(page_of(meetup), by=Viewer(organizer), zone=lawn)
    moved.refresh_from_db()
    assert (moved.runners_per_spotter, moved.runners_going, moved.runners_waiting) == (2, 2, 0)


def test_a_move_keeps_the_deadline_as_far_before(meetup, organizer, make_zone, page_of):
    Meetup.objects.update(signup_until=meetup.starts_at - timedelta(hours=2))
    lisbon = make_zone("Rua", time_zone="Europe/Lisbon", latitude=38.7, longitude=-9.1)
    moved = move_meetup(page_of(meetup), by=Viewer(organizer), zone=lisbon)
    assert moved.starts_at - moved.signup_until == timedelta(hours=2)
    assert moved.starts_at != meetup.starts_at


def test_a_date_moves_after_its_deadline_too(meetup, organizer, lawn, page_of):
    Meetup.objects.update(signup_until=timezone.now() - timedelta(hours=2))
    assert move_meetup(page_of(meetup), by=Viewer(organizer), zone=lawn).zone == lawn


def test_a_move_holds_all_who_lead(meetup, member, organizer, lawn, page_of):
    Leading.objects.create(meetup=meetup, user=member)
    full, both = page_of(meetup), ", ".join(str(pk) for pk in sorted([organizer.pk, member.pk]))
    with CaptureQueriesContext(connection) as queries:
        move_meetup(full, by=Viewer(organizer), zone=lawn)
    first = next(one["sql"] for one in queries if '"accounts_user"' in one["sql"])
    assert f'"accounts_user"."id" IN ({both})' in first


def test_a_place_that_will_not_do_is_refused(meetup, organizer, make_zone, page_of):
    with pytest.raises(Refused, match="is for stage 2 and up"):
        move_meetup(page_of(meetup), by=Viewer(organizer), zone=make_zone("Steep", stage=2))
    with pytest.raises(Refused, match="is closed for now"):
        move_meetup(page_of(meetup), by=Viewer(organizer), zone=make_zone("Shut", state=PlaceState.SUSPENDED))
    with pytest.raises(Refused, match="It is there already"):
        move_meetup(page_of(meetup), by=Viewer(organizer), zone=meetup.zone)
    assert read(meetup).zone == meetup.zone


def test_what_is_called_off_is_not_moved(meetup, organizer, lawn, page_of):
    full = page_of(meetup)
    call_off_meetup(full, by=Viewer(organizer), reason="Ice")
    with pytest.raises(Refused, match="This meetup is called off"):
        move_meetup(full, by=Viewer(organizer), zone=lawn)


# ---- Who is told ----


def close(meetup):
    move_place(meetup.place_id, PlaceState.SUSPENDED, what=What.SUSPENDED)


def test_who_leads_and_who_comes_hear_that_the_place_closed(meetup, member, other_member, answer):
    answer(meetup, member)
    close(meetup)
    assert people_told("meetups.place_closed") == {"Petra", "Mira"}


def test_who_was_told_hears_that_it_is_open_again(meetup, member, answer):
    answer(meetup, member)
    close(meetup)
    told()
    move_place(meetup.place_id, PlaceState.CHECKED, what=What.REOPENED)
    assert people_told("meetups.place_closed") == {"Petra", "Mira"}
    assert told(kind="meetups.place_closed").count() == 2  # one line stands for each


def test_nobody_hears_of_a_place_that_opens_and_never_closed(meetup):
    move_place(meetup.place_id, PlaceState.RESTRICTED, what=What.RESTRICTED)
    assert people_told("meetups.place_closed") == set()


def test_a_stop_is_told_to_who_leads_organizes_or_comes_in_two_days(
    meetup, report, member, other_member, answer
):
    answer(meetup, member)
    report()
    assert people_told("places.hazard") == {"Petra", "Mira"}


def test_who_reported_it_is_not_told(meetup, report, member, answer):
    answer(meetup, member)
    report(by=member)
    assert people_told("places.hazard") == {"Petra"}


@pytest.mark.parametrize("severity", ["info", "caution"])
def test_one_caution_is_told_to_nobody(meetup, report, severity):
    report(severity=severity)
    assert people_told("places.hazard") == set()


def test_a_caution_is_told_once_two_have_seen_it(meetup, report, member, other_member, as_viewer):
    report(severity="caution")
    for person in (member, other_member):
        speak_of_hazard(Hazard.objects.for_list().get(), by=as_viewer(person), is_gone=False)
    assert people_told("places.hazard") == {"Petra"}


def test_nobody_who_meets_there_later_is_told(meetup, report):
    later = timedelta(days=3)
    Meetup.objects.update(starts_at=meetup.starts_at + later, ends_at=meetup.ends_at + later)
    report()
    assert people_told("places.hazard") == set()


def test_who_meets_there_later_is_told_once_the_date_is_near(meetup, report, member, answer, clock):
    answer(meetup, member)
    later = timedelta(days=3)
    Meetup.objects.update(starts_at=meetup.starts_at + later, ends_at=meetup.ends_at + later)
    report(category="surface")
    tell_of_hazards()
    assert people_told("places.hazard") == set()
    clock.shift(timedelta(days=2))
    tell_of_hazards()
    assert people_told("places.hazard") == {"Petra", "Mira"}
    rows = Announcement.objects.count()
    tell_of_hazards()
    assert Announcement.objects.count() == rows
    assert told(kind="places.hazard").count() == 2


@pytest.mark.parametrize("fields", [{"severity": "caution"}, {"category": "dog"}], ids=["mild", "run out"])
def test_what_does_not_stand_out_is_not_told_later(meetup, report, clock, fields):
    later = timedelta(days=5)
    Meetup.objects.update(starts_at=meetup.starts_at + later, ends_at=meetup.ends_at + later)
    report(**fields)
    clock.shift(timedelta(days=4))
    tell_of_hazards()
    assert people_told("places.hazard") == set()


# ---- A check changes what a zone says, while its place stays open ----


@pytest.fixture
def check(as_viewer):
    """``check(mira, zone, kerb="raised")``"""

    def look(person, zone, *, measures=None, **answers):
        return check_zone(
            Zone.objects.with_place().get(pk=zone.pk),
            by=as_viewer(person),
            nonce=new_nonce(),
            checked_at=timezone.now(),
            is_on_foot=True,
            answers=FINE | answers,
            measures=measures or {},
        )

    return look


@pytest.fixture
def two_zones(meetup, check, organizer, member):
    """The zone of the date and another one, both checked by two, and nobody was told of anything yet."""
    other = Zone.objects.create(place=meetup.place, name="Back straight", added_by=organizer)
    for zone in (meetup.zone, other):
        for person in (organizer, member):
            check(person, zone)
    Announcement.objects.all().delete()
    return meetup.zone, other


@pytest.mark.parametrize(
    "worse",
    [{"kerb": "raised"}, {"cyclists": "rare", "measures": {"cyclists": "A post at each end."}}],
    ids=["stop", "stage 3"],
)
def test_who_comes_hears_that_a_check_found_something(meetup, two_zones, check, member, worse):
    check(member, two_zones[0], **worse)

    assert Meetup.objects.with_place().get().place.state == "checked"
    assert people_told("meetups.place_closed") == {"Petra"}


def test_what_a_check_says_is_told_when_it_changes_and_not_again(meetup, two_zones, check, member, organizer):
    check(member, two_zones[0], kerb="raised")
    first = set(told(kind="meetups.place_closed"))
    check(organizer, two_zones[0], kerb="raised")
    assert set(told(kind="meetups.place_closed")) == first

    for person in (organizer, member):
        check(person, two_zones[0])
    on_again = set(told(kind="meetups.place_closed"))
    assert on_again.isdisjoint(first)
    check(member, two_zones[0], surface="asphalt")
    assert set(told(kind="meetups.place_closed")) == on_again


def test_a_check_of_another_zone_is_told_to_nobody(two_zones, check, member):
    check(member, two_zones[1], kerb="raised")
    assert people_told("meetups.place_closed") == set()


def test_who_was_told_hears_that_it_is_over(meetup, report, member, answer, organizer, as_viewer):
    answer(meetup, member)
    hazard = report()
    told()
    resolve_hazard(hazard, by=as_viewer(organizer), how="Sawn up")
    lines = told(kind="places.hazard")
    assert [(line.recipient, line.cause) for line in lines] == [(member, "over")]


def test_a_letter_names_neither_who_reported_nor_any_group(meetup, report, member, answer, mailoutbox):
    answer(meetup, member)
    report()
    told()
    deliver_due.call()
    bodies = [mail.body for mail in mailoutbox if "A hazard at" in mail.subject]
    assert bodies
    assert not [body for body in bodies if "Otto" in body or meetup.group.name in body]
