"""Whose names somebody kept apart still finds in a group: none, but where they moderate."""

import pytest
from django.urls import reverse

from accounts.models import Block
from community.groups.models import Group, Membership


@pytest.fixture(params=["I block", "I am blocked"])
def block(request):
    def put(one, other):
        pair = (one, other) if request.param == "I block" else (other, one)
        Block.objects.put(blocker=pair[0].pk, blocked=pair[1].pk)
        return request.param

    return put


def known(viewer, group) -> set[int]:
    return set(Membership.objects.of_group(group.pk).known_to(viewer).values_list("user_id", flat=True))


def test_two_kept_apart_are_in_no_list_of_each_other(
    member, other_member, organizer, group, as_viewer, block
):
    block(member, other_member)
    assert known(as_viewer(member), group) == {member.pk, organizer.pk}
    assert known(as_viewer(other_member), group) == {other_member.pk, organizer.pk}
    assert known(as_viewer(organizer), group) == {member.pk, other_member.pk, organizer.pk}


@pytest.mark.parametrize("who", ["organizer", "moderator", "site_moderator"])
def test_who_moderates_still_sees_everybody(request, member, group, as_viewer, block, who):
    person = request.getfixturevalue(who)
    before = known(as_viewer(person), group)
    block(person, member)
    assert known(as_viewer(person), group) == before


def test_only_who_blocked_is_reminded_of_it(member, organizer, group, client_of, block):
    by = block(organizer, member)
    page = client_of(organizer).get(reverse("groups:members", args=[group.slug])).content.decode()
    assert str(member) in page
    assert ("blocked by you" in page) is (by == "I block")


def test_a_membership_of_who_is_apart_is_not_there(member, other_member, group, client_of, block):
    url = reverse("groups:role", args=[group.slug, other_member.public_id])
    assert client_of(member).post(url, {"role": "moderator"}).status_code == 403
    block(member, other_member)
    assert client_of(member).post(url, {"role": "moderator"}).status_code == 404


def test_the_page_of_the_group_does_not_name_who_runs_it(member, organizer, group, client_of, block):
    url = reverse("groups:detail", args=[group.slug])
    assert str(organizer) in client_of(member).get(url).content.decode()
    block(member, organizer)
    page = client_of(member).get(url).content.decode()
    assert str(organizer) not in page
    assert "Nobody is named here at the moment." in page


def test_the_number_of_members_stands(member, other_member, group, client_of, block):
    block(member, other_member)
    count = Group.objects.get(pk=group.pk).member_count
    page = client_of(member).get(reverse("groups:detail", args=[group.slug])).content.decode()
    assert f"{count} members" in page


def test_the_list_costs_one_query_with_and_without_blocks(
    member, other_member, group, as_viewer, django_assert_num_queries
):
    Block.objects.put(blocker=member.pk, blocked=other_member.pk)
    viewer = as_viewer(member)
    assert viewer.is_member_of(group.pk)
    with django_assert_num_queries(1):
        assert len(Membership.objects.of_group(group.pk).known_to(viewer).for_list()) == 2
