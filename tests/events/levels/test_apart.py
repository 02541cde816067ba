"""Spotters of a group, and who spoke for them, for people kept apart."""

import pytest
from django.urls import reverse

from accounts.models import Block
from events.levels.actions import declare_spotter


@pytest.fixture(params=["I block", "I am blocked"])
def block(request):
    def put(one, other):
        pair = (one, other) if request.param == "I block" else (other, one)
        Block.objects.put(blocker=pair[0].pk, blocked=pair[1].pk)

    return put


@pytest.fixture
def declare(membership_of, group, organizer, as_viewer):
    """The organizer speaks for somebody."""

    def speak(person):
        return declare_spotter(membership_of(person, group), by=as_viewer(organizer))

    return speak


@pytest.fixture
def page(client_of):
    def read(person, name, *args):
        return client_of(person).get(reverse(name, args=args)).content.decode()

    return read


def test_two_kept_apart_are_not_in_the_list(member, other_member, group, page, block):
    block(member, other_member)
    shown = page(member, "levels:in_group", group.slug)
    assert (str(member) in shown, str(other_member) in shown) == (True, False)


def test_who_spoke_for_a_spotter_is_not_named_to_whom_they_are_apart_from(
    declare, has_passed, member, other_member, organizer, group, page, block
):
    has_passed(member)
    declare(member)
    assert f"declared by {organizer}" in page(other_member, "levels:in_group", group.slug)
    block(other_member, organizer)
    shown = page(other_member, "levels:in_group", group.slug)
    assert "Provisional spotter (S1), until" in shown
    assert str(organizer) not in shown


def test_ones_own_level_does_not_name_them_either(declare, has_passed, member, organizer, page, block):
    has_passed(member)
    declare(member)
    assert f"Declared by {organizer}." in page(member, "levels:index")
    block(member, organizer)
    shown = page(member, "levels:index")
    assert "Holds until" in shown
    assert str(organizer) not in shown


def test_who_moderates_sees_who_spoke(declare, has_passed, member, moderator, organizer, group, page, block):
    has_passed(member)
    declare(member)
    block(moderator, organizer)
    assert f"declared by {organizer}" in page(moderator, "levels:in_group", group.slug)
