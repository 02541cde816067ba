"""A second way to sign in: set up, asked for, lost; and asked of whoever decides about others."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.contact.actions import open_thread
from accounts.contact.models import Thread, Topic
from accounts.contracts import second_factor_due
from accounts.identifiers import new_nonce
from accounts.models import Profile
from accounts.users.second_factor import AT_ONCE, needed_from, second_factor_from
from community.groups.models import Group, JoinRequest, Membership, Role
from config.middleware import POWERS
from config.surfaces import URLS, Seen
from tests.conftest import PASSWORD, TOTP_SECRET, join, with_app
from tests.passkeys import passkey
from tests.world import ROLES

INDEX = "mfa_index"
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
JUNK = [
    "",
    "null",
    "[]",
    "{}",
    "7",
    '"x"',
    '{"id": 1}',
    '{"rawId": "!", "response": {}}',
    "[[[",
    '{"response": 1}',
]
JUNK.append(json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "%"}}))
JUNK.append(json.dumps(passkey("")["credential"]))


def code_of(secret=TOTP_SECRET):
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))


def text_of(response):
    return response.content.decode()


@pytest.fixture
def sign_in(browser):
    """This person's browser after the password, and after a code where one is asked for."""

    def signed_in(user, *, code=None):
        one = type(browser)()
        one.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        if code:
            one.post(reverse("mfa_authenticate"), {"code": code})
        return one

    return signed_in


def prove(browser):
    """Say the password once more."""
    return browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def set_up_app(browser):
    """Follow the pages with an app in hand; the secret it then knows."""
    prove(browser)
    page = text_of(browser.get(reverse("mfa_activate_totp")))
    secret = re.search(r'id="authenticator_secret" value="(\w+)"', page)[1]
    response = browser.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert (response.status_code, response.url) == (302, reverse("mfa_view_recovery_codes"))
    return secret


# ---- Who needs one, and from when --------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize(
    ("has_one", "is_staff", "roles_due", "expected"),
    [
        (False, False, [], None),
        (False, False, [None], None),
        (False, False, [MONDAY], MONDAY),
        (False, False, [MONDAY + DAY, None, MONDAY], MONDAY),
        (False, True, [], AT_ONCE),
        (False, True, [MONDAY], AT_ONCE),
        (True, False, [MONDAY], None),
        (True, True, [MONDAY], None),
    ],
)
def test_from_when_a_second_factor_is_needed(has_one, is_staff, roles_due, expected):
    assert needed_from(has_one=has_one, is_staff=is_staff, roles_due=roles_due) == expected


def test_a_role_that_decides_about_others_asks_for_one_after_seven_days(group, other_group, make_user):
    user = make_user("noor")
    assert list(second_factor_due(user.pk)) == [None]
    join(user, group, Role.MEMBER)
    assert list(second_factor_due(user.pk)) == [None]
    Membership.objects.filter(user=user).update(role=Role.MODERATOR, role_since=MONDAY + DAY)
    assert list(second_factor_due(user.pk)) == [MONDAY + 8 * DAY]
    join(user, other_group, Role.ORGANIZER)
    Membership.objects.filter(user=user, group=other_group).update(role_since=MONDAY)
    assert list(second_factor_due(user.pk)) == [MONDAY + 7 * DAY]


def test_recovery_codes_alone_are_no_second_factor(as_viewer, make_user):
    user = make_user("sol", is_operator=True)
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "x"})
    assert second_factor_from(as_viewer(user)) == AT_ONCE
    Authenticator.objects.create(user=user, type="webauthn", data=passkey("Phone"))
    assert second_factor_from(as_viewer(user)) is None


# ---- What is closed without one ----------------------------------------------------------------------------


@pytest.fixture
def overdue(make_user, group):
    """Moderates for eight days, without a second factor."""
    user = join(make_user("lou"), group, Role.MODERATOR)
    Membership.objects.filter(user=user).update(role_since=timezone.now() - 8 * DAY)
    return user


@pytest.mark.parametrize(
    "fields", [{"is_site_moderator": True}, {"is_operator": True, "is_site_moderator": True}]
)
def test_staff_without_one_is_led_to_it_at_once(make_user, client_of, fields):
    client = client_of(make_user("sol", **fields))
    for name in ("moderation:queue", "operate:jobs", "letters:index"):
        response = client.get(reverse(name))
        assert (response.status_code, response.url) == (302, reverse(INDEX))
    page = text_of(client.get(reverse(INDEX)))
    assert "You decide about others here" in page
    assert "Set up an app" in page


def test_an_overdue_role_decides_nothing_until_there_is_one(client_of, overdue, group):
    Membership.objects.filter(user=overdue).update(role=Role.ORGANIZER)
    client, before = client_of(overdue), Group.objects.values().get(pk=group.pk)
    edit = reverse("groups:edit", args=[group.slug])
    answers = [client.get(edit), client.post(edit, {"name": "Mine"}), client.get(reverse("moderation:queue"))]
    assert [(each.status_code, each.url) for each in answers] == [(302, reverse(INDEX))] * 3
    assert Group.objects.values().get(pk=group.pk) == before
    with_app(overdue)
    assert client.get(edit).status_code == 200


def test_an_overdue_role_opens_no_requests_and_conversations_of_others(
    client_of, as_viewer, overdue, group, outsider
):
    Membership.objects.filter(user=overdue).update(role=Role.ORGANIZER)
    asked = JoinRequest.objects.create(group=group, user=outsider)
    fields = {"target": asked.public_id, "person": outsider, "group_id": group.pk}
    talk = open_thread(Topic.JOINING, by=as_viewer(outsider), **fields)
    pages = [reverse(f"groups:{name}", args=[group.slug, asked.public_id]) for name in ("request", "write")]
    pages += [reverse(f"contact:{name}", args=[talk.public_id]) for name in ("thread", "close")]
    client, theirs = client_of(overdue), client_of(outsider)
    words = {"nonce": new_nonce(), "text": "In the name of the group."}
    answers = [client.get(pages[0]), client.get(pages[2]), *(client.post(page, words) for page in pages[1:])]
    assert [(each.status_code, each.url) for each in answers] == [(302, reverse(INDEX))] * 5
    assert (talk.messages.count(), Thread.objects.open().count()) == (0, 1)
    assert [theirs.get(page).status_code for page in (pages[0], pages[2])] == [200, 200]
    with_app(overdue)
    assert [client.get(page).status_code for page in (pages[0], pages[2])] == [200, 200]


def test_an_operator_without_one_reads_no_list_of_a_groups_spotters(client_of, make_user, group):
    operator = make_user("sol", is_operator=True)
    page = reverse("levels:in_group", args=[group.slug])
    assert client_of(operator).get(page).url == reverse(INDEX)
    with_app(operator)
    assert client_of(operator).get(page).status_code == 200


def test_who_is_overdue_still_reads_and_leaves(client_of, overdue, group):
    client = client_of(overdue)
    open_pages = [
        ("home", []),
        ("users:me", []),
        ("groups:detail", [group.slug]),
        ("groups:members", [group.slug]),
        ("stories:list", []),
        ("notifications:list", []),
        ("usersessions_list", []),
        ("account_change_password", []),
        ("account_logout", []),
    ]
    found = {name: client.get(reverse(name, args=args)).status_code for name, args in open_pages}
    assert found == {name: 200 for name, _args in open_pages}


def test_for_seven_days_one_is_told_and_nothing_is_closed(make_user, group, client_of):
    with time_machine.travel(MONDAY, tick=False) as clock:
        user = join(make_user("lou"), group, Role.MODERATOR)
        told = "From 8 June on you need a second way to sign in"
        for name in ("home", "users:me", "moderation:queue", INDEX):
            response = client_of(user).get(reverse(name))
            assert (response.status_code, told in text_of(response)) == (200, True)
        clock.shift(7 * DAY - timedelta(seconds=1))
        assert client_of(user).get(reverse("moderation:queue")).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert client_of(user).get(reverse("moderation:queue")).url == reverse(INDEX)


def test_members_and_who_has_one_are_told_nothing(client_of, member, organizer, site_moderator):
    for user in (member, organizer, site_moderator):
        for name in ("home", "users:me", INDEX):
            assert "second way to sign in, because" not in text_of(client_of(user).get(reverse(name)))
            assert "You decide about others" not in text_of(client_of(user).get(reverse(name)))


@pytest.mark.once
def test_every_page_that_only_a_role_opens_asks_for_one():
    """By the table of roles: what no member may do, and the team of the group or the staff may."""
    place = {role: number + 3 for number, role in enumerate(ROLES)}
    team = [place[role] for role in ("organizer", "moderator", "site_moderator", "operator")]
    others = [place[role] for role in ("outsider", "member")]
    of_team, of_all = set(), set()
    for line in Path(settings.BASE_DIR, "tests/roles.txt").read_text().splitlines():
        words = line.split()
        if words and not line.startswith("#") and URLS[words[0]].seen_by != Seen.OWN:
            if any(words[number] in ("200", "302", "409") for number in team):
                of_team.add(words[0])
            if any(words[number] not in ("403", "404") for number in others):
                of_all.add(words[0])
    assert {name for name in of_team - of_all if URLS[name].seen_by not in POWERS} == set()
    assert {"moderation:publish", "groups:edit", "operate:jobs", "meetups:call_off"} <= of_team - of_all


# ---- Setting it up -----------------------------------------------------------------------------------------


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(sign_in, member, mailoutbox):
    with time_machine.travel(MONDAY, tick=False) as clock:
        browser = sign_in(member)
        secret = set_up_app(browser)
        assert mailoutbox[-1].subject == "An app now helps you sign in"
        assert "Every other device is signed out." in mailoutbox[-1].body
        assert "Every other device is signed out." in mailoutbox[-1].alternatives[0].content
        clock.shift(60)
        again = type(browser)()
        response = again.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
        assert response.url == reverse("mfa_authenticate")
        assert again.get(reverse("users:me")).status_code == 302
        assert "That did not fit." in text_of(again.post(reverse("mfa_authenticate"), {"code": "000000"}))
        assert again.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).url == reverse("home")
        assert again.get(reverse("users:me")).status_code == 200


def test_the_page_shows_the_secret_as_a_picture_and_as_a_key_and_no_cache_keeps_it(sign_in, member):
    browser = sign_in(member)
    prove(browser)
    response = browser.get(reverse("mfa_activate_totp"))
    assert 'src="data:image/svg+xml;base64,' in text_of(response)
    assert "private, no-store" in response.headers["Cache-Control"]


def test_every_change_asks_who_you_are_right_after_signing_in_too(sign_in, member):
    with_app(member)
    key = Authenticator.objects.create(user=member, type="webauthn", data=passkey("Phone"))
    browser = sign_in(member, code=code_of())
    for name, args in [
        ("mfa_deactivate_totp", []),
        ("mfa_generate_recovery_codes", []),
        ("mfa_add_webauthn", []),
        ("mfa_edit_webauthn", [key.pk]),
        ("mfa_remove_webauthn", [key.pk]),
    ]:
        for answer in (browser.get(reverse(name, args=args)), browser.post(reverse(name, args=args))):
            assert (name, answer.status_code) == (name, 302)
            assert answer.url.startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(user=member).count() == 2


def test_a_code_is_good_for_one_use_as_long_as_clocks_may_differ(sign_in, member):
    with_app(member)
    with time_machine.travel(MONDAY, tick=False) as clock:
        code = code_of()
        assert sign_in(member, code=code).get(reverse("users:me")).status_code == 200
        clock.shift(31)
        assert sign_in(member, code=code).get(reverse("users:me")).status_code == 302
        assert sign_in(member, code=code_of()).get(reverse("users:me")).status_code == 200


def test_guessing_codes_ends_after_five_tries(sign_in, member):
    with_app(member)
    browser = sign_in(member)
    answers = [browser.post(reverse("mfa_authenticate"), {"code": f"00000{n}"}) for n in range(6)]
    assert "That was one try too many" in text_of(answers[-1])
    assert sign_in(member, code=code_of()).get(reverse("users:me")).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_recovery_codes_are_shown_once_and_each_signs_in_once(sign_in, member):
    browser = sign_in(member)
    set_up_app(browser)
    shown = re.findall(r"<li><code>(\w+)</code>", text_of(browser.get(reverse("mfa_view_recovery_codes"))))
    assert len(set(shown)) == 10
    later = text_of(browser.get(reverse("mfa_view_recovery_codes")))
    assert not [code for code in shown if code in later]
    assert "are not shown again" in later
    assert sign_in(member, code=shown[0]).get(reverse("users:me")).status_code == 200
    assert sign_in(member, code=shown[0]).get(reverse("users:me")).status_code == 302
    assert "8 codes are left" in text_of(sign_in(member, code=shown[1]).get(reverse(INDEX)))


def test_without_an_app_the_password_is_enough_again_and_power_is_gone(sign_in, operator, mailoutbox):
    browser = sign_in(operator, code=code_of())
    prove(browser)
    assert browser.get(reverse("operate:jobs")).status_code == 200
    browser.post(reverse("mfa_deactivate_totp"))
    assert mailoutbox[-1].subject == "The app for signing in was removed"
    assert browser.get(reverse("operate:jobs")).url == reverse(INDEX)
    assert sign_in(operator).get(reverse("users:me")).status_code == 200


# ---- Passkeys (signing in with one: tests/e2e/test_passkeys.py) --------------------------------------------


def passkeys():
    return Authenticator.objects.filter(type="webauthn")


@pytest.fixture
def key(member):
    return Authenticator.objects.create(user=member, type="webauthn", data=passkey("Phone"))


def test_a_passkey_is_renamed_and_removed_by_its_owner(browser, member, key, mailoutbox):
    browser.force_login(member)
    prove(browser)
    browser.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "  My   laptop "})
    assert passkeys().get().data["name"] == "My laptop"
    assert "My laptop" in text_of(browser.get(reverse("mfa_list_webauthn")))
    browser.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert passkeys().count() == 0
    assert mailoutbox[-1].subject == "A passkey was removed"


def test_a_passkey_of_somebody_else_is_not_there(browser, outsider, key):
    browser.force_login(outsider)
    prove(browser)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        for method in (browser.get, browser.post):
            assert method(reverse(name, args=[key.pk]), {"name": "Stolen"}).status_code == 404
    assert passkeys().get().data["name"] == "Phone"
    assert "Phone" not in text_of(browser.get(reverse("mfa_list_webauthn")))


@pytest.mark.parametrize("name", ["", "  ", "x" * 5000, "\u202egnp", "\x00", "a\x07"])
def test_a_passkey_has_a_name_one_can_read(browser, member, key, name):
    browser.force_login(member)
    prove(browser)
    response = browser.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": name})
    assert response.status_code == 200
    assert response.context["form"].errors["name"]
    assert passkeys().get().data["name"] == "Phone"


@pytest.mark.parametrize("answer", JUNK)
def test_whatever_answers_for_a_passkey_is_refused_in_words(browser, sign_in, outsider, member, key, answer):
    stranger = type(browser)()
    stranger.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    response = stranger.post(reverse("mfa_login_webauthn"), {"credential": answer}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("account_login")
    second = sign_in(member)
    assert second.get(reverse("mfa_authenticate")).status_code == 200
    assert second.post(reverse("mfa_authenticate"), {"credential": answer}).status_code == 200
    third = type(browser)()
    third.force_login(member)
    third.get(reverse("mfa_reauthenticate_webauthn"))
    assert third.post(reverse("mfa_reauthenticate_webauthn"), {"credential": answer}).status_code == 302
    fourth = type(browser)()
    fourth.force_login(outsider)
    prove(fourth)
    fourth.get(reverse("mfa_add_webauthn"))
    added = fourth.post(reverse("mfa_add_webauthn"), {"credential": answer, "passwordless": "on"})
    assert added.status_code == 200
    assert [each.pk for each in passkeys()] == [key.pk]
    assert all("_auth_user_id" not in one.session for one in (stranger, second))


def test_signing_in_offers_three_ways_and_says_what_needs_javascript(client, db):
    page = text_of(client.get(reverse("account_login")))
    assert reverse("account_request_login_code") in page
    assert 'form="mfa_login" id="passkey_login"' in page
    assert "Passkeys need JavaScript" in page
    assert 'name="password"' in page


# ---- A lost one --------------------------------------------------------------------------------------------


def test_an_operator_takes_a_lost_one_away(
    sign_in, member, mailoutbox, caplog, django_capture_on_commit_callbacks
):
    with_app(member)
    Authenticator.objects.create(user=member, type="recovery_codes", data={"seed": "x"})
    Authenticator.objects.create(user=member, type="webauthn", data=passkey("Phone"))
    Profile.objects.filter(user=member).update(language="de")
    browser = sign_in(member, code=code_of())
    assert browser.get(reverse("users:me")).status_code == 200
    with django_capture_on_commit_callbacks(execute=True), caplog.at_level("INFO"):
        call_command("reset_second_factor", member.email)
    assert Authenticator.objects.filter(user=member).count() == 0
    assert browser.get(reverse("users:me")).status_code == 302
    assert mailoutbox[-1].to == [member.email]
    assert mailoutbox[-1].alternatives
    assert "http://localhost" in mailoutbox[-1].body
    assert member.public_id in caplog.text
    assert member.email not in caplog.text
    assert sign_in(member).get(reverse("users:me")).status_code == 200


def test_there_must_be_an_account_and_something_to_take_away(member, mailoutbox):
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_second_factor", "nobody@example.org")
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("reset_second_factor", member.email)
    assert mailoutbox == []
