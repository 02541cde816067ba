"""The guide's files: whole in both languages, and a broken one says in a sentence what is wrong with it."""

import re
import shutil

import pytest
from django.urls import reverse
from django.utils import translation

from community.guide.claims import CLAIMS, SOURCES, read_claims, read_sources
from community.guide.markup import links, parts, render
from community.guide.pages import FAQ, PAGES, read_faq, read_pages
from community.guide.plan import read_plan
from community.guide.quiz import read_quiz
from community.guide.reading import CONTENT, LANGUAGES, ContentError, Words
from community.guide.self_check import SELF_CHECK, read_self_check

pytestmark = pytest.mark.once

FORMAL = re.compile(r"[a-zäöüß,] (Sie|Ihnen|Ihr|Ihre[nmrs]?)\b")
PROMISE = re.compile(r"\b(un)?sicher(e[nmrs]?)?\b|\bsafe(ly|ty|r|st)?\b|\brisk-free\b|\bdon't worry\b", re.I)
OLD_WORDS = re.compile(r"\b(Spotter|spotte[nt]?|Begleiter|Event|Location|Feed|Retro-Running)\b")
STRAIGHT_QUOTES = re.compile(r"""(?<![:=\[\\])"(?=\w)""")


@pytest.fixture
def folder(tmp_path):
    """A copy of the guide's files, to break."""
    return shutil.copytree(CONTENT, tmp_path / "content")


def replace(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


BROKEN = [
    ("claims.yaml", "side: cost", "side: luck", "claims.yaml, effort: side is luck"),
    ("claims.yaml", "[R25, R26, R27]", "[R999]", "claims.yaml, effort: sources.yaml does not hold R999"),
    ("claims.yaml", "[R25, R26, R27]", "[]", "claims.yaml, effort: a strength without a source"),
    ("claims.yaml", "people: [8, 4]", "people: [many]", "claims.yaml, effort: people must be numbers"),
    ("claims.yaml", "strength: strong\n", "strength: none\n", "claims.yaml, effort: people were measured"),
    ("claims.yaml", "    limits:", "    limit:", "claims.yaml, effort: nobody reads limit"),
    (
        "claims.yaml",
        "      de: Anstrengung",
        "      fr: effort",
        "claims.yaml, effort: topic must be there in en, de",
    ),
    ("claims.yaml", "      de: Anstrengung", '      de: " "', "claims.yaml, effort, topic: de is empty"),
    (
        "claims.yaml",
        "reviewed_on: 2026-11-22",
        "reviewed_on: soon",
        "claims.yaml, effort: reviewed_on must be date",
    ),
    ("claims.yaml", "- key: knee-load", "- key: effort", "claims.yaml, effort: this key is there twice"),
    ("claims.yaml", "claims:", "claims: [", "this is no YAML"),
    ("sources.yaml", "url: https://", "url: http://", "sources.yaml, R1: url must begin with https://"),
    ("quiz.yaml", "right: 2", "right: 4", "quiz.yaml, stop: right must be between 1 and 3"),
    ("quiz.yaml", "needed: 8", "needed: 11", "quiz.yaml: needed must be between 1 and 10"),
    (
        "quiz.yaml",
        "is_essential: true",
        "is_essential: 1",
        "quiz.yaml, stop: is_essential must be bool, not int",
    ),
    ("self_check.yaml", "outcome: not_now", "outcome: walk", "self_check.yaml, today: outcome is walk"),
    ("self_check.yaml", "- key: walk", "- key: run", "self_check.yaml, run: key is run"),
    ("plan.yaml", 'minutes: "2"', "minutes: 2", "plan.yaml, 0: minutes must be str, not int"),
    ("faq.yaml", "{claim: effort}", "{claim: luck}", "faq.yaml, harder: en names what is not there: 'luck'"),
    ("pages/start.en.md", "{plan}", "{plans}", "start.en.md: body names what is not there: 'plans'"),
    (
        "pages/start.en.md",
        "{plan}",
        "{plan",
        "start.en.md: body names what is not there: the line {plan is no",
    ),
    ("pages/start.en.md", "{claim: downhill}\n", "", "start: the languages do not have the same parts"),
    (
        "pages/start.en.md",
        "version: 1",
        "version: 2",
        "pages, start: the languages are of different versions",
    ),
    ("pages/start.en.md", "---\n", "", "start.en.md: it must begin with a head between two lines of ---"),
    ("pages/technique.en.md", " | From above: a runner whose", " ", "no part of a page"),
]


def read_all(folder):
    sources = read_sources(folder)
    read_claims(folder, sources)
    read_quiz(folder)
    read_self_check(folder, sources)
    read_plan(folder)
    read_pages(folder)
    read_faq(folder)


def test_an_unbroken_copy_is_read(folder):
    read_all(folder)


@pytest.mark.parametrize(("name", "old", "new", "sentence"), BROKEN, ids=[row[3] for row in BROKEN])
def test_a_broken_file_says_what_is_wrong(folder, name, old, new, sentence):
    replace(folder / name, old, new)
    with pytest.raises(ContentError) as error:
        read_all(folder)
    assert sentence in str(error.value)


def test_a_page_without_its_german_is_missed(folder):
    (folder / "pages/start.de.md").unlink()
    with pytest.raises(ContentError, match=re.escape("start.de.md is missing")):
        read_pages(folder)


def test_a_page_nobody_leads_to_is_refused(folder):
    for language in LANGUAGES:
        shutil.copy(folder / f"pages/start.{language}.md", folder / f"pages/extra.{language}.md")
    with pytest.raises(ContentError, match="and nothing else"):
        read_pages(folder)


def test_a_picture_needs_words(folder):
    for language in LANGUAGES:
        path = folder / f"pages/what-it-is.{language}.md"
        path.write_text(re.sub(r"\{drawing: face \|[^}]*\}", "{drawing: face}", path.read_text()))
    with pytest.raises(ContentError, match="the drawing face has no words"):
        read_pages(folder)


@pytest.mark.parametrize(("questions", "is_right"), [(7, False), (8, True), (10, True)])
def test_the_self_check_has_eight_to_ten_questions(folder, questions, is_right):
    path = folder / "self_check.yaml"
    head, *rows = re.split(
        r"(?m)^(?=  - key: (?:today|head|pregnant|balance|medicines|bones|seizures|sight|leg|heart)$)",
        path.read_text(),
    )
    path.write_text(head + "".join(rows[len(rows) - questions :]))
    if is_right:
        assert len(read_self_check(folder, SOURCES).questions) == questions
    else:
        with pytest.raises(ContentError, match="8 to 10 questions"):
            read_self_check(folder, SOURCES)


def test_words_are_in_the_readers_language():
    words = Words({"en": "Yes", "de": "Ja"})
    for language, said in {"de": "Ja", "de-at": "Ja", "en": "Yes", "en-gb": "Yes", "fr": "Yes"}.items():
        with translation.override(language):
            assert str(words) == said


def all_texts():
    """Every text of the guide as its file has it."""
    for path in sorted(CONTENT.rglob("*")):
        if path.is_file():
            yield path.name, path.read_text()


def test_nothing_is_promised_and_nobody_is_addressed_formally():
    wrong = [
        f"{name}: {found[0]}"
        for name, text in all_texts()
        for rule in (PROMISE, FORMAL, OLD_WORDS if ".de." in name else PROMISE)
        for found in rule.finditer(re.sub(r"(?m)^\s+url: .*$|^#.*$", "", text))
    ]
    assert wrong == []


def test_quotes_are_printed_ones():
    assert [
        f"{name}: {found[0]}"
        for name, text in all_texts()
        if name.endswith(".md")
        for found in STRAIGHT_QUOTES.finditer(text)
    ] == []


def test_every_source_is_cited():
    cited = {source.key for claim in CLAIMS.values() for source in (*claim.sources, *claim.counter_sources)}
    cited |= {source.key for question in SELF_CHECK.questions for source in question.sources}
    linked = {
        link
        for _name, text in all_texts()
        for link in re.findall(r"\]\((https://[^)]+(?:\([^)]*\)[^)]*)?)\)", text)
    }
    assert {key for key, source in SOURCES.items() if key not in cited and source.url not in linked} == set()


def test_every_outward_link_of_a_text_is_a_listed_source():
    known = {source.url for source in SOURCES.values()}
    outward = {link for link in every_link() if not link.startswith("to:")}
    assert outward - known == set()
    assert outward


def every_link():
    bodies = [page[language].body for page in PAGES.values() for language in LANGUAGES]
    bodies += [answer[language].body for answer in FAQ.values() for language in LANGUAGES]
    return {link for body in bodies for part in body if part.kind == "text" for link in links(part.words)}


def test_every_link_inward_leads_somewhere():
    for link in every_link():
        if link.startswith("to:"):
            render(f"[x]({link})")
    assert 'href="' + reverse("guide:page", args=["start"]) + '#eight-weeks"' in render(
        "[x](to:guide:page/start#eight-weeks)"
    )


def test_markup_in_our_text_stays_text():
    assert "<script" not in render("<script>alert(1)</script>")
    assert render("## Two words") == '<h2 id="two-words">Two words</h2>\n'
    assert '<a href="https://example.org/" rel="external noopener">' in render("[x](https://example.org/)")


def test_a_line_in_braces_is_a_part_and_the_rest_is_text():
    found = parts("One.\n\n{claim: knee-load}\n\nTwo.\n\n{drawing: face | Words, and more.}\n{plan}\n")
    assert [(part.kind, part.key, part.words) for part in found] == [
        ("text", "", "One."),
        ("claim", "knee-load", ""),
        ("text", "", "Two."),
        ("drawing", "face", "Words, and more."),
        ("plan", "", ""),
    ]


def test_plain_words_are_whole_sentences():
    [part] = parts("## Begin\n\nOne **two** [three](to:near).\n\n- four\n- five\n")
    assert part.plain == "Begin. One two three. four. five."
    assert part.headings == [("begin", "Begin")]
