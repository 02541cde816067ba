"""Taking a level back frees the places of a spotter, and nothing else."""

from datetime import timedelta

import pytest

from community.groups.models import Membership
from community.guide.actions import pass_quiz
from events.levels.actions import declare_spotter, revoke_level
from events.levels.models import SpotterLevel
from events.meetups.models import RSVP
from tests.telling import told


@pytest.fixture
def level(group, organizer, other_member, as_viewer):
    """Leyla, declared by the founder."""
    pass_quiz(by=as_viewer(other_member))
    membership = Membership.objects.of_person_in(group.slug, other_member.public_id).get()
    return declare_spotter(membership, by=as_viewer(organizer))


@pytest.fixture
def take_back(level, organizer, as_viewer):
    return lambda: revoke_level(level, by=as_viewer(organizer))


def state_of(user):
    return RSVP.objects.get(user=user).state


def test_her_place_at_the_line_is_free_and_the_leader_knows(
    meetup, member, other_member, organizer, answer, counters, take_back
):
    answer(meetup, member)
    answer(meetup, other_member, "spotter")
    take_back()
    assert state_of(other_member) == "declined"
    assert counters(meetup) == (1, 0, 0)
    assert told(kind="meetups.spotter_left", recipient=organizer).count() == 1


def test_the_runner_who_was_going_is_not_dropped(meetup, member, other_member, answer, take_back):
    answer(meetup, member)
    answer(meetup, other_member, "spotter")
    take_back()
    assert state_of(member) == "going"


def test_where_she_runs_she_still_runs(meetup, other_member, answer, take_back):
    answer(meetup, other_member)
    take_back()
    assert state_of(other_member) == "waiting"


def test_what_is_over_stays_as_it_was(meetup, other_member, answer, take_back, clock):
    answer(meetup, other_member, "spotter")
    clock.move_to(meetup.ends_at + timedelta(minutes=1))
    take_back()
    assert state_of(other_member) == "going"


def test_who_holds_another_level_keeps_the_place(meetup, other_member, organizer, level, answer, take_back):
    answer(meetup, other_member, "spotter")
    SpotterLevel.objects.create(
        user=other_member,
        level="S2",
        declared_by=organizer,
        expires_at=level.expires_at,
    )
    take_back()
    assert state_of(other_member) == "going"
