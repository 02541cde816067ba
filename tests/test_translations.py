"""German is whole: every string marked, collected and translated, and every page shows it."""

import ast
import html
import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import allauth
import django
import polib
import pytest
import time_machine
from django.conf import settings as project
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.core.management import call_command
from django.template.base import Lexer, TokenType
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext, trans_real

from accounts.jobs.overview import ago, ahead
from accounts.notifications.bell import words_of
from accounts.notifications.kinds import KINDS
from accounts.notifications.samples import sample_letter
from accounts.users.borrowed import BORROWED
from accounts.users.models import Profile
from tests.guards.addresses import addresses
from tests.guards.violation import APPS, Violation, python_files, shown, template_files
from tests.world import World, build, settled_time

ROOT = Path(project.BASE_DIR)
CATALOG = Path("locale/de/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]")
MARKUP = re.compile(r"<[^>]+>|&\w+;")
FORMAL = re.compile(r"[a-zäöüß,] (Sie|Ihnen|Ihr|Ihre[nmrs]?)\b")
"""In the middle of a sentence these address somebody formally; at its beginning they may be "they"."""

PROMISE = re.compile(r"\b(un)?sicher(e[nmrs]?)?\b(?!heit)", re.I)
LETTERS = re.compile(r"[^\W\d_]+")
UNITS_AND_NAMES = {"Backstride", "km", "m", "min", "n", "S", "s", "PubMed", "PMC", "doi"}
UNITS_AND_NAMES |= {"iPhone", "iPad", "Mac", "Android", "Thunderbird", "Outlook"}
SHOWN_ATTRIBUTE = re.compile(
    r"""\s(?:alt|title|aria-label|aria-description|placeholder|label)=("[^"]*"|'[^']*')"""
)
TAG = re.compile(r"""<!--.*?-->|<(script|style)\b.*?</\1>|<[a-zA-Z/!](?:"[^"]*"|'[^']*'|[^'">])*>""", re.S)
ENTITY = re.compile(r"&#?\w+;")
LONE_CLASS = re.compile(r'\sclass="[^"]*"')
"""What a block puts into a tag of the page it extends."""

RULE = "unmarked-string"
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
LEAST = 12
"""Shorter pieces of a sentence may stand on a German page by chance."""

SAYING = {"Refused", "ValidationError", "add_error", "success", "info", "warning", "error", "Badge"}
SHOWN_KEYWORDS = {"label", "help_text", "verbose_name", "empty_label", "message", "description"}
ROLES = ("anonymous", "newcomer", "organizer", "operator")
NOT_IN_GERMAN = {
    "style": "the component sheet speaks English, with made-up names",
    "style_notice": "what a made-up letter is about is English",
    "style_notice_text": "what a made-up letter is about is English",
    "consents:edit": "the operator edits both languages side by side",
}
NOT_MARKED = (
    "templates/style/",
    "templates/mail/_style.css",
    "templates/accounts/privacy/archive.css",
    "config/demo/",
    "events/meetups/samples.py",
)
SOURCES = ("pubmed 32840696;", "PMC3391667;", "doi 10.55905/", "McGill Office")
"""Titles and numbers of what we cite stay as they are."""


# ---------- the catalogue


@pytest.fixture(scope="module")
def entries() -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(ROOT / CATALOG)) if not entry.obsolete]


def versions(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Each form of the original beside its translation."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    forms = entry.msgstr_plural
    return [(entry.msgid, forms.get(0, "")), (entry.msgid_plural, forms.get(1, ""))]


@pytest.mark.once
def test_every_string_has_its_german(entries):
    assert [entry.msgid for entry in entries if not all(german for _, german in versions(entry))] == []


@pytest.mark.once
def test_nothing_is_a_guess_of_the_collector(entries):
    assert [entry.msgid for entry in entries if entry.fuzzy] == []


@pytest.mark.once
def test_no_leftovers_of_strings_that_are_gone():
    assert [entry.msgid for entry in polib.pofile(str(ROOT / CATALOG)).obsolete_entries()] == []


@pytest.mark.once
def test_placeholders_and_markup_survive(entries):
    wrong = [
        (original, german)
        for entry in entries
        for original, german in versions(entry)
        if sorted(PLACEHOLDER.findall(original)) != sorted(PLACEHOLDER.findall(german))
        or {tag for tag in MARKUP.findall(original) if tag[0] == "<"}
        != {tag for tag in MARKUP.findall(german) if tag[0] == "<"}
    ]
    assert wrong == []


@pytest.mark.once
def test_german_says_du_and_promises_nothing(entries):
    spoken = [german for entry in entries for _, german in versions(entry)]
    assert [words for words in spoken if FORMAL.search(words)] == []
    assert [words for words in spoken if PROMISE.search(words)] == []
    assert [words for words in spoken if re.search(r"[“\"][^„]*[”\"]", MARKUP.sub("", words))] == []


@pytest.mark.once
def test_one_word_for_spotting(entries):
    """The words of docs/german.md; what they replaced must not creep back."""
    old = re.compile(r"\b(Spotter|spotte[nt]?|Begleiter|Event|Location|Feed)\b")
    assert [german for entry in entries for _, german in versions(entry) if old.search(german)] == []


def collected(root: Path, monkeypatch, settings) -> set[tuple[str | None, str]]:
    """What the collector finds in a copy of the sources, without touching our catalogue."""
    for folder in (*APPS, "templates", "locale"):
        shutil.copytree(
            ROOT / folder, root / folder, ignore=shutil.ignore_patterns("*.mo", "__pycache__", "data")
        )
    monkeypatch.chdir(root)
    settings.LOCALE_PATHS = [str(root / "locale")]
    call_command("makemessages", locale=["de"], no_wrap=True, add_location="never", verbosity=0)
    found = polib.pofile(str(root / CATALOG))
    return {(entry.msgctxt, entry.msgid) for entry in found if not entry.obsolete}


@pytest.fixture
def needs_gettext():
    if shutil.which("xgettext"):
        return
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail("gettext is missing: apt-get install gettext")
    pytest.skip("gettext is missing: apt-get install gettext")


@pytest.mark.once
def test_the_catalogue_is_in_step_with_the_sources(entries, needs_gettext, tmp_path, monkeypatch, settings):
    """If not: ``./run messages``, then translate what is new."""
    ours = {(entry.msgctxt, entry.msgid) for entry in entries}
    theirs = collected(tmp_path, monkeypatch, settings)
    assert {"not collected yet": theirs - ours, "gone": ours - theirs} == {
        "not collected yet": set(),
        "gone": set(),
    }


# ---------- nothing is left unmarked


def unmarked_in_templates(root: Path) -> list[Violation]:
    """Words in a template that no translation can reach."""
    return [
        Violation(shown(path, root), line, RULE, f"put it in {{% translate %}}: {words}")
        for path in template_files(root)
        for line, words in _bare_words(path)
        if not shown(path, root).startswith(NOT_MARKED) and not words.startswith(SOURCES)
    ]


def _bare_words(path: Path) -> Iterator[tuple[int, str]]:
    text = _outside_of_tags(path.read_text())
    if path.suffix == ".html":
        for found in SHOWN_ATTRIBUTE.finditer(text):
            yield from _words(text, found.start(1), found[1])
        text = TAG.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
        text = LONE_CLASS.sub("", text)
    for found in re.finditer(r"[^\n]+", text):
        yield from _words(text, found.start(), found[0])


def _words(text: str, start: int, piece: str) -> Iterator[tuple[int, str]]:
    piece = ENTITY.sub(" ", piece)
    if set(LETTERS.findall(piece)) - UNITS_AND_NAMES:
        yield text.count("\n", 0, start) + 1, piece.strip(" \"'")[:60]


def _outside_of_tags(source: str) -> str:
    """The template's own text; tags, variables and what is translated become blanks on the same lines."""
    kept, closing = [], ""
    for token in Lexer(source).tokenize():
        name = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if not closing and name in ("blocktranslate", "blocktrans", "comment"):
            closing = f"end{name}"
        elif name == closing:
            closing = ""
        is_text = token.token_type == TokenType.TEXT and not closing
        kept.append(token.contents if is_text else "\n" * (token.contents.count("\n")))
    return "".join(kept)


def unmarked_in_code(root: Path) -> list[Violation]:
    """Sentences handed to people straight from the code."""
    return [
        Violation(shown(path, root), node.lineno, RULE, f"put it in gettext: {node.value}")
        for path in python_files(root)
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and not shown(path, root).startswith(NOT_MARKED)
        for node in _said(call)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
    ]


def hidden_in_f_strings(root: Path) -> list[Violation]:
    """Sentences that are marked where the collector does not see it."""
    return [
        Violation(shown(path, root), call.lineno, RULE, f"mark it outside: {ast.unparse(call)}")
        for path in python_files(root)
        for words in ast.walk(ast.parse(path.read_text()))
        if isinstance(words, ast.JoinedStr)
        for call in ast.walk(words)
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in MARKS
    ]


def _said(call: ast.Call) -> list[ast.expr]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    is_log = getattr(getattr(call.func, "value", None), "id", "") in ("logger", "log")
    is_column = ast.unparse(call.func).startswith("models.") or name == "DegreesField"
    keywords = SHOWN_KEYWORDS - {"help_text"} if is_column else SHOWN_KEYWORDS
    said = [word.value for word in call.keywords if word.arg in keywords]
    return said + (call.args if name in SAYING and not is_log else [])


@pytest.mark.once
def test_every_string_of_the_templates_is_marked():
    assert [str(found) for found in unmarked_in_templates(ROOT)] == []


@pytest.mark.once
def test_every_sentence_of_the_code_is_marked():
    assert [str(found) for found in unmarked_in_code(ROOT)] == []


@pytest.mark.once
def test_no_marked_sentence_hides_in_an_f_string():
    """The collector does not look into them."""
    assert [str(found) for found in hidden_in_f_strings(ROOT)] == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("path", "text", "find"),
    [
        ("templates/404.html", "<p>Turn round.</p>\n", unmarked_in_templates),
        ("templates/404.html", '<img src="x" alt="Two shoes">\n', unmarked_in_templates),
        ("templates/404.html", "<p>{% translate 'Marked' %} and not</p>\n", unmarked_in_templates),
        ("templates/mail/late.txt", "Come soon.\n", unmarked_in_templates),
        ("community/groups/rules.py", 'raise Refused("Not on Sundays.")\n', unmarked_in_code),
        ("community/groups/forms.py", 'late = Field(label="Day of the week")\n', unmarked_in_code),
        ("community/groups/rules.py", 'late = f"{_("Not on Sundays.")} Why?"\n', hidden_in_f_strings),
    ],
)
def test_an_unmarked_string_is_named(tmp_path, path, text, find):
    for folder in (*APPS, "templates"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "data")
        )
    target = tmp_path / path
    line = len(target.read_text().splitlines()) + 1 if target.exists() else 1
    with target.open("a") as file:
        file.write(text)
    assert [(found.path, found.line, found.rule) for found in find(tmp_path)] == [(path, line, RULE)]


# ---------- the pages


@pytest.fixture(scope="module", autouse=True)
def german():
    """Build what Django reads, if that has not happened yet."""
    call_command("compile_translations", verbosity=0)
    trans_real._translations.pop("de", None)
    trans_real.translation("de")


@pytest.fixture
def world(db) -> Iterator[World]:
    with settled_time() as clock:
        yield build(clock)


def text_of(page: str) -> str:
    """What people read of a page, and what is read out to them; the switch of languages speaks each."""
    page = re.sub(r'<form method="post" action="/language/".*?</form>', "", page, flags=re.S)
    spoken = " ".join(SHOWN_ATTRIBUTE.findall(page))
    return re.sub(r"\s+", " ", html.unescape(f"{TAG.sub(' ', page)} {spoken}"))


def english_pieces(entries: list[polib.POEntry]) -> set[str]:
    """The parts of each original that stand between placeholders, long enough to be no coincidence."""
    pieces = {
        re.sub(r"\s+", " ", html.unescape(piece)).strip()
        for entry in entries
        for original, german in versions(entry)
        for piece in re.split(rf"{PLACEHOLDER.pattern}|<[^>]+>", original)
        if original != german and piece not in german
    }
    return {piece for piece in pieces if len(piece) > LEAST}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_speaks_english_in_german(role, world, entries):
    pieces, left, opened = english_pieces(entries), [], 0
    Profile.objects.update(language="de")  # behind a link in a letter is the language of whom it was for
    client = world.client(role)
    for address in addresses(world.subjects, queries=True):
        if address.name in NOT_IN_GERMAN:
            continue
        response = client.get(address.path, headers={"accept-language": "de"})
        kind = response.headers.get("Content-Type", "")
        if not kind.startswith("text/html") or response.status_code >= 500 or response.streaming:
            continue
        opened += 1
        text = text_of(response.content.decode())
        left += [f"{address}: {piece}" for piece in pieces if piece in text]
        left += [f"{address}: {found[0]}" for found in FORMAL.finditer(text)]
    assert sorted(left) == []
    assert opened > 20


@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_letter_speaks_english_in_german(name, entries):
    """What the made-up subjects of the letters say is English: it is no piece of the catalogue."""
    kind, pieces = KINDS[name], english_pieces(entries)
    with translation.override("de"):
        letter = sample_letter(kind)
        line = words_of(kind, kind.sample()) if kind.is_in_bell else ""
    html_part = text_of(str(letter.alternatives[0].content))
    text = re.sub(r"\s+", " ", "\n".join([letter.subject, str(letter.body), html_part, line]))
    assert sorted(piece for piece in pieces if piece in text) == []


def test_one_page_in_two_languages_one_after_the_other(client, db):
    """What is kept of a page is kept for one language."""
    headings = {"en": "Run backwards.", "de": "Lauf rückwärts."}
    for language in ("en", "de", "en"):
        response = client.get(reverse("home"), headers={"accept-language": language})
        text = text_of(response.content.decode())
        assert {code for code, words in headings.items() if words in text} == {language}
        assert response.headers["Content-Language"] == language


def test_errors_of_forms_are_german_and_say_du(client, db):
    typed = {"display_name": "", "birth_year": "90", "email": "nobody", "password1": "kurz"}
    response = client.post(reverse("account_signup"), typed, headers={"accept-language": "de"})
    text = text_of(response.content.decode())
    assert "Hier fehlt noch etwas." in text
    assert "Schreib dein Geburtsjahr mit vier Ziffern, etwa 1990." in text
    assert "This field" not in text and FORMAL.search(text) is None


@pytest.mark.once
def test_a_borrowed_sentence_is_still_said_by_those_we_borrow_it_from():
    lenders = [Path(django.__file__).parent / "conf", Path(allauth.__file__).parent]
    theirs = {
        entry.msgid
        for lender in lenders
        for entry in polib.pofile(str(lender / "locale/de/LC_MESSAGES/django.po"))
    }
    assert [words for words in BORROWED if words not in theirs] == []


def test_the_switch_changes_the_language_and_stays(db):
    client = Client()
    client.post(reverse("set_language"), {"language": "de"})
    assert "Lauf rückwärts." in text_of(client.get(reverse("home")).content.decode())


# ---------- dates, numbers, plurals


@pytest.mark.once
def test_dates_and_numbers_are_german():
    with translation.override("de"):
        assert date_format(date(2026, 6, 16), "DATE_FORMAT") == "16. Juni 2026"
        assert date_format(date(2026, 6, 16), "l") == "Dienstag"
        assert date_format(date(2026, 6, 16), "WEEKDAY_FORMAT") == "Dienstag, 16. Juni"
        half_past_six = datetime(2026, 6, 16, 18, 30, tzinfo=UTC)
        assert date_format(half_past_six, "WEEKDAY_TIME_FORMAT") == "Dienstag, 16. Juni, 18:30 Uhr"
        assert number_format(3.66) == "3,66"


def test_a_page_shows_german_dates_and_numbers(world):
    place = reverse("places:detail", args=world.subjects["place"]["checked"])
    text = text_of(Client().get(place, headers={"accept-language": "de"}).content.decode())
    assert "4,9 m" in text
    assert re.search(r"Geprüft am \d{1,2}\. Juni", text)
    meetup = reverse("meetups:detail", args=world.subjects["meetup"]["ahead"])
    text = text_of(Client().get(meetup, headers={"accept-language": "de"}).content.decode())
    assert "Mittwoch, 17. Juni, 18:00–19:00 Uhr" in text


@pytest.mark.once
@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 Bahnen frei"), (1, "1 Bahn frei"), (2, "2 Bahnen frei"), (11, "11 Bahnen frei")],
)
def test_plurals(count, words):
    with translation.override("de"):
        said = ngettext("%(count)d lane free", "%(count)d lanes free", count) % {"count": count}
    assert said == words


@pytest.mark.once
def test_how_long_ago_is_declined():
    now = datetime(2026, 6, 16, 18, 30, tzinfo=UTC)
    with translation.override("de"), time_machine.travel(now, tick=False):
        words = [naturaltime(now - timedelta(days=days)) for days in (1, 2, 62, 732)]
        words += [ago(now - timedelta(days=2), now), ahead(now + timedelta(days=2), now)]
    assert [phrase.replace("\N{NO-BREAK SPACE}", " ") for phrase in words] == [
        "vor 1 Tag",
        "vor 2 Tagen",
        "vor 2 Monaten",
        "vor 2 Jahren",
        "vor 2 Tagen",
        "in 2 Tagen",
    ]


@pytest.mark.once
def test_call_words_are_one_set():
    """The guide, the quiz and the safety text say the same words."""
    text = (ROOT / "accounts/consents/texts/safety.de.md").read_text()
    with translation.override("de"):
        for word in ("STOP", "EASY", "IN / OUT", "PEOPLE", "STEP", "END", "CLEAR"):
            assert f"**{gettext(word)}**" in text
