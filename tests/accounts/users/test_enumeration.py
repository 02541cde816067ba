"""Signing in, codes by mail, signing up, resetting: known and unknown addresses get the same answers."""

import re

import pytest
from django.urls import reverse

from accounts.models import User
from tests.conftest import PASSWORD

KNOWN, NEW = "mira@example.org", "mina@example.org"
DOWN = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 1},
    }
}
CODE_PAGE = "account_confirm_login_code"


def steps_of(browser, answers, way, email):
    """Every answer of one way in, from the form to the wrong code."""
    if way == "login":
        yield browser.post(reverse("account_login"), {"login": email, "password": "not the password"})
        yield browser.get(reverse("account_login"))
    if way == "code":
        yield browser.post(reverse("account_request_login_code"), {"email": email})
        yield browser.get(reverse(CODE_PAGE))
        for _try in range(5):
            yield browser.post(reverse(CODE_PAGE), {"code": "WRNG-WRNG"})
        yield browser.get(reverse("account_login"))
    if way == "signup":
        yield browser.sign_up(answers(email=email))
        yield browser.get(reverse("account_email_verification_sent"))
        yield browser.confirm("WRNG-WRNG")
    if way == "reset":
        yield browser.post(reverse("account_reset_password"), {"email": email})
        yield browser.get(reverse("account_reset_password_done"))


def comparable(response):
    """Status, body and headers, cookies by their flags; without what differs between any two answers."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    headers = {name: value for name, value in response.headers.items() if name != "Expires"}
    cookies = {
        name: {flag: value for flag, value in morsel.items() if flag != "expires"}
        for name, morsel in response.cookies.items()
    }
    return response.status_code, headers, cookies, body


@pytest.mark.parametrize("mail_server", ["up", "down"])
@pytest.mark.parametrize("way", ["login", "code", "signup", "reset"])
def test_a_known_and_an_unknown_address_get_the_same_answers(
    browser, answers, member, settings, mailoutbox, way, mail_server
):
    if mail_server == "down":
        settings.MAILERS = DOWN
    seen = {
        email: [comparable(step) for step in steps_of(type(browser)(), answers, way, email)]
        for email in (KNOWN, NEW)
    }
    assert str(seen[KNOWN]).replace(KNOWN, NEW) == str(seen[NEW])
    told = way != "login" and mail_server == "up"
    assert [letter.to for letter in mailoutbox] == ([[KNOWN], [NEW]] if told else [])


@pytest.mark.parametrize("way", ["login", "code", "signup", "reset"])
def test_an_account_that_is_closed_answers_as_if_there_were_none(browser, answers, member, way):
    User.objects.filter(pk=member.pk).update(is_active=False)
    seen = {
        email: [comparable(step) for step in steps_of(type(browser)(), answers, way, email)]
        for email in (KNOWN, NEW)
    }
    assert str(seen[KNOWN]).replace(KNOWN, NEW) == str(seen[NEW])


def test_a_code_by_mail_signs_in_without_a_password(browser, member, newest_code, mailoutbox):
    browser.post(reverse("account_request_login_code"), {"email": KNOWN})
    assert mailoutbox[0].subject.startswith("Your code for Backstride")
    assert browser.post(reverse(CODE_PAGE), {"code": newest_code()}).url == reverse("home")
    assert browser.get(reverse("users:me")).status_code == 200


def test_a_code_by_mail_works_once_and_in_the_browser_that_asked(browser, member, newest_code):
    browser.post(reverse("account_request_login_code"), {"email": KNOWN})
    code, other = newest_code(), type(browser)()
    other.post(reverse(CODE_PAGE), {"code": code})
    assert other.get(reverse("users:me")).status_code == 302
    browser.post(reverse(CODE_PAGE), {"code": code})
    browser.post(reverse("account_logout"))
    browser.post(reverse(CODE_PAGE), {"code": code})
    assert browser.get(reverse("users:me")).status_code == 302


def test_five_codes_an_hour_go_to_one_address_whoever_asks(browser, member, mailoutbox):
    for _try in range(7):
        type(browser)().post(reverse("account_request_login_code"), {"email": KNOWN})
    assert len(mailoutbox) == 5


def test_five_resets_an_hour_go_to_one_address_whoever_asks(browser, member, mailoutbox):
    for _try in range(7):
        type(browser)().post(reverse("account_reset_password"), {"email": KNOWN})
    assert len(mailoutbox) == 5


def test_five_wrong_passwords_close_one_account_to_its_address_for_a_while(browser, member, outsider):
    for _try in range(5):
        type(browser)().post(reverse("account_login"), {"login": KNOWN, "password": "wrong"})
    locked = type(browser)().post(reverse("account_login"), {"login": KNOWN, "password": PASSWORD})
    assert "That was one try too many" in locked.content.decode()
    other = type(browser)().post(reverse("account_login"), {"login": outsider.email, "password": PASSWORD})
    assert other.status_code == 302


def test_a_form_of_signing_up_sent_twice_makes_one_account_and_its_first_code_holds(
    browser, answers, newest_code, mailoutbox
):
    browser.get(reverse("account_signup"))
    first, second = browser.sign_up(answers()), browser.sign_up(answers())
    assert [first.url, second.url] == [reverse("account_email_verification_sent")] * 2
    assert User.objects.count() == 1
    codes = [letter for letter in mailoutbox if letter.subject.startswith("Your code")]
    assert len(codes) >= 1
    assert browser.confirm(newest_code()).url == reverse("home")


def test_a_form_opened_before_signing_out_changes_nothing_and_gives_its_words_back(
    browser, member, django_user_model
):
    browser.force_login(member)
    edit = reverse("account_email")
    browser.get(edit)
    browser.post(reverse("account_logout"))
    response = browser.post(edit, {"action_add": "", "email": "Other words of mine"})
    assert response.status_code == 403
    assert "Other words of mine" in response.content.decode()


def test_a_form_opened_before_signing_in_as_somebody_else_is_not_theirs(member, outsider, client):
    from django.test import Client  # noqa: PLC0415

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    page = strict.get(reverse("users:edit")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    strict.force_login(outsider)
    strict.cookies.pop("csrf", None)
    strict.get(reverse("users:edit"))
    response = strict.post(
        reverse("users:edit"), {"csrfmiddlewaretoken": token, "display_name": "Mira again", "language": "en"}
    )
    assert response.status_code == 403
    outsider.profile.refresh_from_db()
    assert outsider.profile.display_name == "Otto"
