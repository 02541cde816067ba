"""Two leaders with a phone each, on PostgreSQL: one of two hand-overs counts, nobody is on the list twice,
and no walk-in runs beyond the lanes or the spotters."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.consents.models import Document
from accounts.consents.shipped import load_initial_documents
from accounts.identifiers import new_nonce
from accounts.permissions import Refused, Viewer
from accounts.users.models import User
from community.groups.models import Membership
from events.meetups.actions import answer_meetup
from events.meetups.attendance.actions import check_in, check_out, take_back
from events.meetups.attendance.handing import hand_over
from events.meetups.attendance.models import Attendance, DayCheck, HandOver
from events.meetups.attendance.walk_ins import admit_member, admit_walk_in
from events.meetups.models import RSVP, Leading, Meetup
from tests.races.rosters.test_last_seat import says
from tests.races.together import all_at_once, while_open

LANES, SPOTTERS = 5, 3
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


@pytest.fixture
def tonight(make_meetup, leader, crowd):
    """It began five minutes ago; two lead it, the zone is checked, and three of the crowd spot."""
    load_initial_documents(Document)
    meetup, now = make_meetup(capacity=LANES), timezone.now()
    hours = {"starts_at": now - timedelta(minutes=5), "ends_at": now + timedelta(hours=1)}
    Meetup.objects.filter(pk=meetup.pk).update(**hours)
    Membership.objects.get_or_create(user=leader, group=meetup.group)
    Leading.objects.create(meetup=meetup, user=crowd[0])
    for user in crowd[-SPOTTERS:]:
        says(meetup, user, "spotter")()
    DayCheck.objects.create(
        meetup=meetup,
        zone=meetup.zone,
        nonce=new_nonce(),
        ground="dry",
        weather="clear",
        crossing=0,
        runners_per_spotter=1,
        by=leader,
        made_at=now,
    )
    return meetup


def seen(meetup, user):
    """The date and its viewer as a request has read them before the others start."""
    viewer = Viewer(User.objects.with_profile().get(pk=user.pk))
    assert viewer.is_ready
    assert viewer.standing is not None
    return Meetup.objects.for_page(viewer).get(pk=meetup.pk), viewer


def done(found):
    """What was not refused."""
    return [each for each in found if each and not isinstance(each, Refused)]


# ---- Hand-over ----


def gives(meetup, by, leads_now, to):
    date, viewer = seen(meetup, by)
    return partial(hand_over, date, by=viewer, leads_now=leads_now, to=to)


def is_led_soundly(meetup, count):
    """Who answers for it leads it, and as many lead it as before."""
    people = Leading.objects.filter(meetup=meetup).people()
    return Meetup.objects.get(pk=meetup.pk).leader_id in people and len(people) == count


def test_of_sixteen_who_hand_it_over_at_once_one_does(tonight, leader, crowd):
    heirs = crowd[-SPOTTERS:]
    calls = [
        gives(tonight, by, leader, heirs[number % SPOTTERS])
        for number, by in enumerate([leader, crowd[0]] * 8)
    ]
    found = all_at_once(*calls)
    [won] = done(found)
    assert HandOver.objects.get() == won
    assert {str(each) for each in found if each is not won} == {
        f"Somebody handed it over a moment ago: {won.to_user.get_full_name()} leads it now."
    }
    assert is_led_soundly(tonight, 2)
    assert not Leading.objects.filter(meetup=tonight, user=leader).exists()
    row = Meetup.objects.get(pk=tonight.pk)
    assert row.leader_id == won.to_user_id
    assert row.spotters_going == RSVP.objects.filter(state="going", part="spotter").count() == SPOTTERS - 1


def test_who_leaves_while_they_are_to_take_it_over_leads_or_has_left(tonight, leader, crowd):
    heir = crowd[-1]
    date, viewer = seen(tonight, heir)
    answer = partial(answer_meetup, date, by=viewer, part="runner")
    all_at_once(gives(tonight, leader, leader, heir), answer)
    leads = Leading.objects.filter(meetup=tonight, user=heir).exists()
    assert leads
    assert not RSVP.objects.live().filter(user=heir).exists()
    assert is_led_soundly(tonight, 2)


def naive_hand_over(meetup, leads_now, to):
    """What the guarded statement replaces: look who leads it, and write."""
    with transaction.atomic():
        if Meetup.objects.get(pk=meetup.pk).leader_id == leads_now.pk:
            Leading.objects.filter(meetup=meetup, user=leads_now).delete()
            Leading.objects.create(meetup=meetup, user=to)
            Meetup.objects.filter(pk=meetup.pk).update(leader=to)


def test_without_the_guard_both_hand_it_over(tonight, leader, crowd):
    """The negative control: this race finds a leader too many where there is one."""
    first, second = (partial(naive_hand_over, tonight, leader, to) for to in crowd[-2:])
    while_open(first, second)
    assert not is_led_soundly(tonight, 2)


# ---- The list ----


def walks_in(meetup, by, *, nonce="", doing="runner"):
    date, viewer = seen(meetup, by)
    fields = {"name": "Wim", "doing": doing, "acknowledged_version": 1}
    return partial(admit_walk_in, date, by=viewer, nonce=nonce or new_nonce(), **fields)


def runners_here(meetup):
    return Attendance.objects.filter(meetup=meetup, doing="runner", checked_in_at__isnull=False).count()


def test_two_leaders_write_down_no_more_runners_than_spotters_have_room_for(
    tonight,
    leader,
    crowd,
):
    found = all_at_once(*[walks_in(tonight, by) for by in [leader, crowd[0]] * 8])
    assert len(done(found)) == SPOTTERS
    assert runners_here(tonight) == Meetup.objects.get(pk=tonight.pk).runners_going == SPOTTERS


def test_walk_ins_and_answers_share_the_lanes(tonight, leader, crowd):
    Meetup.objects.filter(pk=tonight.pk).update(capacity=2)
    says_yes = [says(tonight, user) for user in crowd[1:9]]
    all_at_once(*[walks_in(tonight, by) for by in [leader, crowd[0]] * 4], *says_yes)
    row = Meetup.objects.get(pk=tonight.pk)
    going = RSVP.objects.filter(part="runner", state="going").count()
    assert row.runners_going == going + runners_here(tonight) == 2
    assert row.seats.held <= row.capacity


def lets_in(meetup, by, person):
    date, viewer = seen(meetup, by)
    known = User.objects.with_profile().get(pk=person.pk)
    return partial(admit_member, date, by=viewer, person=known, doing="runner")


def test_of_the_posted_ratio_and_today_s_the_stricter_holds_for_all_who_come_unasked(
    tonight,
    leader,
    crowd,
):
    Meetup.objects.filter(pk=tonight.pk).update(capacity=16, runners_per_spotter=2, lowest_stage=2)
    DayCheck.objects.update(ground="damp", measure="Short turns")
    calls = [walks_in(tonight, by) for by in [leader, crowd[0]] * 4]
    calls += [lets_in(tonight, leader, person) for person in crowd[1:9]]
    found = all_at_once(*calls)
    assert len(done(found)) == SPOTTERS
    assert runners_here(tonight) == Meetup.objects.get(pk=tonight.pk).runners_going == SPOTTERS


def test_no_seventh_walks_in_while_others_do(tonight, leader, crowd):
    """Two who lead, three who spot: of eight who come unasked and four who answer, one runs."""
    rows = Meetup.objects.filter(pk=tonight.pk)
    rows.update(capacity=6, runners_per_spotter=2, lowest_stage=2, is_peer_led=True)
    calls = [walks_in(tonight, by) for by in [leader, crowd[0]] * 2]
    calls += [lets_in(tonight, leader, person) for person in crowd[1:5]]
    calls += [says(tonight, user) for user in crowd[5:9]]
    assert len(done(all_at_once(*calls))) == 1
    assert rows.get().runners_going == 1


def test_a_form_that_is_sent_sixteen_times_writes_down_one(tonight, leader, crowd):
    nonce = new_nonce()
    found = all_at_once(*[walks_in(tonight, by, nonce=nonce) for by in [leader, crowd[0]] * 8])
    assert {each.pk for each in found} == {Attendance.objects.get().pk}
    assert Meetup.objects.get(pk=tonight.pk).runners_going == 1


def test_nobody_is_checked_in_twice(tonight, leader, crowd):
    viewers = [seen(tonight, by) for by in [leader, crowd[0]] * 8]
    person = User.objects.with_profile().get(pk=crowd[-1].pk)
    found = all_at_once(*[partial(check_in, date, by=viewer, person=person) for date, viewer in viewers])
    assert sorted(found) == [False] * 15 + [True]
    assert Attendance.objects.get().user_id == person.pk


def test_who_is_taken_back_and_sent_off_at_once_gives_one_lane_back(tonight, leader, crowd):
    entry = walks_in(tonight, leader)()
    calls = []
    for action in (take_back, check_out):
        for by in (leader, crowd[0]) * 4:
            date, viewer = seen(tonight, by)
            calls.append(partial(action, date, by=viewer, entry=entry))
    found = all_at_once(*calls)
    assert found[:8].count(True) == 1
    assert Meetup.objects.get(pk=tonight.pk).runners_going == 0


def naive_walk_in(meetup, leader):
    """What the guarded statement replaces: count, and write."""
    with transaction.atomic():
        row = Meetup.objects.get(pk=meetup.pk)
        if row.runners_going < row.spotters_going:
            Meetup.objects.filter(pk=meetup.pk).update(runners_going=F("runners_going") + 1)
            there = {"checked_in_at": timezone.now(), "checked_in_by": leader, "doing": "runner"}
            Attendance.objects.create(meetup=meetup, walk_in_name="Wim", nonce=new_nonce(), **there)


def test_without_the_guard_one_runs_without_a_spotter(tonight, leader):
    """The negative control: this race finds a runner too many where there is one."""
    Meetup.objects.filter(pk=tonight.pk).update(runners_going=SPOTTERS - 1)
    while_open(*[partial(naive_walk_in, tonight, leader)] * 2)
    assert Meetup.objects.get(pk=tonight.pk).runners_going == SPOTTERS + 1


def naive_check_in(meetup, person, leader):
    """What holding the date replaces: look, and write."""
    if not Attendance.objects.filter(meetup=meetup, user=person).exists():
        there = {"checked_in_at": timezone.now(), "checked_in_by": leader, "doing": "spotter"}
        Attendance.objects.create(meetup=meetup, user=person, **there)


def test_without_holding_the_date_the_second_tap_breaks(tonight, leader, crowd):
    """The negative control: only the constraint is left then, and a leader reads an error."""
    with pytest.raises(IntegrityError):
        while_open(*[partial(naive_check_in, tonight, crowd[-1], leader)] * 2)
    assert Attendance.objects.count() == 1
