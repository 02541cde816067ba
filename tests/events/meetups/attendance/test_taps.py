"""Several taps sent at once: what cannot be written down takes nothing of the others with it."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.permissions import Viewer
from accounts.users.models import User
from events.meetups.attendance.models import Attendance
from events.meetups.attendance.walk_ins import admit_walk_in


@pytest.fixture
def opened(meetup, member, spotter, answer, at_the_track, look):
    """A runner and a spotter go, and people may come."""
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    at_the_track()
    look()
    return meetup


@pytest.fixture
def tap(opened, client_of, organizer):
    """``tap(came=[…], went=[…])``: what the leader is told."""

    def send(came=(), went=()):
        address = reverse("meetups:day_tap", args=[opened.public_id])
        response = client_of(organizer).post(address, {"in": list(came), "out": list(went)})
        assert response.status_code == 302
        return [str(message) for message in get_messages(response.wsgi_request)]

    return send


def here():
    return set(Attendance.objects.filter(checked_out_at=None).values_list("user", flat=True))


UNKNOWN = "Nobody of this date. Look at the list again; everybody else is written down."


@pytest.mark.parametrize(
    "key", ["x", "no such person ", "QIlWHflU_Ei-Wrla", "a\x00b" * 6, "é" * 16, "x" * 5000, ""]
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_unknown_key_loses_nobody_else(tap, member, spotter, key, place):
    keys = [member.public_id, spotter.public_id]
    keys.insert(place, key)
    shown = key.replace("\x00", "")[:22]
    assert tap(keys) == [f"“{shown}”: {UNKNOWN}"]
    assert here() == {member.pk, spotter.pk}


def test_nor_does_one_among_those_who_go(tap, member, spotter):
    assert tap([member.public_id, spotter.public_id]) == []
    assert tap(went=["x", member.public_id, spotter.public_id]) == [f"“x”: {UNKNOWN}"]
    assert here() == set()


def test_who_is_refused_is_named_with_the_reason_and_the_others_are_kept(
    tap, member, spotter, outsider, runners
):
    late = runners(1)[0]
    told = tap([late.public_id, member.public_id, outsider.public_id, spotter.public_id], [late.public_id])
    assert told == [
        "Runner0 has not answered, or has left. Add them as somebody who walked in.",
        f"“{outsider.public_id}”: {UNKNOWN}",
        "Runner0: They were not checked in.",
    ]
    assert here() == {member.pk, spotter.pk}


def test_what_keeps_several_out_is_said_once_with_their_names(tap, look, member, spotter):
    look(weather="lightning")
    [words] = tap([member.public_id, spotter.public_id])
    assert words.startswith("Mira, Leyla: ")
    assert here() == set()


def test_sent_twice_is_as_good_as_once(tap, member, spotter):
    for _time in range(2):
        assert tap([member.public_id, spotter.public_id, member.public_id]) == []
    assert Attendance.objects.count() == 2


def test_who_walked_in_goes_with_the_others(tap, opened, member, organizer, seen):
    by = Viewer(User.objects.with_profile().get(pk=organizer.pk))
    entry = admit_walk_in(seen(opened, organizer), by=by, nonce="n" * 22, name="Wim", doing="watcher")
    tap([member.public_id])
    assert tap(went=[member.public_id, entry.nonce]) == []
    assert here() == set()


def test_who_is_written_down_for_later_goes_then_and_loses_nobody(tap, opened, member, spotter):
    tap([member.public_id, spotter.public_id])
    Attendance.objects.filter(user=member).update(checked_in_at=opened.starts_at + timedelta(hours=1))
    assert tap(went=[member.public_id, spotter.public_id]) == []
    assert here() == set()
