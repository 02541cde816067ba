"""Pages of the day: what stands there, when, and for whom."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.models import Notification, Profile
from accounts.notifications.mail import letter
from accounts.notifications.tasks import spread_news, sweep_reminders
from accounts.permissions import Viewer
from community.groups.actions import leave_group
from events.meetups.actions import call_off_meetup
from events.meetups.attendance.forms import TICKS
from events.meetups.attendance.models import Attendance, AttendanceChange, DayCheck
from events.meetups.models import RSVP, Leading, Meetup, MeetupState
from events.places.models import Place
from tests.conftest import join
from tests.telling import told


def address(name, meetup, *more):
    return reverse(f"meetups:{name}", args=[meetup.public_id, *more])


def words_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def leader(client_of, organizer):
    return client_of(organizer)


@pytest.fixture
def pair(meetup, member, spotter, answer):
    Profile.objects.filter(user=member).update(emergency_name="Aunt Zelda", emergency_phone="+49 4711 22")
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    return member, spotter


def send_check(client, meetup, **fields):
    sent = {"ground": "dry", "weather": "clear", "crossing": "0", "nonce": new_nonce()}
    return client.post(address("day_check", meetup), sent | dict.fromkeys(TICKS, "on") | fields)


@pytest.mark.parametrize("page", ["day", "sheet", "day_check", "day_walk_in"])
def test_for_everybody_else_the_day_is_not_there(client_of, meetup, member, spotter, outsider, pair, page):
    for person in (member, spotter, outsider):
        assert client_of(person).get(address(page, meetup)).status_code == 404
    assert client_of(None).get(address(page, meetup)).status_code == 302


def test_another_organizer_sees_the_day_and_does_not_check_it(client_of, meetup, group, make_user):
    orla = client_of(join(make_user("orla"), group, "organizer"))
    assert orla.get(address("day", meetup)).status_code == 200
    assert orla.get(address("day_check", meetup)).status_code == 403


def test_the_hour_of_a_leader(leader, meetup, pair, at_the_track):
    member, spotter = pair
    at_the_track()
    page = words_of(leader.get(address("day", meetup)))
    assert "Make the day-of check" in page
    assert 'name="in"' not in page  # nobody is checked in before
    assert send_check(leader, meetup).url == address("day", meetup)
    page = words_of(leader.get(address("day", meetup)))
    assert "Today one runner to a spotter." in page
    assert f'name="in" value="{member.public_id}"' in page
    leader.post(address("day_tap", meetup), {"in": member.public_id})
    page = words_of(leader.get(address("day", meetup)))
    assert "1 more spotter needed for those who are here." in page
    leader.post(address("day_tap", meetup), {"in": [spotter.public_id, member.public_id]})
    assert "Spotters are there for all who are here." in words_of(leader.get(address("day", meetup)))
    leader.post(address("day_tap", meetup), {"out": member.public_id})
    assert Attendance.objects.filter(checked_out_at__isnull=False).get().user == member


def test_a_stop_is_kept_and_shown_and_no_button_checks_in(leader, meetup, pair, at_the_track):
    at_the_track()
    send_check(leader, meetup, ground="ice", **dict.fromkeys(TICKS, ""))
    page = words_of(leader.get(address("day", meetup)))
    assert "Nobody runs backward on ice. Call it off, move it, or look again later." in page
    assert 'name="in"' not in page
    leader.post(address("day_tap", meetup), {"in": pair[0].public_id})
    assert Attendance.objects.count() == 0


def test_what_was_typed_stays_in_the_check(leader, meetup, at_the_track):
    at_the_track()
    response = send_check(leader, meetup, weather="wind", walked="")
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"walked", "measure"}
    assert 'value="wind" checked' in words_of(response).replace(' class="form-check-input"', "") or (
        response.context["form"]["weather"].value() == "wind"
    )
    assert DayCheck.objects.count() == 0


@pytest.mark.parametrize(
    ("minutes", "is_shown"),
    [(-121, False), (-119, True), (60 + 24 * 60 - 1, True), (60 + 24 * 60 + 1, False)],
)
@pytest.mark.parametrize("page", ["day", "sheet"])
def test_contacts_are_shown_from_two_hours_before_until_a_day_after(
    leader, meetup, pair, at_the_track, page, minutes, is_shown
):
    at_the_track(minutes)
    shown = words_of(leader.get(address(page, meetup)))
    assert ("Aunt Zelda" in shown) is is_shown
    assert ("No photos of me" in shown) is is_shown
    assert "Mira" in shown


def test_a_leader_may_be_hurt_too(leader, meetup, organizer, at_the_track):
    Profile.objects.filter(user=organizer).update(emergency_name="Uncle Bela", emergency_phone="+49 4711 33")
    at_the_track()
    send_check(leader, meetup)
    for page in ("day", "sheet"):
        assert "Uncle Bela" in words_of(leader.get(address(page, meetup)))


def test_contacts_of_who_holds_no_seat_or_when_it_is_called_off_are_not_shown(
    leader, meetup, pair, at_the_track
):
    at_the_track()
    RSVP.objects.filter(user=pair[0]).update(state="waitlisted")
    assert "Aunt Zelda" not in words_of(leader.get(address("day", meetup)))
    RSVP.objects.filter(user=pair[0]).update(state="going")
    Meetup.objects.filter(pk=meetup.pk).update(state=MeetupState.CANCELLED, cancelled_because="Ice")
    assert "Aunt Zelda" not in words_of(leader.get(address("day", meetup)))


def test_a_line_says_what_a_leader_has_to_know(leader, meetup, pair, at_the_track):
    member, spotter = pair
    at_the_track()
    page = words_of(leader.get(address("day", meetup)))
    assert page.count("First time here") == 2
    assert "Safety text not read" not in page
    Profile.objects.filter(user=member).update(acknowledged_version=None)
    RSVP.objects.filter(user=spotter).update(reconfirm_asked_at=timezone.now())
    earlier = Meetup.objects.get(pk=meetup.pk)
    earlier.pk, earlier.public_id, earlier.nonce = None, "an-earlier-date-", new_nonce()
    earlier.starts_at, earlier.ends_at = (at - timedelta(days=7) for at in (meetup.starts_at, meetup.ends_at))
    earlier.save()
    Attendance.objects.create(
        meetup=earlier, user=member, doing="runner", checked_in_at=earlier.starts_at, checked_in_by=spotter
    )
    page = words_of(leader.get(address("day", meetup)))
    assert page.count("First time here") == 1
    assert page.count("Safety text not read") == 1
    assert page.count("Has not said yes themselves") == 1


def test_who_has_not_read_the_text_reads_it_on_the_leaders_phone(leader, meetup, pair, at_the_track):
    at_the_track()
    send_check(leader, meetup)
    Profile.objects.filter(user=pair[0]).update(acknowledged_version=None)
    here = address("day_person", meetup, pair[0].public_id)
    assert "Mira has read it and agrees" in words_of(leader.get(here))
    response = leader.post(here, {"doing": "runner", "version": "1"})
    assert "Have them read it, then tick." in words_of(response)
    leader.post(here, {"doing": "runner", "version": "1", "has_read": "on"})
    row = Attendance.objects.get()
    assert (row.doing, row.acknowledged_version) == ("runner", 1)
    assert Profile.objects.get(user=pair[0]).acknowledged_version is None  # theirs to do


def test_a_correction_says_what_was_before(leader, meetup, pair, at_the_track):
    member = pair[0]
    at_the_track()
    send_check(leader, meetup)
    leader.post(address("day_tap", meetup), {"in": member.public_id})
    form = address("day_correct", meetup, member.public_id)
    assert "18:00" in words_of(leader.get(form))
    leader.post(form, {"doing": "watcher", "came": "17:45", "went": "19:05", "because": "Sat down"})
    row = Attendance.objects.get()
    assert row.doing == "watcher"
    assert (row.checked_out_at - row.checked_in_at) == timedelta(minutes=80)
    page = words_of(leader.get(address("day", meetup)))
    assert "Came at: 18:00 → 17:45 “Sat down”" in page
    assert "Part: Runs → Watches" in page
    leader.post(address("day_take_back", meetup, member.public_id), {"because": "Somebody else"})
    assert Attendance.objects.get().checked_in_at is None
    assert AttendanceChange.objects.filter(because="Somebody else").count() == 2


def test_one_button_calls_it_off_and_tells_everybody(leader, meetup, pair, at_the_track):
    at_the_track()
    page = words_of(leader.get(address("day", meetup)))
    assert "Everybody who meant to come is told at once, by mail and here." in page
    assert "It is today: it cannot be undone." in page
    response = leader.post(address("day_call_off", meetup), {})
    assert "Choose why, or say it in a few words" in words_of(response)
    leader.post(address("day_call_off", meetup), {"reason": "lightning"})
    row = Meetup.objects.get(pk=meetup.pk)
    assert (row.state, row.cancelled_because) == ("cancelled", "Thunder or lightning")
    assert sorted(told(kind="meetups.called_off").values_list("recipient", flat=True)) == sorted(
        person.pk for person in pair
    )
    assert "This meetup is called off" in words_of(leader.get(address("day", meetup)))


def test_what_is_called_off_on_its_day_stays_so(leader, meetup, pair, at_the_track):
    at_the_track()
    leader.post(address("day_call_off", meetup), {"reason": "lightning"})
    page = words_of(leader.get(meetup.get_absolute_url()))
    assert "On its day a call-off is not undone." in page
    assert address("bring_back", meetup) not in page
    response = leader.post(address("bring_back", meetup), follow=True)
    assert "On its day a call-off is not undone: people have stayed at home." in words_of(response)
    assert Meetup.objects.get(pk=meetup.pk).state == "cancelled"
    assert not told(kind="meetups.on_again").exists()


def test_the_day_before_the_page_says_until_when_a_call_off_is_undone(leader, meetup, clock):
    clock.move_to(meetup.starts_at - timedelta(days=1))
    page = words_of(leader.get(address("day", meetup)))
    assert "Until midnight before its day you can bring it back." in page
    assert "it cannot be undone" not in page
    leader.post(address("day_call_off", meetup), {"reason": "lightning"})
    leader.post(address("bring_back", meetup))
    assert Meetup.objects.get(pk=meetup.pk).state == "scheduled"


def test_before_it_is_called_off_one_is_told_that_today_it_stays_so(leader, meetup, clock):
    """On the page that asks, which the date's page leads to."""
    assert "It is today: it cannot be undone." in words_of(leader.get(address("call_off", meetup)))
    clock.move_to(meetup.starts_at - timedelta(days=1))
    page = words_of(leader.get(address("call_off", meetup)))
    assert "Until midnight before its day you can bring it back." in page


@pytest.mark.parametrize(
    ("time_zone", "number", "words"),
    [
        ("Europe/Berlin", "112", "The emergency number in this country: Germany."),
        ("America/New_York", "911", "The emergency number in this country: United States."),
        ("Asia/Tokyo", "119", "The emergency number in this country: Japan."),
        ("UTC", "112", "Find out the number here before anybody runs."),
    ],
)
@pytest.mark.parametrize("page", ["day", "sheet"])
def test_the_number_to_call_is_that_of_the_place(leader, meetup, page, time_zone, number, words):
    Place.objects.update(time_zone=time_zone)
    shown = words_of(leader.get(address(page, meetup)))
    assert f"Call {number}" in shown
    assert words in shown
    assert (f'href="tel:{number}"' in shown) is (page == "day")


def test_the_sheet_has_all_a_clipboard_needs(leader, meetup, pair, at_the_track):
    at_the_track()
    page = words_of(leader.get(address("sheet", meetup)))
    for words in ("Tuesday 16 June, 18:30–19:30", "Mira", "Leyla", "1 runner to a spotter", "STOP", *TICKS):
        assert str(TICKS.get(words, words)) in page
    assert "49.41000,8.68000" in page
    assert page.count('class="box"') == 6 + 2 * 3  # six ticks; in and out for two people and the leader


@pytest.mark.parametrize("page", ["day", "sheet"])
def test_as_many_queries_for_200_people_as_for_10(
    leader, meetup, group, make_user, at_the_track, organizer, django_assert_num_queries, page
):
    at_the_track()
    send_check(leader, meetup)
    counts = []
    for count in (10, 190):
        start = RSVP.objects.count()
        people = [join(make_user(f"p{start + n}"), group, "member") for n in range(count)]
        now = timezone.now()
        RSVP.objects.bulk_create(
            RSVP(meetup=meetup, user=person, part="runner", state="going", queued_at=now, changed_at=now)
            for person in people
        )
        Attendance.objects.bulk_create(
            Attendance(meetup=meetup, user=person, doing="runner", checked_in_at=now, checked_in_by=organizer)
            for person in people[::2]
        )
        leader.get(address(page, meetup))
        with django_assert_num_queries(QUERIES[page]) as queries:
            leader.get(address(page, meetup))
        counts.append(len(queries))
    assert counts[0] == counts[1]


QUERIES = {"day": 17, "sheet": 13}


# ---- The way there ----


@pytest.mark.parametrize("state", ["ahead", "called off", "over"])
def test_the_date_s_page_leads_who_runs_it_to_the_day_and_the_sheet(
    client_of, meetup, group, make_user, organizer, pair, clock, state
):
    if state == "called off":
        call_off_meetup(meetup, by=Viewer(organizer), reason="Ice")
    if state == "over":
        clock.move_to(meetup.ends_at + timedelta(minutes=5))
    orla = join(make_user("orla"), group, "organizer")
    leads_too = join(make_user("lea"), group, "member")
    Leading.objects.create(meetup=meetup, user=leads_too)
    for page in ("day", "sheet"):
        link = f'href="{address(page, meetup)}"'
        for person in (organizer, orla, leads_too):
            assert link in client_of(person).get(meetup.get_absolute_url()).content.decode()
        for person in (*pair, None):
            assert link not in client_of(person).get(meetup.get_absolute_url()).content.decode()


def test_on_its_day_the_way_there_stands_first_on_a_phone(leader, meetup, clock):
    """Of the two links one is for narrow screens, above all that others read."""
    link = f'href="{address("day", meetup)}"'
    assert leader.get(meetup.get_absolute_url()).content.decode().count(link) == 2
    clock.move_to(meetup.starts_at - timedelta(days=1))
    assert leader.get(meetup.get_absolute_url()).content.decode().count(link) == 1


def test_the_reminder_two_hours_before_leads_a_leader_there(meetup, organizer, pair, clock):
    clock.move_to(meetup.starts_at - timedelta(hours=2))
    sweep_reminders()
    spread_news.call()
    rows = Notification.objects.for_letter().filter(kind="meetups.reminder_hours")
    letters = {row.recipient: letter(row) for row in rows}
    assert set(letters) == {organizer, *pair}
    for page in ("day", "sheet"):
        link = settings.SITE_URL + address(page, meetup)
        assert [person for person, mail in letters.items() if link in mail.body] == [organizer]
        html, __ = letters[organizer].alternatives[0]
        assert f'href="{link}"' in html


def test_a_leader_who_left_the_group_sees_no_list_any_more(client_of, group, member, meetup, hand_to, clock):
    """A public date is open to everybody; whom to call about those who come is not."""
    hand_to(meetup, member)
    clock.move_to(meetup.starts_at - timedelta(minutes=30))
    day = reverse("meetups:day", args=[meetup.public_id])
    assert client_of(member).get(day).status_code == 200
    leave_group(group, by=Viewer(member))
    assert client_of(member).get(day).status_code == 404


def test_a_null_character_names_nobody(client_of, organizer, meetup):
    address = reverse("meetups:day_walk_in", args=[meetup.public_id])
    assert client_of(organizer).get(address, {"q": "\0"}).context["found"] == []


@pytest.mark.parametrize(("lanes", "is_told"), [(24, False), (25, True)])
def test_from_25_lanes_on_who_runs_it_is_told_to_ask_for_a_permit(
    leader, client_of, meetup, member, lanes, is_told
):
    Meetup.objects.filter(pk=meetup.pk).update(capacity=lanes)
    for page in (address("day", meetup), meetup.get_absolute_url()):
        assert ("ask whether it needs a permit" in words_of(leader.get(page))) is is_told
    assert "permit" not in words_of(client_of(member).get(meetup.get_absolute_url()))
