"""Each notice reads as somebody approved it: ``tests/approved/notices/`` holds them all, in both languages.

A change of words is a change of these files. This writes them anew; read the difference before you commit it:

    APPROVE=1 ./run test tests/test_approved.py
"""

import os
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real

from accounts.notifications.bell import words_of
from accounts.notifications.kinds import KINDS
from accounts.notifications.samples import sample_letter

pytestmark = pytest.mark.once

FOLDER = Path(settings.BASE_DIR, "tests/approved/notices")
LANGUAGES = ("de", "en")
NAMES = sorted(f"{kind}.{language}" for kind in KINDS for language in LANGUAGES)
THE_DAY_BEFORE = datetime(2026, 6, 15, 16, 30, tzinfo=UTC)
TOKEN = re.compile(re.escape(reverse("notifications:unsubscribe", args=["TOKEN"])).replace("TOKEN", "[^/]+"))
BLOCKS = {"p", "h1", "h2", "div", "ul", "blockquote", "table"}
HINT = "If this is as it should be: APPROVE=1 ./run test tests/test_approved.py"


class AsText(HTMLParser):
    """What a person reads of a page, with its links: blocks apart, no style."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.links: list[str] = []
        self.is_head = True

    def handle_starttag(self, tag, attrs):
        self.is_head = self.is_head and tag != "body"
        if tag in BLOCKS:
            self.words = self.words.rstrip(" \n") + "\n\n"
        item = "- " if self.words.endswith("\n") else "\n- "
        self.words += {"br": "\n", "h1": "# ", "h2": "## ", "li": item}.get(tag, "")
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag):
        if tag == "a":
            self.words += f" <{self.links.pop()}>"
        if tag in BLOCKS:
            self.words = self.words.rstrip(" \n") + "\n\n"

    def handle_data(self, data):
        if not self.is_head:
            words = re.sub(r"\s+", " ", data)
            self.words += words.lstrip() if self.words.endswith(("\n", " ")) else words


def as_text(html: str) -> str:
    reader = AsText()
    reader.feed(html)
    return "\n".join(line.rstrip() for line in reader.words.strip().split("\n"))


def shown(kind_name: str, language: str) -> str:
    """All that a person gets of one kind."""
    kind = KINDS[kind_name]
    with translation.override(language), time_machine.travel(THE_DAY_BEFORE, tick=False):
        letter = sample_letter(kind)
        bell = words_of(kind, kind.sample()) if kind.is_in_bell else "(no line)"
    headers = [f"{name}: {letter.extra_headers.get(name, '(none)')}" for name in sorted(HEADERS)]
    files = [f"Attached: {file.filename}, {file.mimetype}" for file in letter.attachments]
    parts = [
        "\n".join([f"Subject: {letter.subject}", *headers, *files]),
        f"======== bell\n{bell}",
        f"======== text\n{letter.body.strip()}",
        f"======== HTML\n{as_text(letter.alternatives[0].content)}",
    ]
    whole = "\n\n".join(parts) + "\n"
    return TOKEN.sub(reverse("notifications:unsubscribe", args=["TOKEN"]), whole)


HEADERS = ("Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post")


@pytest.fixture(scope="module", autouse=True)
def _german():
    """Build what Django reads, if that has not happened yet."""
    call_command("compile_translations", verbosity=0)
    trans_real._translations.pop("de", None)


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_as_approved(name):
    kind, _dot, language = name.rpartition(".")
    path = FOLDER / f"{name}.txt"
    found = shown(kind, language)
    if os.environ.get("APPROVE"):
        FOLDER.mkdir(parents=True, exist_ok=True)
        path.write_text(found)
    assert path.exists(), f"{path.name} is missing. {HINT}"
    assert found == path.read_text(), HINT


def test_nothing_is_approved_that_is_gone():
    stale = [path for path in FOLDER.iterdir() if path.name.removesuffix(".txt") not in NAMES]
    if os.environ.get("APPROVE"):
        for path in stale:
            path.unlink()
        stale = []
    assert [path.name for path in stale] == [], HINT


def test_the_reader_of_html_shows_words_and_links():
    html = "<head><title>no</title></head><body><h1>A &amp; B</h1><p>one\n two<br>three</p>"
    items = '<ul><li><a href="/x/">four</a></li><li>five</li></ul>'
    assert as_text(html + items) == "# A & B\n\none two\nthree\n\n- four </x/>\n- five"
