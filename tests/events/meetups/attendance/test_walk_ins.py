"""Who came without an answer: who runs, who watches, and what a form makes that is sent again."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.identifiers import new_nonce
from accounts.permissions import Refused, Viewer
from accounts.users.models import User
from events.meetups.admission import settle_roster
from events.meetups.attendance.actions import check_in, check_out, correct_entry
from events.meetups.attendance.models import Attendance
from events.meetups.attendance.walk_ins import admit_member, admit_walk_in
from events.meetups.models import RSVP, Leading, Meetup
from tests.conftest import join
from tests.events.meetups.conftest import NOW


def fresh(user):
    return User.objects.with_profile().get(pk=user.pk)


@pytest.fixture
def opened(meetup, at_the_track, look):
    at_the_track()
    look()
    return meetup


@pytest.fixture
def walk_in(organizer, seen):
    """``walk_in(meetup, doing="runner")`` as the leader writes it."""

    def write(meetup, **fields):
        known = {"nonce": new_nonce(), "name": "Wim", "doing": "watcher", "acknowledged_version": 1}
        return admit_walk_in(seen(meetup, organizer), by=Viewer(fresh(organizer)), **known | fields)

    return write


def copy_of(meetup):
    """Another date of the same leader, at the same hour."""
    other = Meetup.objects.get(pk=meetup.pk)
    other.pk, other.public_id, other.nonce = None, "another-date-000", new_nonce()
    other.save()
    Leading.objects.create(meetup=other, user=other.leader)
    return other


# ---- A form that is sent again ----


def test_the_same_form_sent_twice_makes_one(opened, walk_in):
    nonce = new_nonce()
    assert walk_in(opened, nonce=nonce) == walk_in(opened, nonce=nonce, name="Wilma")
    assert Attendance.objects.get().name == "Wim"


def test_a_form_that_was_sent_for_another_date_is_asked_for_again(
    opened, walk_in, look, client_of, organizer
):
    other, nonce = copy_of(opened), new_nonce()
    walk_in(opened, nonce=nonce)
    look(meetup=other)
    with pytest.raises(Refused, match="sent for another date before"):
        walk_in(other, nonce=nonce)
    address = reverse("meetups:day_walk_in", args=[other.public_id])
    response = client_of(organizer).post(address, {"nonce": nonce, "name": "Wim", "doing": "watcher"})
    assert response.status_code == 200
    assert "This form was sent for another date before. Send it once more." in response.content.decode()
    again = response.context["form"]["nonce"].value()
    client_of(organizer).post(address, {"nonce": again, "name": "Wim", "doing": "watcher"})
    assert sorted(Attendance.objects.values_list("meetup", flat=True)) == sorted([opened.pk, other.pk])


# ---- Who may run ----


@pytest.fixture
def wide(meetup):
    """Tonight in four lanes, from stage 2 on: two runners to a spotter, if nothing makes it stricter."""
    Meetup.objects.filter(pk=meetup.pk).update(capacity=4, lowest_stage=2, runners_per_spotter=2)
    return Meetup.objects.get(pk=meetup.pk)


@pytest.fixture
def open_wide(wide, make_user, make_spotter, group, answer, clock, look):
    """``open_wide(ground="damp")``: two spot, and the zone is looked at."""

    def check(**seen):
        for name in ("sven", "sara"):
            answer(wide, make_spotter(join(make_user(name), group, "member")), "spotter")
        clock.move_to(wide.starts_at - timedelta(minutes=30))
        look(meetup=wide, **seen)
        return wide

    return check


@pytest.fixture
def let_in(walk_in, organizer, seen, make_user, group):
    """Somebody more runs, with an account or without: ``let_in(meetup, "member")``."""

    def run(meetup, how):
        if how == "walk-in":
            return walk_in(meetup, doing="runner")
        person = join(make_user(f"late{User.objects.count()}"), group, "member")
        by = Viewer(fresh(organizer))
        return admit_member(seen(meetup, organizer), by=by, person=fresh(person), doing="runner")

    return run


BOTH = pytest.mark.parametrize("how", ["walk-in", "member"])
NO_ROOM = "No lane is free, or no spotter has room for one runner more"


@BOTH
@pytest.mark.parametrize(
    ("today", "most"),
    [({}, 4), ({"ground": "damp", "measure": "Short turns"}, 2), ({"crossing": 2, "measure": "We call"}, 2)],
)
def test_of_the_posted_ratio_and_today_s_the_stricter_counts(open_wide, let_in, how, today, most):
    opened = open_wide(**today)
    for _time in range(most):
        assert let_in(opened, how)
    with pytest.raises(Refused, match=NO_ROOM):
        let_in(opened, how)
    assert Meetup.objects.get(pk=opened.pk).runners_going == most
    assert Attendance.objects.filter(doing="runner").count() == most


@BOTH
def test_a_ratio_made_stricter_after_the_check_counts_too(open_wide, let_in, how):
    opened = open_wide()
    Meetup.objects.filter(pk=opened.pk).update(runners_per_spotter=1)
    for _time in range(2):
        let_in(opened, how)
    with pytest.raises(Refused, match=NO_ROOM):
        let_in(opened, how)


@BOTH
def test_who_meant_to_spot_and_watches_or_has_gone_spots_for_nobody(open_wide, let_in, organizer, seen, how):
    opened = open_wide()
    by = Viewer(fresh(organizer))
    for name, doing in (("sven", "watcher"), ("sara", "")):
        person = User.objects.with_profile().get(email=f"{name}@example.org")
        check_in(seen(opened, organizer), by=by, person=person, doing=doing)
    for _time in range(2):
        let_in(opened, how)
    with pytest.raises(Refused, match=NO_ROOM):
        let_in(opened, how)
    check_out(seen(opened, organizer), by=by, entry=Attendance.objects.get(user__email="sara@example.org"))
    with pytest.raises(Refused, match=NO_ROOM):
        let_in(opened, how)
    assert Meetup.objects.get(pk=opened.pk).runners_going == 2


@BOTH
def test_nobody_walks_in_beyond_the_lanes(open_wide, let_in, how):
    opened = open_wide()
    Meetup.objects.filter(pk=opened.pk).update(capacity=1)
    let_in(opened, how)
    with pytest.raises(Refused, match=NO_ROOM):
        let_in(opened, how)


@BOTH
def test_no_leader_gets_a_ninth_runner_however_many_lanes_stay(open_wide, let_in, how):
    """One of two leaders has left since it was posted."""
    opened = open_wide()
    Meetup.objects.filter(pk=opened.pk).update(capacity=16, runners_going=7, spotters_going=8)
    let_in(opened, how)
    with pytest.raises(Refused, match="One leader takes 8 runners at most"):
        let_in(opened, how)


@BOTH
def test_no_seventh_walks_in_where_nobody_only_leads(open_wide, let_in, walk_in, runners, answer, how):
    opened = open_wide()
    Meetup.objects.filter(pk=opened.pk).update(is_peer_led=True, capacity=6)
    for _time in range(3):  # with the leader and two who spot
        let_in(opened, how)
    with pytest.raises(Refused, match="for 6 people, and all are there"):
        let_in(opened, how)
    with pytest.raises(Refused, match="for 6 people, and all are there"):
        answer(opened, runners(1)[0])
    assert Meetup.objects.get(pk=opened.pk).runners_going == 3
    assert walk_in(opened, doing="watcher")


@BOTH
def test_who_walked_in_keeps_the_waitlist_of_six_where_it_is(open_wide, let_in, runners, answer, how):
    """A lane is free, and no person more may come."""
    opened = open_wide()
    Meetup.objects.filter(pk=opened.pk).update(is_peer_led=True, capacity=6)
    first, queues = runners(2)
    answer(opened, first)
    for _time in range(2):
        let_in(opened, how)
    RSVP.objects.create(
        meetup=opened, user=queues, part="runner", state="waitlisted", queued_at=NOW, changed_at=NOW
    )
    with transaction.atomic():
        settle_roster(opened.pk)
    assert RSVP.objects.get(user=queues).state == "waitlisted"


def test_a_spotter_of_the_group_comes_where_spotters_are_missing(
    open_wide, let_in, organizer, seen, make_spotter, make_user, group
):
    opened = open_wide()
    for _time in range(4):
        let_in(opened, "walk-in")
    by = Viewer(fresh(organizer))
    for name in ("sven", "sara"):
        person = User.objects.with_profile().get(email=f"{name}@example.org")
        check_in(seen(opened, organizer), by=by, person=person, doing="watcher")
    helper = make_spotter(join(make_user("helga"), group, "member"))
    assert admit_member(seen(opened, organizer), by=by, person=fresh(helper), doing="spotter")


def test_who_walked_in_and_watches_runs_by_a_correction_only_if_there_is_room(
    open_wide, walk_in, let_in, organizer, seen
):
    opened = open_wide(ground="damp", measure="Short turns")
    entry = walk_in(opened, doing="watcher")
    for _time in range(2):
        let_in(opened, "walk-in")
    times = {"checked_in_at": entry.checked_in_at, "checked_out_at": None}
    with pytest.raises(Refused, match=NO_ROOM):
        correct_entry(
            seen(opened, organizer), by=Viewer(fresh(organizer)), entry=entry, doing="runner", **times
        )
