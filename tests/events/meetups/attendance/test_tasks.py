"""Names of who walked in are forgotten after 90 days; that they were there is not."""

from datetime import timedelta

import pytest

from accounts.identifiers import new_nonce
from accounts.jobs.schedule import JOBS
from accounts.jobs.slots import Every
from events.meetups.attendance.models import Attendance, AttendanceChange
from events.meetups.attendance.tasks import forget_names


@pytest.fixture
def written_down(meetup, organizer, member):
    """Somebody who walked in and a member, each corrected in so many words."""
    rows = []
    for who in ({"walk_in_name": "Wim"}, {"user": member}):
        there = {"doing": "runner", "checked_in_at": meetup.starts_at, "checked_in_by": organizer}
        row = Attendance.objects.create(meetup=meetup, nonce=new_nonce(), **who, **there)
        AttendanceChange.objects.create(
            attendance=row,
            what="doing",
            before="watcher",
            after="runner",
            because="Wim asked",
            by=organizer,
            made_at=meetup.starts_at,
        )
        rows.append(row)
    return rows


def left():
    names = Attendance.objects.order_by("pk").values_list("walk_in_name", flat=True)
    words = AttendanceChange.objects.order_by("pk").values_list("because", flat=True)
    return list(names), list(words)


def test_for_90_days_they_stay(meetup, written_down, clock):
    clock.move_to(meetup.ends_at + timedelta(days=90) - timedelta(minutes=1))
    forget_names()
    assert left() == (["Wim", ""], ["Wim asked", "Wim asked"])


def test_then_name_and_words_go_and_the_numbers_stay(meetup, written_down, clock, member):
    clock.move_to(meetup.ends_at + timedelta(days=90, minutes=1))
    for _ in range(2):
        forget_names()
    assert left() == (["", ""], ["", "Wim asked"])
    row = Attendance.objects.get(pk=written_down[0].pk)
    assert (row.doing, row.checked_in_at, row.name) == (
        "runner",
        meetup.starts_at,
        "Somebody without an account",
    )
    assert Attendance.objects.get(user=member).name == "Mira"


def test_it_is_done_every_day():
    assert JOBS["events.meetups.attendance.tasks.forget_names"].timing == Every(timedelta(days=1))
