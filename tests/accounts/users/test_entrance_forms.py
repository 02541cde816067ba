"""The pages of signing in call things as the rest of the site does."""

import re

import pytest
from django.urls import reverse

NEW = ["New password", "New password once more"]


def labels(page):
    main = page.content.decode().split("<main")[1].split("</main>")[0]
    return [
        re.sub(r"<[^>]+>|\s+", " ", label).strip() for label in re.findall(r"<label.*?</label>", main, re.S)
    ]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("account_login", ["E-mail", "Password"]),
        ("account_request_login_code", ["E-mail"]),
        ("account_reset_password", ["E-mail"]),
    ],
)
def test_a_stranger_reads_the_words_of_signing_up(client_of, db, name, called):
    assert labels(client_of(None).get(reverse(name))) == called


def test_a_new_password_is_asked_for_as_in_signing_up(client_of, member):
    page = client_of(member).get(reverse("account_change_password"))
    assert labels(page) == ["Your password now", *NEW]
    assert page.content.decode().count("A few words in a row are easy to keep in mind.") == 1
    assert "Change Password" not in page.content.decode()


def test_a_link_for_a_new_password_that_is_cut_off_leads_to_another_one(client_of, db):
    page = client_of(None).get(reverse("account_reset_password_from_key", args=["1", "cut-off"]))
    html = page.content.decode()
    assert "This link does not work any more" in html
    assert f'href="{reverse("account_reset_password")}"' in html.split("<main")[1]
