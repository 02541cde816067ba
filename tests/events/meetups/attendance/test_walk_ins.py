"""Who came without an answer: who runs, who watches, and what a form makes that is sent again."""


import pytest
from django.urls import reverse

from accounts.identifiers import new_nonce
from accounts.permissions import Refused, Viewer
from accounts.users.models import User
from events.meetups.attendance.models import Attendance
from events.meetups.attendance.walk_ins import admit_walk_in
from events.meetups.models import Leading, Meetup


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
