"""Whom to call is shown of people who say themselves that they come, and of nobody by a leader's tap."""

import pytest
from django.urls import reverse

from accounts.models import Profile
from accounts.permissions import Viewer
from accounts.users.models import User
from community.groups.models import Membership
from events.meetups.actions import confirm_answer, leave_meetup
from events.meetups.attendance.actions import check_in, correct_entry
from events.meetups.attendance.models import Attendance
from events.meetups.attendance.walk_ins import admit_member
from events.meetups.models import RSVP, Leading
from tests.conftest import join


def fresh(user):
    return User.objects.with_profile().get(pk=user.pk)


@pytest.fixture
def tonight(meetup, at_the_track, look, make_user, group, answer, make_spotter):
    """Half an hour before it begins: the zone is checked, and somebody spots."""
    at_the_track()
    look()
    answer(meetup, make_spotter(join(make_user("sven"), group, "member")), "spotter")
    return meetup


@pytest.fixture
def shown(client_of, organizer):
    """``shown(meetup, member)``: do the page and the sheet of the day say whom to call for this person?"""

    def read(meetup, person):
        values = {"emergency_name": "Aunt Zelda", "emergency_phone": "+49 4711 22", "photo_consent": "yes"}
        Profile.objects.filter(user=person).update(**values)
        pages = [
            client_of(organizer).get(reverse(f"meetups:{name}", args=[meetup.public_id])).content.decode()
            for name in ("day", "sheet")
        ]
        assert all(person.get_full_name() in page for page in pages)
        found = {words in page for page in pages for words in ("Aunt Zelda", "4711")}
        [is_shown] = found
        return is_shown

    return read


@pytest.fixture
def as_leader(organizer, seen):
    return lambda action, meetup, **fields: action(
        seen(meetup, organizer), by=Viewer(fresh(organizer)), **fields
    )


def test_of_who_said_yes(tonight, member, answer, as_leader, shown):
    answer(tonight, member)
    assert shown(tonight, member)
    as_leader(check_in, tonight, person=fresh(member))
    assert shown(tonight, member)


def test_not_of_who_is_written_down_as_watching(tonight, member, as_leader, shown):
    as_leader(admit_member, tonight, person=fresh(member), doing="watcher")
    assert not shown(tonight, member)


def test_not_of_who_is_let_run_by_a_leader_until_they_say_so(tonight, member, as_leader, shown, seen):
    as_leader(admit_member, tonight, person=fresh(member), doing="runner")
    assert RSVP.objects.get(user=member).state == "going"
    assert not shown(tonight, member)
    as_leader(admit_member, tonight, person=fresh(member), doing="runner")  # nor by a second tap
    assert not shown(tonight, member)
    assert confirm_answer(seen(tonight, member), by=Viewer(fresh(member)))
    assert shown(tonight, member)


def test_who_was_checked_in_so_reads_why_they_are_asked(tonight, member, as_leader, client_of):
    as_leader(admit_member, tonight, person=fresh(member), doing="runner")
    page = client_of(member).get(tonight.get_absolute_url()).content.decode()
    assert "A leader checked you in without an answer of yours. Are you coming?" in page
    assert "Time or place changed" not in page


def test_who_has_said_yes_meanwhile_is_checked_in_by_that(tonight, member, answer, as_leader, shown):
    """The page of the leader was older than the answer."""
    answer(tonight, member)
    assert as_leader(admit_member, tonight, person=fresh(member), doing="runner")
    assert shown(tonight, member)


def test_not_of_who_waits_and_watches(tonight, member, answer, runners, as_leader, shown):
    answer(tonight, runners(1)[0])
    assert answer(tonight, member) == "waiting"
    as_leader(check_in, tonight, person=fresh(member))
    assert not shown(tonight, member)


def test_not_of_who_came_to_run_and_watches(tonight, member, answer, as_leader, shown):
    answer(tonight, member)
    as_leader(check_in, tonight, person=fresh(member))
    entry = Attendance.objects.get()
    times = {"checked_in_at": entry.checked_in_at, "checked_out_at": None}
    as_leader(correct_entry, tonight, entry=entry, doing="watcher", **times)
    assert not shown(tonight, member)


def test_not_of_who_has_left_the_date(tonight, member, answer, as_leader, shown, seen):
    answer(tonight, member)
    as_leader(check_in, tonight, person=fresh(member))
    leave_meetup(seen(tonight, member), by=Viewer(fresh(member)))
    assert not shown(tonight, member)


def test_not_of_who_has_left_the_group_after_it(tonight, member, answer, as_leader, shown, clock):
    answer(tonight, member)
    as_leader(check_in, tonight, person=fresh(member))
    clock.move_to(tonight.ends_at)
    Membership.objects.filter(user=member).delete()
    assert not shown(tonight, member)


def test_not_of_who_was_asked_again_and_has_not_said(tonight, member, answer, as_leader, shown, clock):
    answer(tonight, member)
    RSVP.objects.filter(user=member).update(reconfirm_asked_at=tonight.starts_at)
    as_leader(check_in, tonight, person=fresh(member))
    assert not shown(tonight, member)


def test_of_a_leader_who_acts_as_one_and_not_of_who_was_only_named(tonight, member, organizer, shown, seen):
    Leading.objects.create(meetup=tonight, user=member)
    assert shown(tonight, organizer)  # they looked at the zone
    Profile.objects.update(emergency_name="", emergency_phone="")
    assert not shown(tonight, member)
    check_in(seen(tonight, member), by=Viewer(fresh(member)), person=fresh(member))
    assert shown(tonight, member)
    Membership.objects.filter(user=member).delete()
    assert not shown(tonight, member)
