"""Links and letters that let people in."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Block
from accounts.permissions import Refused
from community.groups.actions import leave_group
from community.groups.bans import lift_ban, remove_member
from community.groups.invitations import (
    accept_invitation,
    change_link,
    invite_by_mail,
    mail_again,
    make_link,
    revoke_invitation,
)
from community.groups.joining_tasks import forget_addresses
from community.groups.links import invitation_of, path_of
from community.groups.models import Ban, Group, Invitation, JoinRequest, Membership, Role
from tests.conftest import join

ADDRESS = "somebody@example.com"


@pytest.fixture
def link(group, organizer, as_viewer):
    return make_link(group, by=as_viewer(organizer))


@pytest.fixture
def invite(group, organizer, as_viewer, django_capture_on_commit_callbacks):
    """Invite an address; the letter is written, if there is one."""

    def send(email=ADDRESS, language="en", by=organizer):
        with django_capture_on_commit_callbacks(execute=True):
            return invite_by_mail(group, by=as_viewer(by), email=email, language=language)

    return send


@pytest.fixture
def banned(group, make_user, organizer, as_viewer):
    user = join(make_user("boris"), group, Role.MEMBER)
    membership = Membership.objects.get(user=user)
    remove_member(membership, by=as_viewer(organizer), reason="No.", is_final=True)
    return user


def token_of(invitation):
    return path_of(invitation).rstrip("/").rpartition("/")[2]


def leads_somewhere(invitation):
    return invitation_of(token_of(invitation)) is not None


# ---- Links ----


def test_asking_twice_for_a_link_gives_one(group, organizer, as_viewer, link):
    assert make_link(group, by=as_viewer(organizer)) == link
    assert Invitation.objects.count() == 1


def test_a_link_names_the_row_and_cannot_be_made_up(link):
    assert invitation_of(token_of(link)) == link
    for token in (link.public_id, f"{link.public_id}:", token_of(link)[:-1], token_of(link) + "a", "\0", ""):
        assert invitation_of(token) is None


@pytest.mark.parametrize("policy", ["open", "request", "invite"])
def test_a_link_lets_people_in_whatever_the_policy(group, outsider, as_viewer, link, policy):
    Group.objects.filter(pk=group.pk).update(join_policy=policy)
    assert accept_invitation(link, by=as_viewer(outsider)) is True
    assert Membership.objects.get(user=outsider).role == Role.MEMBER
    assert (Group.objects.get(pk=group.pk).member_count, Invitation.objects.get().uses) == (2, 1)


def test_a_link_is_used_once_by_each_person(outsider, newcomer, make_user, as_viewer, link):
    assert [accept_invitation(link, by=as_viewer(outsider)) for _ in range(2)] == [True, False]
    assert accept_invitation(link, by=as_viewer(make_user("ada"))) is True
    assert Invitation.objects.get().uses == 2


def test_an_invitation_skips_neither_the_safety_text_nor_signing_in(newcomer, as_viewer, link):
    with pytest.raises(PermissionDenied):
        accept_invitation(link, by=as_viewer(newcomer))
    assert Invitation.objects.get().uses == 0


def test_who_waits_and_comes_in_by_a_link_waits_no_more(group, outsider, as_viewer, link):
    request = JoinRequest.objects.create(group=group, user=outsider)
    accept_invitation(link, by=as_viewer(outsider))
    request.refresh_from_db()
    assert request.state == "withdrawn"


@pytest.mark.parametrize(("days", "good"), [(13.9, True), (14.1, False)])
def test_a_link_is_good_for_14_days(link, outsider, as_viewer, time_machine, days, good):
    time_machine.move_to(timezone.now() + timedelta(days=days))
    assert leads_somewhere(link) is good
    if not good:
        with pytest.raises(Refused, match="lets nobody in any more"):
            accept_invitation(link, by=as_viewer(outsider))
        assert not Membership.objects.filter(user=outsider).exists()


def test_what_is_taken_back_lets_nobody_in(link, outsider, organizer, as_viewer):
    assert [revoke_invitation(link, by=as_viewer(organizer)) for _ in range(2)] == [True, False]
    assert not leads_somewhere(link)
    with pytest.raises(Refused, match="lets nobody in any more"):
        accept_invitation(link, by=as_viewer(outsider))
    assert (Invitation.objects.get().uses, Membership.objects.filter(user=outsider).count()) == (0, 0)


def test_a_new_link_ends_the_old_one(link, organizer, as_viewer):
    new = [change_link(link, by=as_viewer(organizer)) for _ in range(2)]
    assert new[0] == new[1] != link
    assert (leads_somewhere(link), leads_somewhere(new[0])) == (False, True)


def _archive(group, **_):
    Group.objects.filter(pk=group.pk).update(archived_at=timezone.now())


def _demote(organizer, **_):
    Membership.objects.filter(user=organizer).update(role=Role.MEMBER)


@pytest.mark.parametrize("happens", [_archive, _demote])
def test_a_link_holds_as_long_as_its_maker_may_invite(group, organizer, outsider, as_viewer, link, happens):
    happens(group=group, organizer=organizer)
    assert not leads_somewhere(link)
    with pytest.raises(Refused):
        accept_invitation(link, by=as_viewer(outsider))


def test_the_links_of_an_organizer_who_leaves_are_taken_back(group, organizer, member, as_viewer, link):
    Membership.objects.filter(user=member).update(role=Role.ORGANIZER)
    leave_group(group, by=as_viewer(organizer))
    assert Invitation.objects.get().revoked_at is not None


@pytest.mark.parametrize("who", ["member", "moderator", "outsider", "other_moderator", "site_moderator"])
def test_only_organizers_invite(request, group, link, as_viewer, who):
    viewer = as_viewer(request.getfixturevalue(who))
    for act in (
        lambda: make_link(group, by=viewer),
        lambda: change_link(link, by=viewer),
        lambda: revoke_invitation(link, by=viewer),
        lambda: mail_again(link, by=viewer),
        lambda: invite_by_mail(group, by=viewer, email=ADDRESS, language="en"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert list(Invitation.objects.all()) == [link]
    assert leads_somewhere(link)


def test_no_link_gets_who_is_banned_in(group, banned, as_viewer, link):
    with pytest.raises(PermissionDenied):
        accept_invitation(link, by=as_viewer(banned))
    assert not Membership.objects.filter(user=banned).exists()


def test_once_the_ban_is_lifted_it_does(group, banned, organizer, as_viewer, link):
    lift_ban(Ban.objects.get(), by=as_viewer(organizer))
    assert accept_invitation(link, by=as_viewer(banned)) is True


# ---- Letters ----


def test_a_letter_says_who_invites_to_what_and_until_when(invite, organizer):
    invitation = invite()
    [letter] = mail.outbox
    assert letter.to == [ADDRESS]
    assert letter.subject == "Petra invites you to Neckar Heelfirsts"
    [html] = [part.content for part in letter.alternatives]
    for part in (letter.body, html):
        assert f"http://localhost:8000{path_of(invitation)}" in part
        assert "lets one person in" in part
        assert "If you do nothing, nothing more comes of this." in part
    assert not {"{{", "{%", "None"} & set(letter.body.split())


@pytest.mark.parametrize(("language", "shown"), [("en", 'lang="en"'), ("de", 'lang="de"')])
def test_a_letter_is_in_the_language_of_who_gets_it(invite, language, shown):
    invite(language=language)
    assert shown in mail.outbox[0].alternatives[0].content


def test_what_people_are_called_is_text_in_a_letter(invite, group):
    Group.objects.filter(pk=group.pk).update(name="<b>Heel</b> & Toe")
    invite()
    assert mail.outbox[0].subject == "Petra invites you to <b>Heel</b> & Toe"
    assert "<b>Heel</b> & Toe" in mail.outbox[0].body
    assert "<b>Heel" not in mail.outbox[0].alternatives[0].content


def test_the_same_address_twice_is_one_invitation_and_one_letter(invite):
    assert invite() == invite(email=ADDRESS.upper())
    assert (Invitation.objects.count(), len(mail.outbox)) == (1, 1)


def test_a_letter_goes_out_once_more_after_an_hour_and_not_a_third_time(
    invite, group, organizer, as_viewer, time_machine, django_capture_on_commit_callbacks
):
    invitation = invite()
    with pytest.raises(Refused, match="after an hour"):
        mail_again(invitation, by=as_viewer(organizer))
    time_machine.move_to(timezone.now() + timedelta(hours=1, minutes=1))
    invitation.refresh_from_db()
    assert invitation.can_be_mailed_again
    with django_capture_on_commit_callbacks(execute=True):
        mail_again(invitation, by=as_viewer(organizer))
    assert len(mail.outbox) == 2
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    with pytest.raises(Refused, match="not a third time"):
        invite()
    assert (Invitation.objects.count(), len(mail.outbox)) == (1, 2)


def test_nobody_sends_more_than_ten_letters_a_day(invite, time_machine):
    for number in range(10):
        invite(email=f"p{number}@example.com")
    with pytest.raises(Refused, match="You have sent 10 invitations since yesterday"):
        invite()
    assert (Invitation.objects.count(), len(mail.outbox)) == (10, 10)
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    invite()
    assert len(mail.outbox) == 11


def test_a_letter_sent_again_counts(invite, organizer, as_viewer, time_machine):
    first = invite(email="p0@example.com")
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    mail_again(first, by=as_viewer(organizer))
    for number in range(1, 9):
        invite(email=f"p{number}@example.com")
    with pytest.raises(Refused, match="10 invitations"):
        invite()


def test_taking_letters_back_makes_no_room_for_more(invite, organizer, as_viewer):
    for number in range(10):
        revoke_invitation(invite(email=f"p{number}@example.com"), by=as_viewer(organizer))
    with pytest.raises(Refused, match="10 invitations"):
        invite()


def test_no_address_gets_more_than_three_letters_a_day(invite, make_user, as_viewer, other_group, group):
    for number in range(4):
        organizer = join(make_user(f"o{number}"), group, Role.ORGANIZER)
        revoke_invitation(invite(by=organizer), by=as_viewer(organizer))
    assert (Invitation.objects.count(), len(mail.outbox)) == (4, 3)


def test_a_letter_lets_one_person_in_whoever_opens_it(invite, outsider, make_user, as_viewer):
    invitation = invite()
    assert accept_invitation(invitation, by=as_viewer(outsider)) is True
    assert not leads_somewhere(invitation)
    with pytest.raises(Refused, match="lets nobody in any more"):
        accept_invitation(invitation, by=as_viewer(make_user("ada")))


def test_a_member_who_opens_a_letter_does_not_use_it_up(invite, member, as_viewer):
    invitation = invite(email=member.email)
    assert [letter.to for letter in mail.outbox] == [[member.email]]
    assert accept_invitation(invitation, by=as_viewer(member)) is False
    assert leads_somewhere(invitation)


def test_who_is_banned_gets_no_letter_with_any_account(invite, banned, make_user):
    invite(email=banned.email)
    invite(email=banned.email.replace("@", "+again@").upper())
    assert (mail.outbox, Invitation.objects.count()) == ([], 2)


@pytest.mark.parametrize("blocker", ["inviter", "invited"])
def test_people_kept_apart_invite_each_other_to_nothing(invite, organizer, outsider, blocker):
    pair = [organizer, outsider] if blocker == "inviter" else [outsider, organizer]
    Block.objects.create(blocker=pair[0], blocked=pair[1])
    invite(email=outsider.email)
    assert mail.outbox == []


def test_what_is_taken_back_before_it_is_written_is_not_sent(
    group, organizer, as_viewer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite_by_mail(group, by=as_viewer(organizer), email=ADDRESS, language="en")
        revoke_invitation(invitation, by=as_viewer(organizer))
    assert mail.outbox == []


# ---- What is kept ----


def addresses():
    forget_addresses()
    return [row.email for row in Invitation.objects.order_by("pk")]


def test_an_address_is_kept_as_long_as_the_invitation_stands(invite, time_machine):
    invite()
    assert addresses() == [ADDRESS]
    time_machine.move_to(timezone.now() + timedelta(days=14, minutes=1))
    assert addresses() == [""]


@pytest.mark.parametrize("ending", ["used", "taken back"])
def test_an_address_is_forgotten_the_day_after_an_invitation_ends_early(
    invite, outsider, organizer, as_viewer, time_machine, ending
):
    invitation = invite()
    if ending == "used":
        accept_invitation(invitation, by=as_viewer(outsider))
    else:
        revoke_invitation(invitation, by=as_viewer(organizer))
    assert addresses() == [ADDRESS]
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    assert addresses() == [""]
