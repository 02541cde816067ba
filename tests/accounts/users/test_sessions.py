"""Own sessions: which devices, ended one by one or all at once, and by what else they end."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.users.devices import device_of
from tests.accounts.users.test_second_factor import code_of, set_up_app
from tests.conftest import PASSWORD

FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
EDGE = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0 Safari/537.36 Edg/140.0"
LIST = "usersessions_list"


@pytest.mark.once
@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, ("Firefox", "Android")),
        (CHROME, ("Chrome", "Windows")),
        (SAFARI, ("Safari", "iPhone")),
        (EDGE, ("Edge", "Mac")),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 OPR/120.0", ("Opera", "Linux")),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/140.0 Safari/537.36", ("Chrome", "ChromeOS")),
        ("curl/8.5", ("", "")),
        ("", ("", "")),
        ("<script>" * 500, ("", "")),
    ],
)
def test_a_device_is_named_in_two_words(user_agent, device):
    assert device_of(user_agent) == device


@pytest.fixture
def on(browser):
    """Sign this person in on a device."""

    def signed_in(user, user_agent=FIREFOX):
        one = type(browser)(headers={"user-agent": user_agent})
        one.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        return one

    return signed_in


def is_in(client):
    return client.get(reverse("users:me")).status_code == 200


def shown(client):
    """The devices of the page, in their order."""
    return [(each.browser, each.is_this) for each in client.get(reverse(LIST)).context["sessions"]]


def pk_of(client):
    return UserSession.objects.get(session_key=client.session.session_key).pk


def test_the_device_is_kept_and_not_where_it_is(on, member):
    on(member, FIREFOX)
    kept = UserSession.objects.values("ip", "user_agent", "data").get()
    assert kept == {"ip": "::", "user_agent": "Firefox/Android", "data": {}}


def test_this_device_is_listed_first_then_the_newest(on, member, outsider):
    on(outsider, EDGE)
    with time_machine.travel("2026-06-01T10:00:00Z", tick=False) as clock:
        phone = on(member, FIREFOX)
        clock.shift(60)
        on(member, CHROME)
        clock.shift(60)
        on(member, SAFARI)
        assert shown(phone) == [("Firefox", True), ("Safari", False), ("Chrome", False)]


def test_the_page_says_since_when_and_the_day_of_the_last_use(on, member):
    with time_machine.travel("2026-06-01T10:00:00Z", tick=False) as clock:
        phone = on(member)
        laptop = on(member, CHROME)
        clock.shift(timedelta(days=2))
        laptop.get(reverse("users:me"))
        clock.shift(timedelta(days=1))
        page = phone.get(reverse(LIST)).content.decode()
    assert "Firefox on Android" in page
    assert "Chrome on Windows" in page
    assert page.count("Signed in on 1 June 2026.") == 2
    assert "Last used on 3 June 2026." in page


def test_an_answer_that_caches_may_keep_carries_no_session(on, member, client):
    with time_machine.travel("2026-06-01T10:00:00Z", tick=False) as clock:
        phone = on(member)
        clock.shift(timedelta(days=1))
        assert "session" not in phone.get("/healthz").cookies
        assert "session" in phone.get(reverse("users:me")).cookies
        assert "session" not in phone.get(reverse("users:me")).cookies


def test_one_is_ended_at_once_and_the_others_stay(on, member):
    phone, laptop, tablet = on(member), on(member, CHROME), on(member, SAFARI)
    response = phone.post(reverse("usersessions_end"), {"session": pk_of(laptop)})
    assert response.url == reverse(LIST)
    assert [is_in(each) for each in (phone, laptop, tablet)] == [True, False, True]
    assert shown(phone) == [("Firefox", True), ("Safari", False)]


def test_ending_this_one_signs_out(on, member):
    phone = on(member)
    assert phone.post(reverse("usersessions_end"), {"session": pk_of(phone)}).url == reverse("home")
    assert not is_in(phone)
    assert Session.objects.filter(session_key=phone.cookies["session"].value).count() == 0


def test_all_others_are_ended_in_one_go(on, member, outsider):
    phone, laptop, tablet, of_other = on(member), on(member, CHROME), on(member, SAFARI), on(outsider)
    phone.post(reverse("usersessions_end_others"))
    assert [is_in(each) for each in (phone, laptop, tablet, of_other)] == [True, False, False, True]


@pytest.mark.parametrize("sent", [None, "", "x", "0", "-1", str(2**80), "1 OR 1=1"])
def test_a_session_of_somebody_else_is_not_there(on, member, outsider, sent):
    phone, of_other = on(member), on(outsider)
    pk = pk_of(of_other) if sent is None else sent
    assert phone.post(reverse("usersessions_end"), {"session": pk}).status_code == 404
    assert [is_in(phone), is_in(of_other)] == [True, True]
    assert UserSession.objects.count() == 2


def test_a_new_password_ends_them_all(on, member):
    phone, laptop = on(member), on(member, CHROME)
    fields = {
        "oldpassword": PASSWORD,
        "password1": "nine swans fly north",
        "password2": "nine swans fly north",
    }
    assert phone.post(reverse("account_change_password"), fields).status_code == 302
    assert [is_in(phone), is_in(laptop)] == [False, False]
    phone.post(reverse("account_login"), {"login": member.email, "password": "nine swans fly north"})
    assert shown(phone) == [("Firefox", True)]


@pytest.mark.django_db(transaction=True)
def test_a_second_factor_added_or_removed_ends_the_others_and_renews_this_one(on, member):
    phone, laptop = on(member), on(member, CHROME)
    before = phone.session.session_key
    secret = set_up_app(phone)
    assert [is_in(phone), is_in(laptop)] == [True, False]
    assert phone.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    assert shown(phone) == [("Firefox", True)]
    tablet = on(member, SAFARI)
    tablet.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert [is_in(phone), is_in(tablet)] == [True, True]
    phone.post(reverse("mfa_deactivate_totp"))
    assert [is_in(phone), is_in(tablet)] == [True, False]
    assert shown(phone) == [("Firefox", True)]


def test_an_account_that_is_closed_is_out_at_the_next_page(on, member):
    phone = on(member)
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert not is_in(phone)


def test_the_list_takes_as_many_queries_for_three_devices_as_for_one(on, member):
    phone, counts = on(member), []
    phone.get(reverse(LIST))
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert phone.get(reverse(LIST)).status_code == 200
        counts.append(len(captured))
        on(member, CHROME)
        on(member, SAFARI)
    assert counts[0] == counts[1]


def test_signing_in_makes_a_new_session_key(on, member, browser):
    browser.get(reverse("account_login"))
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    browser.cookies["session"] = planted = session.session_key
    browser.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    assert is_in(browser)
    assert browser.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-real-ip", "forwarded", "client-ip"])
def test_without_a_trusted_proxy_nobody_chooses_the_address_that_is_counted(client, db, settings, header):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "3/m/ip"}
    tries = [
        client.post(reverse("account_login"), {}, headers={header: f"203.0.113.{number}"}).status_code
        for number in range(4)
    ]
    assert tries == [200, 200, 200, 429]


def test_settings_of_passwords_are_these(settings):
    assert settings.ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE
    assert settings.PASSWORD_HASHERS[1].endswith("Argon2PasswordHasher")  # the first is the tests' quick one
    names = [validator["NAME"].rpartition(".")[2] for validator in settings.AUTH_PASSWORD_VALIDATORS]
    assert {"MinimumLengthValidator", "CommonPasswordValidator"} <= set(names)
