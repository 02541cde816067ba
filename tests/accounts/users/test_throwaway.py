"""Throw-away mail domains: the operator's list, and what it says to whom."""

import environ
import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import User
from accounts.users.throwaway import is_throwaway, read_domains
from config.environment import Environment, HalfConfigured

DOMAINS = read_domains(["# a list", "", "Example.org.", "@mail.example", "  müll.example # quick", "*.x"])
SENTENCE = "Mail to this address is thrown away after a while."


@pytest.mark.once
def test_a_list_is_read_whatever_its_habits():
    assert set(DOMAINS) == {"example.org", "mail.example", "xn--mll-hoa.example", "x"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("a@example.org", True),
        ("a@EXAMPLE.ORG", True),
        ("a@example.org.", True),
        ("a@deep.below.example.org", True),
        ("a@evil-example.org", False),
        ("a@evilexample.org", False),
        ("a@example.org.evil.net", False),
        ("a@org", False),
        ("example.org@good.net", False),
        ('"a@example.org"@good.net', False),
        ("a@müll.example", True),
        ("a@xn--mll-hoa.example", True),
        ("a@example", False),
        ("example.org", True),
        ("", False),
        ("@", False),
        ("a@..", False),
        ("a@" + "x" * 300, False),
    ],
)
def test_a_domain_and_all_below_it_are_meant_and_nothing_beside_it(email, expected):
    assert is_throwaway(email, DOMAINS) == expected


@pytest.fixture
def listed(settings):
    settings.THROWAWAY_DOMAINS = frozenset({"throwaway.example"})


def test_nobody_signs_up_with_one(browser, answers, listed, mailoutbox):
    for email in ("ada@throwaway.example", "ada@sub.Throwaway.example"):
        response = browser.sign_up(answers(email=email))
        assert SENTENCE in " ".join(response.context["form"].errors["email"])
        assert 'value="Ada"' in response.content.decode()
    assert (User.objects.count(), mailoutbox) == (0, [])
    assert browser.sign_up(answers(email="ada@not-throwaway.example")).status_code == 302


def test_nobody_adds_one(client_of, member, listed):
    response = client_of(member).post(
        reverse("account_email"), {"action_add": "", "email": "mira@throwaway.example"}
    )
    assert SENTENCE in response.content.decode()
    assert EmailAddress.objects.filter(user=member).count() == 1


def test_who_had_one_before_it_was_listed_still_gets_in(browser, member, settings, newest_code):
    settings.THROWAWAY_DOMAINS = frozenset({"example.org"})
    browser.post(reverse("account_request_login_code"), {"email": member.email})
    assert browser.post(reverse("account_confirm_login_code"), {"code": newest_code()}).url == reverse("home")


@pytest.fixture
def domains_of(tmp_path, monkeypatch):
    """The domains that an environment with this file refuses."""

    def read(path):
        named = {"THROWAWAY_DOMAINS_FILE": str(path)} if path else {}
        monkeypatch.setattr(environ.Env, "ENVIRON", {"DATA_DIR": str(tmp_path / "var")} | named)
        return Environment(environ.Env(), base=tmp_path, testing=False).throwaway_domains

    return read


@pytest.mark.once
def test_the_list_is_a_file_that_can_be_read(tmp_path, domains_of):
    good, bad = tmp_path / "domains.txt", tmp_path / "bytes.txt"
    good.write_text("throwaway.example\n")
    bad.write_bytes(b"\xff\xfe\xff")
    assert domains_of(good) == {"throwaway.example"}
    assert domains_of(None) == frozenset()
    for wrong in (tmp_path, tmp_path / "nowhere.txt", bad):
        with pytest.raises(HalfConfigured, match="THROWAWAY_DOMAINS_FILE cannot be read"):
            domains_of(wrong)
