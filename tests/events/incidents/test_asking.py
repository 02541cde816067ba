"""Everybody who was there is asked once, and what they say counts once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import Announcement
from accounts.permissions import Viewer
from events.incidents.actions import say_all_well
from events.incidents.models import Debrief
from events.incidents.tasks import ask_how_it_went
from events.meetups.actions import call_off_meetup
from events.meetups.attendance.models import Attendance
from events.meetups.models import Meetup
from tests.conftest import join
from tests.telling import told


def asked(meetup):
    return set(Debrief.objects.filter(meetup=meetup).values_list("user__profile__display_name", flat=True))


def test_everybody_with_an_account_who_was_there_is_asked(over, check_in, organizer):
    check_in(over, None, walk_in_name="Robin", acknowledged_version=1)
    ask_how_it_went()
    assert asked(over) == {"Mira", "Leyla", "Petra"}


def test_who_only_tapped_others_in_was_not_there_by_that(
    over, check_in, client_of, group, make_user, runners, report_it
):
    """From afar, or after it: an organizer who neither looked at the zone nor stands on the list."""
    orla = join(make_user("orla"), group, "organizer")
    check_in(over, runners(1)[0], by=orla)
    ask_how_it_went()
    assert asked(over) == {"Mira", "Leyla", "Petra", "Runner0"}
    url = reverse("incidents:how_it_went", args=[over.public_id])
    assert client_of(orla).get(url).status_code == 403
    with pytest.raises(PermissionDenied):
        report_it(over, orla)


def test_who_looked_at_the_zone_was_there(over, client_of, organizer, report_it):
    assert not Attendance.objects.filter(user=organizer).exists()
    url = reverse("incidents:how_it_went", args=[over.public_id])
    assert client_of(organizer).get(url).status_code == 200
    assert report_it(over, organizer).reported_by == organizer


def test_who_did_not_come_or_was_checked_in_by_mistake_is_not_asked(over, check_in, runners):
    mistaken = runners(2)[0]
    check_in(over, mistaken, checked_in_at=None)
    ask_how_it_went()
    assert asked(over) == {"Mira", "Leyla", "Petra"}


def test_nobody_is_asked_before_half_an_hour_has_passed(over, clock):
    clock.move_to(over.ends_at + timedelta(minutes=29))
    ask_how_it_went()
    assert asked(over) == set()


def test_everybody_is_asked_once_however_often_the_job_runs(over, clock, member):
    for _ in range(3):
        ask_how_it_went()
        told()
        clock.shift(timedelta(hours=1))
    assert Debrief.objects.count() == 3
    assert told(kind="incidents.how_it_went", recipient=member).count() == 1
    assert Announcement.objects.filter(kind="incidents.how_it_went").count() == 1


def test_a_date_that_was_called_off_asks_nobody(over, clock, organizer):
    clock.move_to(over.starts_at)
    call_off_meetup(over, by=Viewer(organizer), reason="A thunderstorm")
    clock.move_to(over.ends_at + timedelta(hours=1))
    ask_how_it_went()
    assert asked(over) == set()


def test_who_is_checked_in_later_is_asked_too_and_nobody_twice(over, check_in, runners, clock):
    ask_how_it_went()
    [late] = runners(1)
    check_in(over, late)
    clock.shift(timedelta(minutes=10))
    ask_how_it_went()
    assert Announcement.objects.filter(kind="incidents.how_it_went").values_list(
        "recipients", flat=True
    ).order_by("-pk").first() == [late.pk]


def test_what_is_older_than_two_days_asks_nobody(over, clock):
    clock.move_to(over.ends_at + timedelta(days=2, hours=1))
    ask_how_it_went()
    assert asked(over) == set()


def test_a_date_costs_one_row_of_the_outbox_and_no_question_more(
    over, check_in, look_at, member, django_assert_num_queries, plan, group, organizer
):
    for number in range(3):
        later = {"starts_at": over.starts_at, "ends_at": over.ends_at, "title": f"{number}"}
        fields = {name: getattr(over, name) for name in ("group", "place", "zone", "leader", "session")}
        other = Meetup.objects.create(**fields, **later, time_zone="UTC", capacity=2, runners_per_spotter=1)
        check_in(other, member)
        look_at(other)
    with django_assert_num_queries(7 + 4):  # four dates
        ask_how_it_went()
    assert Debrief.objects.count() == 3 + 2 * 3


def test_all_well_takes_one_tap_and_leads_to_thanks(over, client_of, member):
    client, url = client_of(member), reverse("incidents:how_it_went", args=[over.public_id])
    answer = client.post(url)
    assert answer.status_code == 302
    page = client.get(url).content.decode()
    assert "Thank you for running" in page
    assert reverse("stories:new", args=[over.group.slug]) in page
    assert Debrief.objects.values_list("answer", flat=True).get(user=member) == "well"


@pytest.mark.parametrize(
    ("doing", "words"),
    [
        ("spotter", "Thank you for spotting"),
        ("either", "Thank you for running and spotting"),
        ("watcher", "Thank you for being there"),
    ],
)
def test_thanks_say_what_somebody_did(over, client_of, runners, check_in, doing, words):
    [person] = runners(1)
    check_in(over, person, doing)
    say_all_well(over, by=Viewer(person))
    page = client_of(person).get(reverse("incidents:how_it_went", args=[over.public_id]))
    assert words in page.content.decode()


def test_the_question_says_which_clock_the_date_was_on(over, client_of, member):
    member.profile.time_zone = "America/New_York"
    member.profile.save()
    page = client_of(member).get(reverse("incidents:how_it_went", args=[over.public_id])).text
    assert "18:30–19:30 (CEST; on your clock 12:30–13:30 EDT)" in page


def test_looking_at_the_question_answers_nothing(over, client_of, member):
    client_of(member).get(reverse("incidents:how_it_went", args=[over.public_id]))
    assert Debrief.objects.count() == 0


def test_who_answered_by_themselves_is_not_asked(over, member):
    say_all_well(over, by=Viewer(member))
    ask_how_it_went()
    assert told(kind="incidents.how_it_went", recipient=member).count() == 0


def test_an_answer_takes_the_question_from_the_bell(over, member):
    ask_how_it_went()
    assert told(kind="incidents.how_it_went", recipient=member).count() == 1
    say_all_well(over, by=Viewer(member))
    assert told(kind="incidents.how_it_went", recipient=member).count() == 0


def test_all_well_after_a_fall_leaves_the_fall(over, member, report_it):
    report_it(over, member)
    assert say_all_well(over, by=Viewer(member)) is False
    assert Debrief.objects.get(user=member).answer == "fall"


def test_a_fall_after_all_well_counts_as_a_fall(over, member, report_it):
    say_all_well(over, by=Viewer(member))
    report_it(over, member, kind="near_miss")
    report_it(over, member, kind="fall")
    report_it(over, member, kind="near_miss")
    assert list(Debrief.objects.values_list("answer", flat=True)) == ["fall"]


def test_the_date_s_page_leads_who_was_there_to_the_question(over, client_of, member, other_member, runners):
    link = reverse("incidents:how_it_went", args=[over.public_id])
    [absent] = runners(1)
    page = over.get_absolute_url()
    assert link in client_of(member).get(page).content.decode()
    assert link not in client_of(absent).get(page).content.decode()


def test_who_was_not_there_is_not_asked_by_the_page(over, client_of, runners):
    [absent] = runners(1)
    for name in ("how_it_went", "new"):
        assert client_of(absent).get(reverse(f"incidents:{name}", args=[over.public_id])).status_code == 403


def test_after_thirty_days_nobody_tells_any_more(over, client_of, member, clock):
    clock.move_to(over.ends_at + timedelta(days=31))
    assert client_of(member).get(reverse("incidents:how_it_went", args=[over.public_id])).status_code == 403


def test_leaders_read_how_many_answered(over, client_of, organizer, member, spotter, report_it):
    ask_how_it_went()
    say_all_well(over, by=Viewer(spotter))
    report_it(over, member)
    page = client_of(organizer).get(over.get_absolute_url()).content.decode()
    assert "2 of 3 people answered." in page
    assert "Told of a near miss: 0; of a fall: 1." in page
    assert "people answered" not in client_of(member).get(over.get_absolute_url()).content.decode()
