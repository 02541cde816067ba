"""Who is taken out of a group, or banned from it, holds nothing at its dates any more."""

import pytest

from accounts.permissions import Refused
from community.groups.bans import remove_member
from community.groups.models import Membership
from events.meetups.actions import answer_meetup
from events.meetups.models import RSVP, Meetup


@pytest.fixture
def take_out(organizer, as_viewer):
    def done(user, **fields):
        membership = Membership.objects.select_related("group", "user__profile").get(user=user)
        remove_member(membership, by=as_viewer(organizer), reason="You ran alone.", **fields)

    return done


def state_of(meetup, user):
    return RSVP.objects.get(meetup=meetup, user=user).state


@pytest.mark.parametrize("is_final", [False, True])
def test_the_seat_of_who_is_taken_out_goes_to_the_next(
    meetup, answer, member, other_member, take_out, is_final
):
    Meetup.objects.update(capacity=1)
    answer(meetup, member)
    answer(meetup, other_member)
    assert (state_of(meetup, member), state_of(meetup, other_member)) == ("waiting", "waitlisted")
    take_out(member, is_final=is_final)
    assert (state_of(meetup, member), state_of(meetup, other_member)) == ("declined", "offered")
    assert Meetup.objects.get().runners_offered == 1


@pytest.mark.parametrize("is_final", [False, True])
def test_an_answer_that_is_older_than_the_removal_is_refused_in_words(
    meetup, member, as_viewer, take_out, is_final
):
    stale = as_viewer(member)
    assert stale.is_member_of(meetup.group_id)
    take_out(member, is_final=is_final)
    with pytest.raises(Refused, match="Join Neckar Heelfirsts first"):
        answer_meetup(Meetup.objects.select_related("group").get(), by=stale, part="runner")
    assert not RSVP.objects.live().exists()


def test_the_dates_are_not_there_for_who_is_banned(meetup, member, as_viewer, client_of, take_out):
    path = meetup.get_absolute_url()
    assert client_of(member).get(path).status_code == 200
    take_out(member, is_final=True)
    client = client_of(member)
    assert [client.get(path).status_code, client.get(f"{path}calendar/").status_code] == [404, 404]
    assert not Meetup.objects.visible_to(as_viewer(member)).exists()
