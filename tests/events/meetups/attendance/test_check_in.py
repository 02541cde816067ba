"""Who came, who went, and what was corrected."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Profile
from accounts.permissions import Refused, Viewer
from accounts.users.models import User
from events.meetups.attendance.actions import bring_back, check_in, check_out, correct_entry, take_back
from events.meetups.attendance.models import Attendance, AttendanceChange, Doing
from events.meetups.models import RSVP, Meetup


def fresh(user):
    return User.objects.with_profile().get(pk=user.pk)


@pytest.fixture
def opened(meetup, at_the_track, look):
    """The track is checked, so people may come."""
    at_the_track()
    look()
    return meetup


@pytest.fixture
def come(organizer, seen):
    return lambda meetup, person, **fields: check_in(
        seen(meetup, organizer), by=Viewer(fresh(organizer)), person=fresh(person), **fields
    )


@pytest.fixture
def do(organizer, seen):
    """``do(check_out, meetup, entry)`` as the organizer."""
    return lambda action, meetup, entry, **fields: action(
        seen(meetup, organizer), by=Viewer(fresh(organizer)), entry=entry, **fields
    )


@pytest.fixture
def pair(meetup, member, spotter, answer):
    """A runner who goes and the spotter for it."""
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    return member, spotter


def test_a_tap_checks_in_with_the_part_that_was_answered(pair, opened, come):
    runner, spotter = pair
    assert come(opened, runner)
    assert come(opened, spotter)
    rows = Attendance.objects.order_by("pk").values_list("user", "doing")
    assert list(rows) == [(runner.pk, "runner"), (spotter.pk, "spotter")]


def test_two_taps_are_as_good_as_one(pair, opened, come, do):
    assert come(opened, pair[0])
    at = Attendance.objects.get().checked_in_at
    assert not come(opened, pair[0])
    entry = Attendance.objects.get()
    assert entry.checked_in_at == at
    assert do(check_out, opened, entry)
    left = Attendance.objects.get().checked_out_at
    assert not do(check_out, opened, entry)
    assert Attendance.objects.get().checked_out_at == left


def test_before_the_check_nobody_comes(pair, meetup, at_the_track, come):
    at_the_track()
    with pytest.raises(Refused, match="before the day-of check"):
        come(meetup, pair[0])
    assert Attendance.objects.count() == 0


def test_a_stop_later_closes_check_in_again_and_lets_people_go(pair, opened, come, do, look):
    come(opened, pair[0])
    look(weather="lightning")
    with pytest.raises(Refused, match="goes inside"):
        come(opened, pair[1])
    assert do(check_out, opened, Attendance.objects.get())


def test_only_people_with_an_answer_come_by_a_tap(opened, come, member, outsider):
    with pytest.raises(Refused, match="Mira has not answered, or has left"):
        come(opened, member)
    with pytest.raises(Refused, match="Write them down as a walk-in"):
        come(opened, outsider)
    assert come(opened, member, doing=Doing.WATCHER)  # of the group: may watch


def test_who_waits_for_a_spotter_may_watch_and_not_run(opened, come, answer, member):
    assert answer(opened, member) == "waiting"
    assert come(opened, member)
    assert Attendance.objects.get().doing == "watcher"
    with pytest.raises(Refused, match="no seat as a runner"):
        come(opened, member, doing=Doing.RUNNER)


def test_nobody_spots_who_is_no_spotter(pair, opened, come):
    with pytest.raises(Refused, match="is not a spotter"):
        come(opened, pair[0], doing=Doing.SPOTTER)


def test_who_has_not_read_the_safety_text_reads_it_here_or_watches(pair, opened, come):
    Profile.objects.update(acknowledged_version=None)
    Profile.objects.filter(user__email="petra@example.org").update(acknowledged_version=2)
    with pytest.raises(Refused, match="has not read the safety text"):
        come(opened, pair[0])
    with pytest.raises(Refused, match="The safety text changed"):
        come(opened, pair[0], acknowledged_version=99)
    assert come(opened, pair[0], acknowledged_version=1)
    assert Attendance.objects.get().acknowledged_version == 1
    assert come(opened, pair[1], doing=Doing.WATCHER)


def test_the_leader_is_on_the_list_as_leader(opened, come, organizer):
    assert come(opened, organizer)
    assert Attendance.objects.get().doing == "leader"


def test_the_list_stays_open_for_a_day_after_the_end(pair, opened, come, clock, do):
    clock.move_to(opened.ends_at + timedelta(hours=23))
    assert come(opened, pair[0])
    clock.move_to(opened.ends_at + timedelta(hours=25))
    with pytest.raises(Refused, match="24 hours after the end"):
        come(opened, pair[1])
    with pytest.raises(Refused, match="24 hours after the end"):
        do(take_back, opened, Attendance.objects.get())


def test_members_and_people_who_go_cannot_write_on_the_list(pair, opened, seen, organizer):
    runner = pair[0]
    with pytest.raises(PermissionDenied):
        check_in(seen(opened, runner), by=Viewer(fresh(runner)), person=fresh(runner))


# ---- Corrections ----


def test_the_wrong_person_is_taken_back_and_that_stays_written(pair, opened, come, do, organizer):
    come(opened, pair[0])
    entry = Attendance.objects.get()
    came = entry.checked_in_at
    assert do(take_back, opened, entry, because="It was Leyla")
    assert not do(take_back, opened, entry)
    assert Attendance.objects.get().checked_in_at is None
    change = AttendanceChange.objects.get()
    assert (change.what, change.before, change.after) == (
        "checked_in_at",
        came.isoformat(timespec="minutes"),
        "",
    )
    assert (change.because, change.by_id) == ("It was Leyla", organizer.pk)
    assert do(bring_back, opened, entry)
    assert Attendance.objects.get().is_here


def test_time_and_part_are_corrected_with_what_was_before(pair, opened, come, do):
    come(opened, pair[0])
    entry = Attendance.objects.get()
    earlier = entry.checked_in_at - timedelta(minutes=5)
    fields = {"doing": "watcher", "checked_in_at": earlier, "checked_out_at": None}
    assert do(correct_entry, opened, entry, because="Sat down", **fields)
    assert not do(correct_entry, opened, entry, **fields)
    assert set(AttendanceChange.objects.values_list("what", flat=True)) == {"doing", "checked_in_at"}
    row = Attendance.objects.get()
    assert (row.doing, row.checked_in_at) == ("watcher", earlier)


def test_nobody_goes_before_they_came(pair, opened, come, do):
    come(opened, pair[0])
    entry = Attendance.objects.get()
    with pytest.raises(Refused, match="gone before they came"):
        do(
            correct_entry,
            opened,
            entry,
            doing="runner",
            checked_in_at=timezone.now(),
            checked_out_at=timezone.now() - timedelta(minutes=9),
        )


def test_a_correction_gives_nobody_a_part_they_could_not_have(pair, opened, come, do):
    come(opened, pair[1])
    entry = Attendance.objects.get()
    with pytest.raises(Refused, match="no seat as a runner"):
        do(
            correct_entry,
            opened,
            entry,
            doing="runner",
            checked_in_at=entry.checked_in_at,
            checked_out_at=None,
        )


def test_check_in_moves_no_seat(pair, opened, come, do, counters):
    before = counters(opened)
    come(opened, pair[0])
    do(check_out, opened, Attendance.objects.get())
    do(take_back, opened, Attendance.objects.get())
    assert counters(opened) == before
    assert RSVP.objects.live().filter(meetup=opened).count() == 2
    assert Meetup.objects.get(pk=opened.pk).sequence == opened.sequence
