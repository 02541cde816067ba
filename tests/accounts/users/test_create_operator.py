import io

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User

FLAGS = {"email": "Olga@Example.org", "name": "Olga", "birth_year": "1980"}


@pytest.fixture
def password(monkeypatch):
    monkeypatch.setenv("OPERATOR_PASSWORD", "six geese walk home")


def create(**flags):
    out = io.StringIO()
    call_command("create_operator", stdout=out, **(FLAGS | flags))
    return out.getvalue()


def test_an_operator_can_sign_in_at_once(db, password, client):
    assert "olga@example.org can sign in at" in create()
    user = User.objects.get()
    assert (user.is_operator, user.is_site_moderator, user.profile.display_name) == (True, True, "Olga")
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("olga@example.org", True, True)
    ]
    answer = client.post(
        reverse("account_login"), {"login": "olga@example.org", "password": "six geese walk home"}
    )
    assert answer.url == reverse("home")


def test_the_operator_reads_the_safety_text_like_everybody(db, password, as_viewer):
    create()
    assert not as_viewer(User.objects.get()).is_ready


def test_a_member_is_raised_and_keeps_the_password(member):
    before = member.password
    create(email=member.email, existing=True)
    member.refresh_from_db()
    assert (member.is_operator, member.password) == (True, before)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"email": "no"}, "--email: Enter a valid email address."),
        ({"name": "\u200b"}, "--name: This shows nothing."),
        ({"name": None}, "--name is missing, and there is nobody to ask."),
        ({"birth_year": "80"}, "--birth-year: Write your year of birth with four digits, like 1990."),
        ({"birth_year": "2020"}, "You need to be 16"),
        ({"existing": True}, "olga@example.org has no account yet. Leave out --existing to make one."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(db, password, monkeypatch, flags, words):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match=words):
        create(**flags)
    assert (User.objects.count(), EmailAddress.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("password", "Many people use this password"),
        ("", "OPERATOR_PASSWORD is missing, and there is nobody to ask."),
    ],
)
def test_the_password_must_be_there_and_good(db, monkeypatch, secret, words):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setenv("OPERATOR_PASSWORD", secret)
    with pytest.raises(CommandError, match=words):
        create()
    assert User.objects.count() == 0


def test_a_known_address_is_named_with_the_way_on(member, password):
    with pytest.raises(CommandError, match=r"has an account already\. Add --existing"):
        create(email=member.email)
