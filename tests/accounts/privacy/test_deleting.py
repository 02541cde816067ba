"""The way out: what is settled first, what happens at once, and how one comes back."""

import json
import re
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlencode

import pytest
import time_machine
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticatorData, CollectedClientData

from accounts.models import Export, Notification, User
from accounts.permissions import Refused
from accounts.privacy.actions import ask_for_archive, delete_account
from accounts.privacy.tasks import build_archive, erase_people
from community.groups.models import JoinRequest, Membership, Role
from tests.conftest import PASSWORD, join, with_app
from tests.passkeys import ID, passkey

DELETE = reverse("privacy:delete")
CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)


def text_of(response):
    return response.content.decode()


def test_the_password_is_asked_for_before_the_account_goes(browser_of, member):
    browser = browser_of(member)
    assert browser.get(DELETE).status_code == 200
    response = browser.post(DELETE, {"texts": "keep", "understood": "on"})
    assert response.url == f"{reverse('account_reauthenticate')}?{urlencode({'next': DELETE})}"
    member.refresh_from_db()
    assert member.leaving_at is None
    after = browser.post(response.url, {"password": PASSWORD, "next": DELETE})
    assert after.url == reverse("home")
    member.refresh_from_db()
    assert member.leaving_at is not None


def test_a_copy_is_offered_first(browser_of, member):
    page = text_of(browser_of(member).get(DELETE))
    assert page.index(reverse("privacy:index")) < page.index("Your decision")
    assert "Would you like to keep a copy?" in page


@pytest.mark.parametrize(
    "sent", [{}, {"texts": "keep"}, {"understood": "on"}, {"texts": "x", "understood": "on"}]
)
def test_without_choice_and_tick_nothing_happens(browser_of, member, sent):
    browser = browser_of(member)
    browser.prove()
    assert browser.post(DELETE, sent).status_code == 200
    member.refresh_from_db()
    assert member.leaving_at is None


def test_a_form_shown_again_after_the_password_leads_to_its_own_page(browser_of, member):
    """The page that asks for the password shows it under an address of its own."""
    browser = browser_of(member)
    asked = browser.post(DELETE, {"texts": "keep"})
    page = text_of(browser.post(asked.url, {"password": PASSWORD, "next": DELETE}))
    assert "Tick this first" in page
    assert f'<form class="form" method="post" action="{DELETE}"' in page


def test_it_takes_fourteen_days(leave, member):
    with time_machine.travel("2026-06-16T10:00:00Z", tick=False):
        browser, response = leave(member)
        assert member.leaving_at == timezone.now() + timedelta(days=14)
        page = text_of(browser.get(response.url))
    assert "Your account will be deleted on 30 June 2026." in page


def test_every_device_is_signed_out(leave, browser_of, member):
    other = browser_of(member)
    assert other.get(reverse("users:me")).status_code == 200
    browser, _response = leave(member)
    for device in (browser, other):
        assert device.get(reverse("users:me")).status_code == 302
    assert UserSession.objects.filter(user=member).count() == 0


def test_a_session_nobody_knows_of_is_a_strangers(leave, browser_of, member):
    """Such as one that another process was just making."""
    other = browser_of(member)
    UserSession.objects.all().delete()
    leave(member)
    assert other.get(reverse("users:me")).status_code == 302


def test_a_letter_says_until_when_and_how_to_come_back(leave, member, mailoutbox):
    with time_machine.travel("2026-06-16T10:00:00Z", tick=False):
        leave(member)
    [letter] = mailoutbox
    assert letter.to == [member.email]
    assert letter.subject == "Your account will be deleted on 30 June 2026"
    assert reverse("account_login") in letter.body


def test_no_letter_that_was_owed_leaves_any_more(leave, member):
    now = timezone.now()
    Notification.objects.create(kind="groups.joined", recipient=member, target="1", mail_due_at=now)
    leave(member)
    line = Notification.objects.get(recipient=member)
    assert (line.mail_due_at, line.dropped_because) == (None, "account is being deleted")


def test_archives_go_with_the_account(leave, as_viewer, member):
    build_archive.call(ask_for_archive(by=as_viewer(member)).public_id)
    leave(member)
    assert Export.objects.count() == 0


def test_the_last_organizer_is_told_what_to_settle(browser_of, organizer, group):
    browser = browser_of(organizer)
    browser.prove()
    page = text_of(browser.post(DELETE, {"texts": "keep", "understood": "on"}))
    assert "You are the last organizer of “Neckar Heelfirsts”." in page
    organizer.refresh_from_db()
    assert organizer.leaving_at is None


def test_the_action_refuses_the_last_organizer_too(as_viewer, organizer, group):
    with pytest.raises(Refused, match="You are the last organizer"):
        delete_account(organizer, by=as_viewer(organizer), without_texts=False)


def test_of_two_organizers_who_leave_the_second_is_the_last(leave, as_viewer, organizer, make_user, group):
    second = join(make_user("second"), group, Role.ORGANIZER)
    leave(organizer)
    assert organizer.leaving_at is not None
    with pytest.raises(Refused):
        delete_account(second, by=as_viewer(second), without_texts=False)


def test_the_only_operator_is_told_so(as_viewer, operator):
    with pytest.raises(Refused, match="only operator"):
        delete_account(operator, by=as_viewer(operator), without_texts=False)


def test_nobody_deletes_the_account_of_another(as_viewer, operator, member):
    with pytest.raises(PermissionDenied):
        delete_account(member, by=as_viewer(operator), without_texts=False)


def test_members_see_nothing_more_of_who_is_leaving(leave, client_of, member, other_member, group):
    address = reverse("groups:members", args=[group.slug])
    assert "Mira" in text_of(client_of(other_member).get(address))
    leave(member)
    assert "Mira" not in text_of(client_of(other_member).get(address))


def test_the_profile_is_not_there_for_others(leave, client_of, member, other_member):
    address = reverse("people:profile", args=[member.profile.handle])
    assert client_of(other_member).get(address).status_code == 200
    leave(member)
    assert client_of(other_member).get(address).status_code == 404


def test_organizers_need_not_answer_who_is_leaving(leave, outsider, group):
    JoinRequest.objects.create(group=group, user=outsider)
    leave(outsider)
    assert JoinRequest.objects.get().state == "withdrawn"


# ---- Coming back ------------------------------------------------------------------------------------------


def by_password(browser, user, _mailoutbox):
    return browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def by_code(browser, user, mailoutbox):
    browser.post(reverse("account_request_login_code"), {"email": user.email})
    code = CODE.findall(mailoutbox[-1].body)[0]
    return browser.post(reverse("account_confirm_login_code"), {"code": code})


def by_passkey(browser, user, _mailoutbox):
    """What a browser with the key of ``tests/passkeys.py`` answers to our challenge."""
    options = browser.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()
    challenge = options["request_options"]["publicKey"]["challenge"]
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
    told = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 1)
    said = CollectedClientData.create("webauthn.get", challenge, "http://localhost")
    key = ec.derive_private_key(7, ec.SECP256R1())
    answer = {
        "type": "public-key",
        "id": websafe_encode(ID),
        "rawId": websafe_encode(ID),
        "response": {
            "clientDataJSON": websafe_encode(said),
            "authenticatorData": websafe_encode(told),
            "signature": websafe_encode(key.sign(told + said.hash, ec.ECDSA(hashes.SHA256()))),
            "userHandle": websafe_encode(user_pk_to_url_str(user).encode()),
        },
        "clientExtensionResults": {},
    }
    return browser.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(answer)})


@pytest.mark.parametrize("sign_in", [by_password, by_code, by_passkey])
def test_signing_in_on_day_13_brings_the_account_back(sign_in, leave, browser_of, member, group, mailoutbox):
    if sign_in is by_passkey:
        Authenticator.objects.create(user=member, type="webauthn", data=passkey("Phone"))
    leave(member, texts="erase")
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        browser = browser_of(SERVER_NAME="localhost")
        sign_in(browser, member, mailoutbox)
        page = text_of(browser.get(reverse("users:me")))
        erase_people()
    assert "Welcome back: your account is not deleted." in page
    member.refresh_from_db()
    assert (member.leaving_at, member.leaves_without_texts, member.erased_at) == (None, False, None)
    assert Membership.objects.filter(user=member, group=group).exists()
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        erase_people()
    member.refresh_from_db()
    assert member.erased_at is None


def test_a_wrong_password_brings_nothing_back(leave, browser_of, member):
    leave(member)
    browser_of().post(reverse("account_login"), {"login": member.email, "password": "wrong"})
    member.refresh_from_db()
    assert member.leaving_at is not None


def test_with_a_second_factor_the_password_alone_brings_nothing_back(leave, browser_of, member):
    leave(with_app(member))
    browser_of().post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    member.refresh_from_db()
    assert member.leaving_at is not None


def test_on_day_15_there_is_nothing_to_come_back_to(leave, browser_of, member):
    email = member.email
    leave(member)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        erase_people()
        browser = browser_of()
        browser.post(reverse("account_login"), {"login": email, "password": PASSWORD})
        assert browser.get(reverse("users:me")).status_code == 302
    assert not User.objects.filter(email=email).exists()


def test_the_address_is_free_again_after_that(leave, make_user, member):
    leave(member)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        erase_people()
    assert make_user("mira").pk != member.pk
