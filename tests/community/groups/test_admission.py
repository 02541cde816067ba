"""Asking to join, and what an organizer answers."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.permissions import Refused
from community.groups.actions import join_group, leave_group
from community.groups.admission import approve_request, ask_to_join, decline_request, withdraw_request
from community.groups.joining_tasks import prune_requests
from community.groups.models import Group, JoinRequest, Membership, RequestState, Role
from tests.telling import told

ANSWERS = [("Have you run backwards before?", "Twice.")]


@pytest.fixture
def asking_group(group):
    """One that decides who joins."""
    Group.objects.filter(pk=group.pk).update(join_policy="request", questions=[ANSWERS[0][0]])
    group.refresh_from_db()
    return group


@pytest.fixture
def asked(asking_group, outsider, as_viewer):
    return ask_to_join(asking_group, by=as_viewer(outsider), answers=ANSWERS)


def state_of(request):
    return JoinRequest.objects.get(pk=request.pk).state


# ---- Asking ----


def test_who_asks_waits_and_organizers_are_told(asked, outsider, organizer):
    assert (asked.user, asked.state) == (outsider, RequestState.WAITING)
    assert asked.answers == [["Have you run backwards before?", "Twice."]]
    assert not Membership.objects.filter(user=outsider).exists()
    assert [line.recipient for line in told(kind="groups.asked")] == [organizer]


def test_asking_twice_is_asking_once_and_keeps_the_first_words(asked, asking_group, outsider, as_viewer):
    again = ask_to_join(asking_group, by=as_viewer(outsider), answers=[("Else?", "Else.")])
    assert again == asked
    assert again.answers == [["Have you run backwards before?", "Twice."]]
    assert JoinRequest.objects.count() == 1
    assert told(kind="groups.asked").count() == 1


def test_the_button_alone_lets_nobody_into_a_group_that_decides(asking_group, outsider, as_viewer):
    with pytest.raises(Refused, match="This group decides who joins"):
        join_group(asking_group, by=as_viewer(outsider))
    assert not Membership.objects.filter(user=outsider).exists()


def test_a_member_asks_for_nothing(asking_group, member, as_viewer):
    with pytest.raises(Refused, match="already a member"):
        ask_to_join(asking_group, by=as_viewer(member), answers=[])


def test_a_newcomer_reads_the_safety_text_first(asking_group, newcomer, as_viewer):
    with pytest.raises(PermissionDenied):
        ask_to_join(asking_group, by=as_viewer(newcomer), answers=[])


def test_nobody_asks_where_everybody_may_join(group, outsider, as_viewer):
    with pytest.raises(Refused, match="You need not ask"):
        ask_to_join(group, by=as_viewer(outsider), answers=[])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"join_policy": "invite"}, "by invitation only"),
        ({"archived_at": timezone.now()}, "is archived"),
    ],
)
@pytest.mark.parametrize("act", ["ask", "join"])
def test_a_group_that_takes_nobody_says_so(group, outsider, as_viewer, fields, words, act):
    Group.objects.filter(pk=group.pk).update(**fields)
    with pytest.raises(Refused, match=words):
        if act == "ask":
            ask_to_join(group, by=as_viewer(outsider), answers=[])
        else:
            join_group(group, by=as_viewer(outsider))
    assert (JoinRequest.objects.count(), Membership.objects.filter(user=outsider).count()) == (0, 0)


def test_the_policy_that_counts_is_the_one_of_this_moment(group, outsider, as_viewer):
    stale = Group.objects.get(pk=group.pk)
    Group.objects.filter(pk=group.pk).update(join_policy="invite")
    with pytest.raises(Refused, match="by invitation only"):
        join_group(stale, by=as_viewer(outsider))


def test_a_policy_that_opens_lets_who_waits_join_at_once(asked, asking_group, outsider, as_viewer):
    Group.objects.filter(pk=asking_group.pk).update(join_policy="open")
    assert join_group(asking_group, by=as_viewer(outsider)) is True
    assert state_of(asked) == RequestState.WITHDRAWN
    assert not told(kind="groups.asked").exists()


# ---- Deciding ----


def test_who_is_approved_is_in_and_is_told(asked, asking_group, outsider, organizer, as_viewer):
    approve_request(asked, by=as_viewer(organizer))
    assert Membership.objects.get(group=asking_group, user=outsider).role == Role.MEMBER
    assert Group.objects.get(pk=asking_group.pk).member_count == 2
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (RequestState.APPROVED, organizer)
    assert {line.kind: line.recipient for line in told()} == {"groups.approved": outsider}


def test_another_organizer_hears_of_the_new_member_and_no_longer_of_the_request(
    asked, organizer, moderator, as_viewer
):
    Membership.objects.filter(user=moderator).update(role=Role.ORGANIZER)
    assert told(kind="groups.asked", recipient=moderator).exists()
    approve_request(asked, by=as_viewer(organizer))
    assert [line.kind for line in told(recipient=moderator)] == ["groups.joined"]


def test_who_is_declined_reads_why(asked, outsider, organizer, as_viewer):
    decline_request(asked, by=as_viewer(organizer), reason="We are full.")
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (RequestState.DECLINED, "We are full.")
    assert not Membership.objects.filter(user=outsider).exists()
    assert {line.kind: line.recipient for line in told()} == {"groups.declined": outsider}


def test_who_is_declined_asks_again_after_seven_days(
    asked, asking_group, outsider, organizer, as_viewer, time_machine
):
    decline_request(asked, by=as_viewer(organizer), reason="We are full.")
    with pytest.raises(Refused, match="You can try again after"):
        ask_to_join(asking_group, by=as_viewer(outsider), answers=ANSWERS)
    time_machine.move_to(timezone.now() + timedelta(days=7, minutes=1))
    assert ask_to_join(asking_group, by=as_viewer(outsider), answers=ANSWERS) != asked


def test_who_withdrew_asks_again_at_once(asked, asking_group, outsider, as_viewer):
    assert withdraw_request(asked, by=as_viewer(outsider)) is True
    assert ask_to_join(asking_group, by=as_viewer(outsider), answers=ANSWERS) != asked


@pytest.mark.parametrize(
    ("first", "words"),
    [("approve", "they are in"), ("decline", "they have had a no"), ("withdraw", "taken their")],
)
@pytest.mark.parametrize("second", ["approve", "decline"])
def test_what_is_settled_is_not_decided_again(asked, outsider, organizer, as_viewer, first, second, words):
    acts = {
        "approve": lambda: approve_request(asked, by=as_viewer(organizer)),
        "decline": lambda: decline_request(asked, by=as_viewer(organizer), reason="No."),
        "withdraw": lambda: withdraw_request(asked, by=as_viewer(outsider)),
    }
    acts[first]()
    is_member = Membership.objects.filter(user=outsider).exists()
    with pytest.raises(Refused, match=words):
        acts[second]()
    assert Membership.objects.filter(user=outsider).exists() == is_member == (first == "approve")


def test_withdrawing_what_is_decided_changes_nothing(asked, outsider, organizer, as_viewer):
    approve_request(asked, by=as_viewer(organizer))
    assert withdraw_request(asked, by=as_viewer(outsider)) is False
    assert state_of(asked) == RequestState.APPROVED


def test_who_came_in_otherwise_is_in_once(asked, asking_group, outsider, organizer, as_viewer):
    Membership.objects.create(group=asking_group, user=outsider)
    approve_request(asked, by=as_viewer(organizer))
    assert Membership.objects.filter(user=outsider).count() == 1
    assert Group.objects.get(pk=asking_group.pk).member_count == 1


def test_who_is_leaving_the_site_is_not_taken_in(asked, outsider, organizer, as_viewer):
    outsider.leaving_at = timezone.now()
    outsider.save()
    with pytest.raises(Refused, match="about to leave"):
        approve_request(asked, by=as_viewer(organizer))
    assert state_of(asked) == RequestState.WAITING


@pytest.mark.parametrize("who", ["member", "moderator", "outsider", "other_moderator", "site_moderator"])
def test_only_organizers_decide(request, asked, as_viewer, who):
    viewer = as_viewer(request.getfixturevalue(who))
    with pytest.raises(PermissionDenied):
        approve_request(asked, by=viewer)
    with pytest.raises(PermissionDenied):
        decline_request(asked, by=viewer, reason="No.")
    assert state_of(asked) == RequestState.WAITING


def test_nobody_withdraws_for_another(asked, organizer, as_viewer):
    with pytest.raises(PermissionDenied):
        withdraw_request(asked, by=as_viewer(organizer))


# ---- What is kept ----


@pytest.mark.parametrize(("days", "kept"), [(179, 1), (181, 0)])
def test_decided_requests_are_deleted_after_180_days(asked, outsider, as_viewer, time_machine, days, kept):
    withdraw_request(asked, by=as_viewer(outsider))
    time_machine.move_to(timezone.now() + timedelta(days=days))
    prune_requests()
    assert JoinRequest.objects.count() == kept


def test_what_waits_is_never_deleted(asked, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=400))
    prune_requests()
    assert JoinRequest.objects.count() == 1


def test_leaving_and_asking_again_is_a_request_of_its_own(
    asked, asking_group, outsider, organizer, as_viewer
):
    approve_request(asked, by=as_viewer(organizer))
    leave_group(asking_group, by=as_viewer(outsider))
    again = ask_to_join(asking_group, by=as_viewer(outsider), answers=ANSWERS)
    assert (again.state, JoinRequest.objects.count()) == (RequestState.WAITING, 2)
