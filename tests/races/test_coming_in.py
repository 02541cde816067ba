"""Two people decide, two tabs join, somebody is banned while they join: at one moment, on PostgreSQL."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts.models import Profile, User
from accounts.permissions import Refused, Viewer
from community.groups.actions import join_group, leave_group
from community.groups.admission import approve_request, ask_to_join, decline_request, withdraw_request
from community.groups.bans import remove_member
from community.groups.invitations import accept_invitation, invite_by_mail, make_link
from community.groups.models import Ban, Group, Invitation, JoinRequest, Membership, RequestState, Role
from tests.conftest import make_group
from tests.races.together import all_at_once, while_open

ROUNDS = 5
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


def make_person(name):
    user = User.objects.create(email=f"{name}@example.org")
    Profile.objects.create(user=user, display_name=name, birth_year=1990, acknowledged_version=1)
    return user


def ready(user):
    """A viewer who has read everything a rule asks for, before the others start."""
    viewer = Viewer(User.objects.with_profile().get(pk=user.pk))
    assert viewer.is_ready
    assert viewer.standing is not None
    return viewer


def refused_or_forbidden(call):
    try:
        return call()
    except PermissionDenied:
        return "forbidden"


def is_sound(group):
    """The group says how many members it has, and nobody banned is one of them."""
    said = Group.objects.get(pk=group.pk).member_count
    members = Membership.objects.filter(group=group)
    banned = Ban.objects.standing().filter(group=group).values("user_id")
    return said == members.count() and not members.filter(user__in=banned).exists()


@pytest.fixture
def organizers(db):
    return [make_person("petra"), make_person("paul")]


@pytest.fixture
def group(organizers):
    group = make_group("Neckar Heelfirsts", organizers[0])
    Membership.objects.create(group=group, user=organizers[1], role=Role.ORGANIZER)
    Group.objects.filter(pk=group.pk).update(member_count=2)
    group.refresh_from_db()
    return group


@pytest.fixture
def people(db):
    return [make_person(f"person{number}") for number in range(ROUNDS)]


@pytest.fixture
def asks(group):
    Group.objects.filter(pk=group.pk).update(join_policy="request")
    return lambda user: ask_to_join(group, by=ready(user), answers=[])


def test_of_two_who_approve_at_once_one_does(group, organizers, people, asks):
    for user in people:
        request = asks(user)
        calls = [partial(approve_request, request, by=ready(each)) for each in organizers * 4]
        found = all_at_once(*calls)
        assert [isinstance(each, Refused) for each in found].count(False) == 1
        assert JoinRequest.objects.get(pk=request.pk).state == RequestState.APPROVED
        assert is_sound(group)


def test_a_request_is_approved_or_declined(group, organizers, people, asks):
    for user in people:
        request = asks(user)
        all_at_once(
            partial(approve_request, request, by=ready(organizers[0])),
            partial(decline_request, request, by=ready(organizers[1]), reason="No."),
        )
        state = JoinRequest.objects.get(pk=request.pk).state
        assert Membership.objects.filter(user=user).exists() == (state == RequestState.APPROVED)
        assert is_sound(group)


def test_who_withdraws_while_they_are_approved_is_in_or_out(group, organizers, people, asks):
    for user in people:
        request = asks(user)
        all_at_once(
            partial(approve_request, request, by=ready(organizers[0])),
            partial(withdraw_request, request, by=ready(user)),
        )
        state = JoinRequest.objects.get(pk=request.pk).state
        assert Membership.objects.filter(user=user).exists() == (state == RequestState.APPROVED)
        assert is_sound(group)


def test_one_person_who_asks_in_sixteen_tabs_asks_once(group, people, asks):
    Group.objects.update(join_policy="request")
    viewer = ready(people[0])
    found = all_at_once(*[partial(ask_to_join, group, by=viewer, answers=[])] * 16)
    assert len(set(found)) == JoinRequest.objects.count() == 1


def test_one_person_with_a_link_in_sixteen_tabs_comes_in_once(group, organizers, people):
    link, viewer = make_link(group, by=ready(organizers[0])), ready(people[0])
    found = all_at_once(*[partial(accept_invitation, link, by=viewer)] * 16)
    assert sorted(found) == [False] * 15 + [True]
    assert Invitation.objects.get().uses == 1
    assert is_sound(group)


def test_a_letter_lets_one_of_many_in(group, organizers, people):
    for number in range(ROUNDS):
        letter = invite_by_mail(group, by=ready(organizers[0]), email=f"p{number}@example.com", language="en")
        fresh = [make_person(f"fresh{number}-{each}") for each in range(6)]
        found = all_at_once(*[partial(accept_invitation, letter, by=ready(user)) for user in fresh])
        assert [each for each in found if each is True] == [True]
        assert Invitation.objects.get(pk=letter.pk).uses == 1
        assert Membership.objects.filter(user__in=fresh).count() == 1
        assert is_sound(group)


def test_sixteen_forms_with_one_address_are_one_invitation(group, organizers):
    viewer = ready(organizers[0])
    all_at_once(*[partial(invite_by_mail, group, by=viewer, email="p@example.com", language="en")] * 16)
    assert Invitation.objects.count() == 1


def test_the_eleventh_letter_of_a_day_is_refused_however_fast_it_comes(group, organizers):
    viewer = ready(organizers[0])
    found = all_at_once(
        *[
            partial(invite_by_mail, group, by=viewer, email=f"p{number}@example.com", language="en")
            for number in range(14)
        ]
    )
    assert [isinstance(each, Refused) for each in found].count(True) == 4
    assert Invitation.objects.count() == 10


def test_who_joins_while_they_are_banned_is_out(group, organizers, people):
    """Whoever comes first: the other then sees what happened."""
    for user in people:
        membership = Membership.objects.create(group=group, user=user)
        Group.objects.filter(pk=group.pk).update(member_count=F("member_count") + 1)
        leave_group(group, by=ready(user))
        ban = partial(remove_member, membership, by=ready(organizers[0]), reason="No.", is_final=True)
        join = partial(refused_or_forbidden, partial(join_group, group, by=ready(user)))
        all_at_once(ban, join)
        assert is_sound(group)


def test_a_ban_that_is_not_committed_yet_is_waited_for(group, organizers, people):
    membership = Membership.objects.create(group=group, user=people[0])
    Group.objects.filter(pk=group.pk).update(member_count=3)
    viewer, link = ready(people[0]), make_link(group, by=ready(organizers[0]))
    found = while_open(
        partial(remove_member, membership, by=ready(organizers[0]), reason="No.", is_final=True),
        partial(refused_or_forbidden, partial(accept_invitation, link, by=viewer)),
    )
    assert found == "forbidden"
    assert is_sound(group)


def test_leaving_and_being_taken_out_at_once_is_one_end(group, organizers, people):
    for user in people:
        membership = Membership.objects.create(group=group, user=user)
        Group.objects.filter(pk=group.pk).update(member_count=F("member_count") + 1)
        all_at_once(
            partial(leave_group, group, by=ready(user)),
            partial(remove_member, membership, by=ready(organizers[0]), reason="No."),
        )
        assert is_sound(group)


def naive_join(group, user):
    """What holding the person replaces: look for a ban, and join after."""
    with transaction.atomic():
        is_banned = Ban.objects.standing().filter(group=group, user=user).exists()
        if not is_banned:
            Membership.objects.create(group=group, user=user)
            Group.objects.filter(pk=group.pk).update(member_count=F("member_count") + 1)


def test_without_holding_the_person_who_is_banned_slips_in(group, organizers, people):
    """The negative control: this race finds a banned member where there is one."""
    user = people[0]

    def ban():
        Ban.objects.create(group=group, user=user, email_hash="0" * 64)

    while_open(ban, partial(naive_join, group, user))
    assert not is_sound(group)
