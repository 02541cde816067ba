"""From the sign-up form to the confirmed address: the year, the code, and what strangers may not learn."""

import re
from types import SimpleNamespace

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.core import context
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import Profile, User
from accounts.permissions import Viewer
from accounts.users.forms import SignupForm

SIGNUP = "account_signup"
CODE_PAGE = "account_email_verification_sent"


def rows():
    """How many rows every table holds."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("age", [16, 15, 3, 0])
def test_too_young_by_year_leaves_no_trace(browser, answers, mailoutbox, age):
    before = rows()
    typed = answers(birth_year=str(timezone.now().year - age), display_name="Unmistakable")
    response = browser.sign_up(typed)
    assert response.status_code == 200
    assert "You need to be 16 to join on your own. We have kept nothing of what you typed." in text_of(
        response
    )
    assert not [value for value in typed.values() if f'"{value}"' in text_of(response)]
    assert "Unmistakable" not in text_of(response)
    assert rows() == before
    assert mailoutbox == []
    assert not browser.cookies.get(settings.SESSION_COOKIE_NAME)


def test_too_young_is_said_first_whatever_else_is_wrong(browser, answers):
    response = browser.sign_up(answers(birth_year=str(timezone.now().year - 10), email="no", password1=""))
    assert "We have kept nothing" in text_of(response)


def test_seventeen_by_year_may_join(browser, answers, mailoutbox):
    year = timezone.now().year - 17
    response = browser.sign_up(answers(birth_year=str(year)))
    assert (response.status_code, response.url) == (302, reverse(CODE_PAGE))
    assert Profile.objects.get().birth_year == year
    assert [letter.to for letter in mailoutbox] == [["ada@example.org"]]


@pytest.mark.parametrize("year", ["", "90", "1899", "9999", "nineteen", "-1990", "1990.5", "9" * 400])
def test_what_is_no_year_of_birth_is_asked_again(browser, answers, year):
    response = browser.sign_up(answers(birth_year=year))
    assert "birth_year" in response.context["form"].errors
    assert User.objects.count() == 0


def test_the_limit_is_the_operators(browser, answers, settings):
    settings.MINIMUM_AGE_YEARS = 18
    response = browser.sign_up(answers(birth_year=str(timezone.now().year - 18)))
    assert "You need to be 18" in text_of(response)


def test_account_profile_and_address_are_kept_together(browser, answers, settings):
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]
    browser.sign_up(answers(display_name="  Ada   Lovelace ", email="Ada@Example.org"))
    user = User.objects.get()
    assert (user.email, user.profile.display_name) == ("ada@example.org", "Ada Lovelace")
    assert (user.profile.language, user.profile.time_zone, user.profile.home) == ("en", "UTC", None)
    assert user.profile.acknowledged_version is None
    assert user.password.startswith("argon2$argon2id$")
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("ada@example.org", False)]


def test_profile_speaks_the_language_of_the_page(browser, answers):
    browser.post(reverse(SIGNUP), answers(), headers={"accept-language": "de"})
    assert Profile.objects.get().language == "de"


def test_the_code_confirms_and_signs_in(browser, answers, newest_code):
    browser.sign_up(answers())
    assert newest_code() not in text_of(browser.get(reverse(CODE_PAGE)))
    response = browser.confirm(newest_code().lower().replace("-", " "))
    assert (response.status_code, response.url) == (302, reverse("home"))
    assert EmailAddress.objects.get().verified
    assert int(browser.session["_auth_user_id"]) == User.objects.get().pk


def test_signing_in_makes_a_new_session_key(browser, answers, newest_code):
    browser.sign_up(answers())
    before = browser.session.session_key
    browser.confirm(newest_code())
    assert browser.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_the_mail_shows_the_code_in_subject_text_and_html(browser, answers, mailoutbox, newest_code):
    browser.sign_up(answers(display_name="Buy cheap shoes"))
    letter, code = mailoutbox[0], newest_code()
    assert letter.subject == f"Your code for Backstride: {code}"
    assert f'<p class="code">{code}</p>' in letter.alternatives[0].content
    assert "cheap" not in letter.body + letter.alternatives[0].content


def test_a_wrong_code_is_said_and_the_right_one_still_works(browser, answers, newest_code):
    browser.sign_up(answers())
    response = browser.confirm("WRNG-WRNG")
    assert "not the code from our newest mail" in text_of(response)
    assert "Send a new code" in text_of(response)
    assert browser.confirm(newest_code()).url == reverse("home")


def test_after_five_wrong_codes_none_works(browser, answers, newest_code):
    browser.sign_up(answers())
    for _try in range(4):
        assert browser.confirm("WRNG-WRNG").status_code == 200
    assert browser.confirm("WRNG-WRNG").url == reverse("account_login")
    assert "That was one try too many" in text_of(browser.get(reverse("account_login")))
    assert browser.confirm(newest_code()).url == reverse("account_login")
    assert not EmailAddress.objects.get().verified


def test_a_code_that_has_run_out_says_so_and_signing_in_brings_a_new_one(browser, answers, newest_code):
    with time_machine.travel("2026-06-01T10:00:00Z", tick=False) as clock:
        browser.sign_up(answers())
        old = newest_code()
        clock.shift(31 * 60)
        assert browser.confirm(old).url == reverse("account_login")
        assert "This code has run out. Sign in" in text_of(browser.get(reverse("account_login")))
        signed_in = browser.post(
            reverse("account_login"), {"login": "ada@example.org", "password": "six geese walk home"}
        )
        assert signed_in.url == reverse(CODE_PAGE)
        assert newest_code() != old
        assert browser.confirm(newest_code()).url == reverse("home")


def test_a_used_code_says_there_is_nothing_more_to_type(browser, answers, newest_code):
    browser.sign_up(answers())
    browser.confirm(newest_code())
    response = browser.confirm(newest_code())
    assert response.url == reverse("home")
    assert [str(message) for message in response.wsgi_request._messages][-1].startswith(
        "Your address is confirmed"
    )


def test_a_code_from_another_browser_points_to_signing_in(browser, answers, newest_code, client):
    browser.sign_up(answers())
    response = client.post(reverse(CODE_PAGE), {"code": newest_code()})
    assert response.url == reverse("account_login")
    assert "No code is waited for here" in text_of(client.get(reverse("account_login")))


def test_a_new_code_is_sent_after_three_minutes_and_replaces_the_old(
    browser, answers, newest_code, mailoutbox
):
    with time_machine.travel("2026-06-01T10:00:00Z", tick=False) as clock:
        browser.sign_up(answers())
        old = newest_code()
        response = browser.post(reverse(CODE_PAGE), {"action": "resend"}, follow=True)
        assert "We sent a code a moment ago" in text_of(response)
        assert len(mailoutbox) == 1
        clock.shift(181)
        browser.post(reverse(CODE_PAGE), {"action": "resend"})
        assert len(mailoutbox) == 2
        assert browser.confirm(old).status_code == 200
        assert browser.confirm(newest_code()).url == reverse("home")


def test_asking_for_a_new_code_too_early_leaves_the_old_one(browser, answers, newest_code):
    browser.sign_up(answers())
    browser.post(reverse(CODE_PAGE), {"action": "resend"})
    assert browser.confirm(newest_code()).url == reverse("home")


def test_two_forms_at_once_make_one_account(db, rf, answers):
    request = rf.post(reverse(SIGNUP), answers())
    request.user, request.allauth = AnonymousUser(), SimpleNamespace()
    request.viewer = Viewer(request.user)
    SessionMiddleware(lambda _: None).process_request(request)
    MessageMiddleware(lambda _: None).process_request(request)
    with context.request_context(request):
        slower = SignupForm(answers())
        assert slower.is_valid()
        User.objects.create_user("ada@example.org")
        user, response = slower.try_save(request)
    assert (user, response.status_code, response.url) == (None, 302, reverse(CODE_PAGE))
    assert (User.objects.count(), Profile.objects.count(), EmailAddress.objects.count()) == (1, 0, 0)


def comparable(response):
    """The answer without what differs between any two: the form's token, and the clock."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text_of(response))
    headers = {
        name: value for name, value in response.headers.items() if name not in {"Set-Cookie", "Expires"}
    }
    return response.status_code, headers, body


def test_a_known_address_gets_the_same_answers_as_a_new_one(browser, answers, mailoutbox, member, client_of):
    known, new = "mira@example.org", "mina@example.org"
    steps = []
    for email in (known, new):
        one = type(browser)()
        steps.append(
            [
                comparable(one.sign_up(answers(email=email))),
                comparable(one.get(reverse(CODE_PAGE))),
                comparable(one.confirm("WRNG-WRNG")),
                comparable(one.post(reverse(CODE_PAGE), {"action": "resend"}, follow=True)),
                comparable(one.get(reverse(SIGNUP))),
            ]
        )
    assert str(steps[0]).replace(known, new) == str(steps[1])
    assert [(letter.to[0], letter.subject.split(":")[0]) for letter in mailoutbox] == [
        (known, "You already have an account at Backstride"),
        (new, "Your code for Backstride"),
    ]


def test_the_mail_to_a_known_address_helps_and_names_our_own_address(
    browser, answers, mailoutbox, member, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    browser.post(reverse(SIGNUP), answers(email="mira@example.org"), headers={"host": "evil.example"})
    body = mailoutbox[0].body
    assert settings.SITE_URL + reverse("account_reset_password") in body
    assert "evil.example" not in body + mailoutbox[0].alternatives[0].content


def test_the_answer_is_the_same_when_the_mail_server_is_down(browser, answers, settings, mailoutbox):
    up = comparable(browser.sign_up(answers()))
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }
    down = comparable(type(browser)().sign_up(answers(email="bea@example.org")))
    assert down == up
    assert User.objects.filter(email="bea@example.org").exists()


def test_resetting_a_password_answers_the_same_for_known_and_unknown(browser, member, mailoutbox, settings):
    url = reverse("account_reset_password")
    answers = [
        comparable(type(browser)().post(url, {"email": email}))
        for email in ("mira@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]
    assert [letter.subject for letter in mailoutbox] == [
        "Choose a new password for Backstride",
        "No account at Backstride has this address",
    ]
    link = re.search(r"http\S+/key/\S+", mailoutbox[0].body).group()
    assert link.startswith(settings.SITE_URL)
    assert browser.get(link.removeprefix(settings.SITE_URL), follow=True).status_code == 200


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("password", "Many people use this password"),
        ("password", "Use at least 10 characters"),
        ("short", "Use at least 10 characters"),
        ("83610275948", "Use more than digits"),
        ("ada@example.org", "too close to your e-mail"),
        ("", "This field is required"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(browser, answers, password, sentence):
    response = browser.sign_up(answers(password1=password))
    assert sentence in " ".join(response.context["form"].errors["password1"])
    assert User.objects.count() == 0
    assert 'value="Ada"' in text_of(response)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("x" * 10_000, "Use at most 60 characters. This has 10000."),
        ("\u200b\u200b", "This shows nothing."),
        ("Ada\u202egnp.exe", "turns text around"),
        ("Ada\x07", "cannot be shown"),
        ("A" + "\u0301" * 40, "too many accents"),
        ("   ", "This field is required."),
    ],
)
def test_a_name_nobody_can_read_is_refused_with_what_to_do(browser, answers, name, sentence):
    response = browser.sign_up(answers(display_name=name))
    assert sentence in " ".join(response.context["form"].errors["display_name"])
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "' OR 1=1 --",
        "田中さん",
        "O'Brien",
        "𝓐𝓭𝓪",
        "../../etc/passwd",
    ],
)
def test_a_strange_name_is_only_a_name(browser, answers, newest_code, name):
    browser.sign_up(answers(display_name=name))
    browser.confirm(newest_code())
    page = text_of(browser.get(reverse("users:me")))
    assert Profile.objects.get().display_name == name
    assert escape(name) in page
    assert "<script>alert" not in page


def test_whoever_is_signed_in_goes_home(client_of, member, answers):
    client = client_of(member)
    for response in (client.get(reverse(SIGNUP)), client.post(reverse(SIGNUP), answers(birth_year="2020"))):
        assert (response.status_code, response.url) == (302, reverse("home"))


def test_the_next_page_is_one_of_ours(browser, answers, newest_code):
    browser.post(reverse(SIGNUP) + "?next=https://evil.example/", answers())
    assert browser.confirm(newest_code()).url == reverse("home")


def test_signing_in_with_a_wrong_password_says_the_same_for_everybody(browser, member):
    bodies = [
        comparable(type(browser)().post(reverse("account_login"), {"login": email, "password": "wrong"}))
        for email in ("mira@example.org", "nino@example.org")
    ]
    assert str(bodies[0]).replace("mira@", "nino@") == str(bodies[1])
    assert "do not fit together" in bodies[0][2]


def test_a_new_device_speaks_the_language_of_the_profile(browser, member):
    Profile.objects.filter(user=member).update(language="de")
    browser.post(reverse("account_login"), {"login": member.email, "password": "a-long-way-backwards"})
    assert browser.cookies[settings.LANGUAGE_COOKIE_NAME].value == "de"


@pytest.mark.parametrize(
    ("name", "handle"),
    [("Zoë Müller", "zoe-mueller"), ("Анна", None), ("Li", None), ("Mira", "mira"), ("M Ira", None)],
)
def test_a_new_account_has_the_handle_its_name_makes_if_it_is_free(browser, answers, make_user, name, handle):
    """ "M Ira" would look like "mira" once that is taken."""
    taken = Profile.objects.filter(user=make_user("other"))
    taken.update(handle="mira-x" if handle else "mira")
    browser.sign_up(answers(display_name=name))
    found = Profile.objects.get(user__email="ada@example.org").handle
    assert found == handle or (handle is None and found.startswith("runner-"))


def test_of_two_people_of_one_name_both_get_an_account(browser, answers):
    for email in ("ada@example.org", "another@example.org"):
        browser.sign_up(answers(email=email))
        browser.cookies.clear()
    handles = set(Profile.objects.values_list("handle", flat=True))
    assert len(handles) == 2
    assert "ada" in handles


@pytest.mark.parametrize("name", ["Pеtra", "Moderator", "@petra2", "Ρetra2"])
def test_nobody_joins_under_a_name_that_imitates(browser, answers, make_user, name):
    Profile.objects.filter(user=make_user("petra")).update(handle="petra-2")
    response = browser.sign_up(answers(display_name=name))
    assert set(response.context["form"].errors) == {"display_name"}
    assert name in response.content.decode()
    assert Profile.objects.count() == 1
