"""Being taken out, being kept out, and being let back."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.contact.actions import open_thread
from accounts.contact.models import Thread, Topic
from accounts.contracts import account_opened
from accounts.permissions import Refused, Viewer
from accounts.users.actions import open_account
from accounts.users.models import User
from community.groups.actions import change_role, join_group, leave_group
from community.groups.addresses import address_hashes
from community.groups.admission import ask_to_join
from community.groups.bans import ban_applicant, lift_ban, remove_member
from community.groups.contracts import membership_ended
from community.groups.invitations import make_link
from community.groups.models import Ban, Group, Invitation, JoinRequest, Membership, RequestState, Role
from tests.conftest import join
from tests.telling import told


@pytest.fixture
def take_out(group, organizer, as_viewer):
    """Take somebody out, for good or not."""

    def done(user, *, by=organizer, **fields):
        membership = Membership.objects.select_related("group", "user__profile").get(group=group, user=user)
        remove_member(membership, by=as_viewer(by), **{"reason": "You ran alone.", **fields})

    return done


@pytest.fixture
def ended(monkeypatch):
    """Who was told that a membership ended, beside those who always are."""
    told = []

    def keep(group_id, user_id):
        told.append((group_id, user_id))

    monkeypatch.setattr(membership_ended, "answers", [*membership_ended.answers, keep])
    return told


def sees(group, viewer):
    return Group.objects.visible_to(viewer).filter(pk=group.pk).exists()


def belongs(user, group):
    return Membership.objects.filter(user=user, group=group).exists()


# ---- Taking out ----


def test_who_is_taken_out_is_told_why_and_gives_back_what_they_held(take_out, group, member, ended):
    take_out(member)
    assert not belongs(member, group)
    assert (Group.objects.get(pk=group.pk).member_count, ended) == (1, [(group.pk, member.pk)])
    [line] = told(kind="groups.removed")
    row = JoinRequest.objects.get()
    assert (line.recipient, line.target) == (member, row.public_id)
    assert (row.reason, row.is_removal, row.state) == ("You ran alone.", True, RequestState.DECLINED)


def test_who_was_taken_out_comes_back_after_seven_days(take_out, group, member, as_viewer, time_machine):
    take_out(member)
    with pytest.raises(Refused, match="You can try again after"):
        join_group(group, by=as_viewer(member))
    time_machine.move_to(timezone.now() + timedelta(days=7, minutes=1))
    assert join_group(group, by=as_viewer(member)) is True


def test_who_decides_next_reads_why_and_it_is_no_request(take_out, group, member, organizer, as_viewer):
    take_out(member)
    assert not JoinRequest.objects.visible_to(as_viewer(organizer)).exists()
    asked = JoinRequest.objects.create(group=group, user=member)
    earlier = JoinRequest.objects.decidable_by(as_viewer(organizer)).before(asked)
    assert [(row.is_removal, row.reason) for row in earlier] == [(True, "You ran alone.")]


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        ("organizer", "member", True),
        ("organizer", "moderator", True),
        ("organizer", "organizer", False),
        ("organizer", "second_organizer", False),
        ("moderator", "member", True),
        ("moderator", "second_moderator", False),
        ("moderator", "moderator", False),
        ("moderator", "organizer", False),
        ("member", "other_member", False),
        ("outsider", "member", False),
        ("other_moderator", "member", False),
        ("site_moderator", "member", False),
        ("operator", "member", False),
    ],
)
@pytest.mark.parametrize("is_final", [False, True])
def test_who_takes_whom_out(request, take_out, make_user, group, who, whom, may, is_final):
    join(make_user("second"), group, Role.ORGANIZER)
    join(make_user("third"), group, Role.MODERATOR)
    others = {"second_organizer": "second@example.org", "second_moderator": "third@example.org"}
    user = User.objects.get(email=others[whom]) if whom in others else request.getfixturevalue(whom)
    if may:
        take_out(user, by=request.getfixturevalue(who), is_final=is_final)
    else:
        with pytest.raises(PermissionDenied):
            take_out(user, by=request.getfixturevalue(who), is_final=is_final)
    assert (not belongs(user, group)) == may
    assert Ban.objects.filter(user=user).exists() == (may and is_final)


def test_who_left_a_moment_ago_is_not_taken_out(take_out, group, member, organizer, as_viewer):
    membership = Membership.objects.get(user=member)
    leave_group(group, by=as_viewer(member))
    with pytest.raises(Refused, match="They have left"):
        remove_member(membership, by=as_viewer(organizer), reason="No.")
    assert (JoinRequest.objects.count(), told(kind="groups.removed").count()) == (0, 0)


def test_who_left_a_moment_ago_is_banned_all_the_same(group, member, organizer, as_viewer):
    membership = Membership.objects.get(user=member)
    leave_group(group, by=as_viewer(member))
    remove_member(membership, by=as_viewer(organizer), reason="No.", is_final=True)
    assert not sees(group, as_viewer(member))


@pytest.mark.parametrize("is_final", [False, True])
def test_who_became_organizer_a_moment_ago_is_not_taken_out(
    group, member, organizer, moderator, as_viewer, is_final
):
    membership = Membership.objects.select_related("group", "user__profile").get(user=member)
    change_role(
        Membership.objects.select_related("group", "user__profile").get(user=member),
        by=as_viewer(organizer),
        role=Role.ORGANIZER,
    )
    with pytest.raises(Refused, match="another role now"):
        remove_member(membership, by=as_viewer(moderator), reason="No.", is_final=is_final)
    assert belongs(member, group)
    assert Ban.objects.count() == 0


# ---- Banning ----


def test_who_is_banned_is_told_once_and_sees_nothing_more(take_out, group, member, organizer, as_viewer):
    take_out(member, is_final=True, note="Third time.")
    assert not belongs(member, group)
    assert not sees(group, as_viewer(member))
    ban = Ban.objects.get()
    assert (ban.user, ban.banned_by, ban.reason) == (member, organizer, "Third time.")
    assert [line.kind for line in told(recipient=member)] == ["groups.removed"]


def test_taking_out_twice_is_one_ban(take_out, group, member, organizer, as_viewer):
    membership = Membership.objects.get(user=member)
    for _ in range(2):
        remove_member(membership, by=as_viewer(organizer), reason="No.", is_final=True)
    assert Ban.objects.count() == 1


@pytest.mark.parametrize("policy", ["open", "request"])
def test_who_is_banned_neither_joins_nor_asks_with_a_form_that_is_older(
    take_out, group, member, as_viewer, policy
):
    stale = as_viewer(member)
    take_out(member, is_final=True)
    fresh = as_viewer(member)
    assert stale.is_ready
    stale.standing = {}  # what the form's own request had read before
    Group.objects.filter(pk=group.pk).update(join_policy=policy)
    for viewer in (stale, fresh):
        with pytest.raises(PermissionDenied):
            join_group(group, by=viewer)
        with pytest.raises(PermissionDenied):
            ask_to_join(group, by=viewer, answers=[])
    assert not belongs(member, group)


def test_a_ban_ends_what_waits_and_what_lets_others_in(group, outsider, organizer, as_viewer):
    Group.objects.filter(pk=group.pk).update(join_policy="request")
    asked = ask_to_join(group, by=as_viewer(outsider), answers=[])
    thread = open_thread(
        Topic.JOINING, by=as_viewer(outsider), target=asked.public_id, person=outsider, group_id=group.pk
    )
    assert told(kind="groups.asked").exists()
    ban_applicant(asked, by=as_viewer(organizer), note="Spam.")
    asked.refresh_from_db()
    assert asked.state == RequestState.WITHDRAWN
    assert Thread.objects.get(pk=thread.pk).closed_at is not None
    assert not told().exclude(kind="contact.message").exists()
    assert not sees(group, as_viewer(outsider))
    assert not JoinRequest.objects.visible_to(as_viewer(outsider)).exists()


def test_invitations_of_who_is_banned_let_nobody_in(take_out, group, make_user, organizer, as_viewer):
    second = join(make_user("second"), group, Role.ORGANIZER)
    make_link(group, by=as_viewer(second))
    Membership.objects.filter(user=second).update(role=Role.MEMBER)
    take_out(second, is_final=True)
    assert Invitation.objects.get().revoked_at is not None


def test_an_applicant_who_is_a_member_by_now_is_taken_out_elsewhere(group, member, organizer, as_viewer):
    asked = JoinRequest.objects.create(group=group, user=member, state="approved", decided_at=timezone.now())
    with pytest.raises(Refused, match="page of members"):
        ban_applicant(asked, by=as_viewer(organizer), note="")
    assert Ban.objects.count() == 0


# ---- A new account ----


def new_account(email):
    """As signing up makes it, up to the code in the mail."""
    return open_account(
        User(email=email), by=Viewer(AnonymousUser()), display_name="New", birth_year=1990, language="en"
    )


@pytest.mark.parametrize("spelling", ["{0}", "{0} ", "UPPER", "plus"])
def test_a_new_account_with_the_same_address_is_banned_too(
    take_out, group, member, organizer, as_viewer, spelling
):
    address = member.email
    take_out(member, is_final=True, note="Third time.")
    User.objects.filter(pk=member.pk).update(email="gone@example.org")
    EmailAddress.objects.filter(user=member).delete()
    spelled = {"UPPER": address.upper(), "plus": address.replace("@", "+2@")}.get(
        spelling, spelling.format(address).strip()
    )
    again = new_account(spelled)
    assert not sees(group, as_viewer(again))
    assert Ban.objects.get(user=again).reason == "Third time."
    with pytest.raises(PermissionDenied):
        join_group(group, by=as_viewer(User.objects.get(pk=again.pk)))


def test_another_address_is_another_person(take_out, group, member, as_viewer):
    take_out(member, is_final=True)
    assert sees(group, as_viewer(new_account("somebody@example.org")))


def test_an_account_that_confirms_a_banned_address_is_out_of_the_group(
    take_out, group, member, other_member, as_viewer
):
    take_out(member, is_final=True)
    list(account_opened(other_member.pk, member.email))
    assert not belongs(other_member, group)
    assert not sees(group, as_viewer(other_member))
    assert Group.objects.get(pk=group.pk).member_count == 1


def test_who_runs_the_group_is_not_put_out_of_it_by_an_address(take_out, group, member, organizer, as_viewer):
    take_out(member, is_final=True)
    list(account_opened(organizer.pk, member.email))
    assert belongs(organizer, group)
    assert Ban.objects.count() == 1


def test_the_hash_says_nothing_without_the_key_and_outlives_it(settings):
    before = address_hashes("Mira+run@example.org")
    assert before == address_hashes("mira@example.org")
    assert before != address_hashes("mirarun@example.org")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    after = address_hashes("mira@example.org")
    assert after[1:] == before
    assert after[0] != before[0]


# ---- Lifting ----


def test_a_ban_is_lifted_once_and_for_every_account_of_the_address(
    take_out, group, member, other_member, organizer, as_viewer
):
    take_out(member, is_final=True)
    list(account_opened(other_member.pk, member.email))
    shown = Ban.objects.visible_to(as_viewer(organizer)).standing().first_of_each()
    assert [ban.user for ban in shown] == [member]
    assert [
        lift_ban(shown.get(), by=as_viewer(organizer)),
        lift_ban(Ban.objects.first(), by=as_viewer(organizer)),
    ] == [True, False]
    assert sees(group, as_viewer(member))
    assert sees(group, as_viewer(other_member))
    assert set(Ban.objects.values_list("lifted_by", flat=True)) == {organizer.pk}


def test_who_is_let_back_can_be_banned_again(take_out, group, member, organizer, as_viewer):
    take_out(member, is_final=True)
    lift_ban(Ban.objects.get(), by=as_viewer(organizer))
    join(member, group, Role.MEMBER)
    take_out(member, is_final=True)
    assert not sees(group, as_viewer(member))


@pytest.mark.parametrize("who", ["moderator", "other_member", "outsider", "site_moderator", "operator"])
def test_only_organizers_lift_a_ban(request, take_out, group, member, as_viewer, who):
    viewer = as_viewer(request.getfixturevalue(who))
    take_out(member, is_final=True)
    with pytest.raises(PermissionDenied):
        lift_ban(Ban.objects.get(), by=viewer)
    assert not sees(group, as_viewer(member))
