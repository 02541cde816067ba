"""The style page shows every kind of notice, and its letter, without asking the database."""

import html
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.csp import build_policy

from accounts.notifications.kinds import KINDS, Category
from accounts.notifications.samples import sample_letter
from config.letters import LETTER_POLICY, html_of
from tests.guards.violation import told

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def ask(client, django_assert_num_queries):
    """Ask for a page that needs no database."""

    def get(name, *args, status=200):
        with django_assert_num_queries(0):
            response = client.get(reverse(name, args=args))
        assert response.status_code == status
        return response

    return get


def test_the_style_page_lists_every_kind_with_its_line_and_its_letter(ask):
    page = ask("style").content.decode()
    rows = dict(re.findall(r'<tr id="notice-[\w-]+">(?=.*?class="meta">(.*?)</span>)(.*?)</tr>', page))
    assert set(rows) == set(KINDS)
    wrong = []
    for name, row in rows.items():
        subject = html.escape(sample_letter(KINDS[name]).subject)
        wanted = [str(KINDS[name].label), subject, reverse("style_notice", args=[name])]
        wrong += [
            f"{name}: no {each}" for each in wanted if each not in html.unescape(row) and each not in row
        ]
        wrong += [f"{name}: no line"] if ("<td>–</td>" in row) == KINDS[name].is_in_bell else []
    assert told(wrong) == ""


def test_categories_stand_in_their_order(ask):
    page = ask("style").content.decode()
    places = [page.index(f"<h3>{html.escape(category.label)}</h3>") for category in Category]
    assert places == sorted(places)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_preview(ask, kind):
    letter = sample_letter(KINDS[kind])
    page = ask("style_notice", kind)
    assert f"<title>{html.escape(letter.subject)}</title>" in page.content.decode()
    assert page.headers["Content-Security-Policy"] == build_policy(LETTER_POLICY)
    text = ask("style_notice_text", kind)
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.headers["Content-Security-Policy"] == build_policy(settings.SECURE_CSP)
    assert text.content.decode().startswith("Hello Noor,\n")


def test_a_preview_is_in_the_readers_language(client):
    page = client.get(reverse("style_notice", args=["meetups.going"]), headers={"accept-language": "de"})
    assert '<html lang="de">' in page.content.decode()


@pytest.mark.parametrize("name", ["style_notice", "style_notice_text"])
def test_what_is_no_kind_has_no_preview_and_no_policy_of_its_own(ask, name):
    page = ask(name, "meetups.unheard_of", status=404)
    assert page.headers["Content-Security-Policy"] == build_policy(settings.SECURE_CSP)


def test_the_policy_differs_in_one_style_alone():
    changed = {name for name in LETTER_POLICY if LETTER_POLICY[name] != settings.SECURE_CSP[name]}
    assert (changed, set(LETTER_POLICY)) == ({"style-src"}, set(settings.SECURE_CSP))
    assert re.fullmatch(r"'sha256-[\w+/]{43}='", *LETTER_POLICY["style-src"])


def test_every_letter_has_the_same_style_and_nothing_else_inline():
    letters = [html_of(sample_letter(kind)) for kind in KINDS.values()]
    assert len({each for letter in letters for each in re.findall(r"<style>.*?</style>", letter, re.S)}) == 1
    assert not [letter for letter in letters if re.search(r"\sstyle=|<script|\son\w+=|javascript:", letter)]
