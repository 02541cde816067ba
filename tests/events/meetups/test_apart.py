"""Who comes and who leads, for people kept apart: the seats stand, the names do not."""

import pytest
from django.urls import reverse

from accounts.models import Block
from accounts.permissions import Viewer
from events.meetups.glance import leaders_of
from events.meetups.models import RSVP, Meetup


@pytest.fixture(params=["I block", "I am blocked"])
def block(request):
    def put(one, other):
        pair = (one, other) if request.param == "I block" else (other, one)
        Block.objects.put(blocker=pair[0].pk, blocked=pair[1].pk)

    return put


@pytest.fixture
def pair(meetup, member, spotter, answer):
    """Two who go to the same date."""
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    return member, spotter


def known(viewer, meetup) -> set[int]:
    return set(RSVP.objects.of_meetup(meetup.pk).visible_to(viewer).values_list("user_id", flat=True))


def seats(meetup):
    return Meetup.objects.values_list("runners_going", "runners_waiting", "spotters_going").get(pk=meetup.pk)


def test_people_going_do_not_see_whom_they_are_kept_apart_from(meetup, pair, as_viewer, block):
    one, other = pair
    assert known(as_viewer(one), meetup) == known(as_viewer(other), meetup) == {one.pk, other.pk}
    before = seats(meetup)
    block(one, other)
    assert known(as_viewer(one), meetup) == {one.pk}
    assert known(as_viewer(other), meetup) == {other.pk}
    assert seats(meetup) == before == (1, 0, 1)


def test_who_leads_still_sees_who_comes(meetup, pair, organizer, as_viewer, block):
    for person in pair:
        block(organizer, person)
    assert known(as_viewer(organizer), meetup) == {person.pk for person in pair}


def test_a_runner_keeps_the_spotter_they_do_not_see(meetup, pair, client_of, block):
    """Nobody is told, and nobody loses a seat: what the site admitted stays admitted."""
    block(*pair)
    page = client_of(pair[0]).get(reverse("meetups:detail", args=[meetup.public_id])).content.decode()
    assert str(pair[1]) not in page
    assert RSVP.objects.get(meetup=meetup, user=pair[0]).state == "going"


def test_who_leads_is_not_named_to_whom_they_are_kept_apart_from(meetup, member, organizer, client_of, block):
    url = reverse("meetups:detail", args=[meetup.public_id])
    assert str(organizer) in client_of(member).get(url).content.decode()
    block(member, organizer)
    page = client_of(member).get(url).content.decode()
    assert str(organizer) not in page
    assert "leads, and does not run or spot." in page


def test_the_leader_is_named_to_others_and_to_who_organizes(meetup, member, other_member, organizer, block):
    block(other_member, organizer)
    for person, may in ((member, True), (other_member, False), (organizer, True)):
        viewer = Viewer(person)
        assert leaders_of(Meetup.objects.for_page(viewer).get(), viewer) == [str(organizer)] * may


def test_the_calendar_and_the_date_itself_stay(meetup, member, organizer, client_of, block):
    block(member, organizer)
    for name in ("meetups:detail", "meetups:calendar"):
        assert client_of(member).get(reverse(name, args=[meetup.public_id])).status_code == 200
