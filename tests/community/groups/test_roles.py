"""Several people run a group, and it is never without somebody who does."""

import io
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from accounts.permissions import Refused
from accounts.users.models import User
from community.groups.actions import (
    change_role,
    hand_over_group,
    leave_group,
    step_down,
    take_over_group,
)
from community.groups.models import Ban, Group, Membership, Role
from community.groups.organizers import GONE_AFTER, organizers_are_gone
from tests.conftest import join
from tests.telling import told


def of(user):
    return Membership.objects.select_related("group", "user__profile").get(user=user)


def roles(group):
    rows = Membership.objects.filter(group=group).order_by("user__email")
    return {email.partition("@")[0]: role for email, role in rows.values_list("user__email", "role")}


@pytest.fixture
def second(make_user, group):
    """Another organizer."""
    return join(make_user("paul"), group, Role.ORGANIZER)


def be_gone(*people):
    """They signed in last so long ago that the group may be taken over."""
    before = timezone.now() - GONE_AFTER - timedelta(minutes=1)
    User.objects.filter(pk__in=[user.pk for user in people]).update(last_login=before, joined_at=before)


# ---- Giving roles ----


@pytest.mark.parametrize("role", Role.values)
def test_an_organizer_gives_every_role(group, organizer, member, as_viewer, role):
    before = of(member).role_since
    assert change_role(of(member), by=as_viewer(organizer), role=Role(role)) == (role != "member")
    assert (of(member).role, of(member).role_since > before) == (role, role != "member")


def test_who_is_leaving_the_site_gets_no_role_and_can_lose_one(
    group, organizer, second, member, moderator, as_viewer
):
    User.objects.filter(pk__in=[member.pk, moderator.pk]).update(leaving_at=timezone.now())
    for give in (
        lambda: change_role(of(member), by=as_viewer(organizer), role=Role.MODERATOR),
        lambda: hand_over_group(of(member), by=as_viewer(organizer)),
    ):
        with pytest.raises(Refused, match="about to leave Backstride"):
            give()
    assert change_role(of(moderator), by=as_viewer(organizer), role=Role.MEMBER)
    assert roles(group) == {
        "petra": "organizer",
        "paul": "organizer",
        "mira": "member",
        "mona": "member",
    }


def test_who_founded_the_group_can_be_unmade_by_another_organizer(group, organizer, second, as_viewer):
    assert change_role(of(organizer), by=as_viewer(second), role=Role.MEMBER)
    assert roles(group) == {"paul": "organizer", "petra": "member"}
    assert Group.objects.get().founder == organizer


@pytest.mark.parametrize(("role", "words"), [("moderator", "a moderator"), ("organizer", "an organizer")])
def test_who_gets_a_role_is_told_and_not_told_when_it_is_gone_again(
    group, organizer, member, as_viewer, client_of, role, words
):
    change_role(of(member), by=as_viewer(organizer), role=Role(role))
    [line] = told(kind="groups.role", recipient=member)
    assert f"You are {words} of Neckar Heelfirsts now." in client_of(member).get("/bell/").content.decode()
    change_role(of(member), by=as_viewer(organizer), role=Role.MEMBER)
    assert not told(pk=line.pk, is_hidden=False).exists()


def test_a_minor_does_not_become_organizer(group, organizer, make_user, this_year, as_viewer):
    young = join(make_user("ada", birth_year=this_year - 17), group, Role.MEMBER)
    with pytest.raises(Refused, match="Organizers are 18 or older"):
        change_role(of(young), by=as_viewer(organizer), role=Role.ORGANIZER)
    assert change_role(of(young), by=as_viewer(organizer), role=Role.MODERATOR)


# ---- Giving a role back ----


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR])
def test_one_of_two_organizers_steps_down(group, organizer, second, as_viewer, role):
    assert step_down(group, by=as_viewer(second), role=role)
    assert roles(group) == {"paul": role, "petra": "organizer"}


def test_the_only_organizer_does_not_step_down(group, organizer, member, as_viewer):
    with pytest.raises(Refused, match="You are the only organizer"):
        step_down(group, by=as_viewer(organizer), role=Role.MEMBER)
    assert of(organizer).role == "organizer"


@pytest.mark.parametrize("who", ["moderator", "organizer"])
def test_nobody_steps_up(group, second, request, as_viewer, who):
    user = request.getfixturevalue(who)
    before = of(user).role
    assert not step_down(group, by=as_viewer(user), role=Role(before))
    assert of(user).role == before


def test_a_member_has_nothing_to_give_back(group, member, as_viewer):
    with pytest.raises(PermissionDenied):
        step_down(group, by=as_viewer(member), role=Role.MEMBER)


@pytest.mark.parametrize(
    "gone", [{"is_active": False}, {"leaving_at": timezone.now()}, {"erased_at": timezone.now()}]
)
def test_an_organizer_whose_account_is_on_its_way_out_counts_for_nothing(
    group, organizer, second, as_viewer, gone
):
    User.objects.filter(pk=second.pk).update(**gone)
    with pytest.raises(Refused, match="Archive it in its settings first"):
        leave_group(group, by=as_viewer(organizer))
    assert list(Membership.objects.last_organizer(organizer.pk)) == [of(organizer)]


def test_an_organizer_leaves_when_there_is_another(group, organizer, second, as_viewer):
    assert leave_group(group, by=as_viewer(organizer))
    assert roles(group) == {"paul": "organizer"}
    assert list(Membership.objects.last_organizer(second.pk)) == [of(second)]


def test_who_is_alone_in_an_archived_group_may_leave_it(group, organizer, as_viewer):
    Group.objects.update(archived_at=timezone.now())
    assert not Membership.objects.last_organizer(organizer.pk).exists()
    assert leave_group(group, by=as_viewer(organizer))


def test_an_archived_group_with_members_keeps_its_organizer(group, organizer, member, as_viewer):
    Group.objects.update(archived_at=timezone.now())
    with pytest.raises(Refused, match="You are the only organizer"):
        leave_group(group, by=as_viewer(organizer))


# ---- Handing over ----


def test_a_group_is_handed_over_in_one_step(group, organizer, member, as_viewer):
    hand_over_group(of(member), by=as_viewer(organizer))
    assert roles(group) == {"mira": "organizer", "petra": "member"}
    assert [line.recipient for line in told(kind="groups.role")] == [member]


def test_handing_over_to_who_may_not_run_a_group_changes_nothing(
    group, organizer, make_user, this_year, as_viewer
):
    young = join(make_user("ada", birth_year=this_year - 17), group, Role.MEMBER)
    with pytest.raises(Refused, match="18 or older"):
        hand_over_group(of(young), by=as_viewer(organizer))
    assert roles(group) == {"ada": "member", "petra": "organizer"}


def test_handing_over_asks_first(client_of, group, organizer, member):
    client = client_of(organizer)
    url = reverse("groups:hand_over", args=[group.slug, member.public_id])
    assert "Hand Neckar Heelfirsts over to Mira?" in client.get(url).content.decode()
    assert of(organizer).role == "organizer"
    page = client.post(url, follow=True).content.decode()
    assert "Mira runs the group now, and you are a member." in page


def test_stepping_down_asks_first(client_of, group, organizer, second):
    client, url = client_of(second), reverse("groups:step_down", args=[group.slug])
    assert "Be a moderator" in client.get(url).content.decode()
    client.post(url, {"role": "organizer"})
    assert of(second).role == "organizer"
    client.post(url, {"role": "moderator"})
    assert of(second).role == "moderator"


# ---- Taking over ----


def test_a_moderator_takes_over_when_every_organizer_is_gone(
    group, organizer, second, moderator, as_viewer, caplog
):
    be_gone(organizer, second)
    assert take_over_group(group, by=as_viewer(moderator))
    assert roles(group) == {"mona": "organizer", "paul": "organizer", "petra": "organizer"}
    assert {line.recipient for line in told(kind="groups.taken_over")} == {organizer, second}
    assert f"group {group.public_id} was taken over" in caplog.text
    assert "Neckar" not in caplog.text


def test_nobody_takes_over_while_one_organizer_is_there(group, organizer, second, moderator, as_viewer):
    be_gone(second)
    with pytest.raises(Refused, match="within the last 60 days"):
        take_over_group(group, by=as_viewer(moderator))
    assert of(moderator).role == "moderator"


@pytest.mark.parametrize(("days_left", "is_taken"), [(1, False), (-1, True)])
def test_who_stays_signed_in_is_not_gone(group, organizer, days_left, is_taken):
    be_gone(organizer)
    ends = timezone.now() + timedelta(days=days_left)
    session = Session.objects.create(session_key="k" * 32, session_data="", expire_date=ends)
    UserSession.objects.create(user=organizer, session_key=session.session_key, ip="::")
    assert organizers_are_gone(group.pk) == is_taken


@pytest.mark.parametrize("who", ["member", "outsider", "site_moderator", "operator", "other_moderator"])
def test_only_moderators_take_over(group, organizer, request, as_viewer, who):
    be_gone(organizer)
    with pytest.raises(PermissionDenied):
        take_over_group(group, by=as_viewer(request.getfixturevalue(who)))


def test_the_button_is_there_for_moderators_and_only_then(client_of, group, organizer, moderator, member):
    def page(user):
        return client_of(user).get(reverse("groups:members", args=[group.slug])).content.decode()

    assert "Run this group" not in page(moderator)
    be_gone(organizer)
    assert "Run this group" in page(moderator)
    assert "Run this group" not in page(member)
    client_of(moderator).post(reverse("groups:take_over", args=[group.slug]))
    assert of(moderator).role == "organizer"


# ---- By the operator ----


def command(slug, email):
    out = io.StringIO()
    call_command("hand_over_group", slug, email, stdout=out)
    return out.getvalue()


def test_the_operator_hands_a_group_over(group, organizer, outsider):
    assert "otto@example.org runs this group now" in command(group.slug, "otto@Example.org").lower()
    assert roles(group) == {"otto": "organizer", "petra": "organizer"}
    assert Group.objects.get().member_count == 2
    assert [line.recipient for line in told(kind="groups.role")] == [outsider]
    assert "already" in command(group.slug, "otto@example.org")


@pytest.mark.parametrize(
    ("slug", "email", "words"),
    [
        ("no-such-group", "otto@example.org", "There is no group"),
        ("neckar-heelfirsts", "nobody@example.org", "no account in use"),
        ("neckar-heelfirsts", "nele@example.org", "18 or older"),
        ("neckar-heelfirsts", "otto@example.org", "banned"),
    ],
)
def test_the_operator_is_told_what_cannot_be(group, outsider, newcomer, slug, email, words):
    Ban.objects.create(group=group, user=outsider, email_hash="0" * 64)
    with pytest.raises(CommandError, match=words):
        command(slug, email)
    assert roles(group) == {"petra": "organizer"}
    assert not Notification.objects.exists()
