import json
import unicodedata
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.text import (
    ALLOWED_TAGS,
    LINK_REL,
    MARKDOWN_MOST,
    LineField,
    ProseField,
    clean_line,
    clean_prose,
    plain_excerpt,
    render_markdown,
)

ANY_TEXT = st.text(st.characters())
MARKUP = ["[a](", "![a](", "> ", "- ", "1. ", "# ", "    ", "\n", "\0", "https://a.org", "mailto:a@b.org"]
MARKUP += ["javascript:", "//", "<", "<script>", "<img src=x onerror=y>", "&lt;", "&#x6a;", *")>*_`\\"]
MARKED_UP = st.lists(st.one_of(st.sampled_from(MARKUP), ANY_TEXT)).map("".join)


class Fragment(HTMLParser):
    """What a browser would see: every tag with its attributes, and the words."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        self.tags.append(("comment", {}))

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(html):
    for tag, attributes in Fragment(html).tags:
        assert tag in ALLOWED_TAGS
        if tag == "a":
            assert attributes.pop("rel") == LINK_REL
            assert attributes.pop("href", "https://").lower().startswith(("https://", "mailto:"))
            assert not attributes
        else:
            assert attributes.keys() <= ({"start"} if tag == "ol" else set())


@pytest.fixture(scope="module")
def naughty_strings(shared_data):
    return json.loads((shared_data / "moderation/naughty-strings/blns.json").read_text())


# Markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one *two* **three**", "<p>one <em>two</em> <strong>three</strong></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("# Big\n\ntext", "<p><strong>Big</strong></p>\n<p>text</p>"),
        ("Big\n===", "<p><strong>Big</strong></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("```py\na<b\n```", "<pre><code>a&lt;b\n</code></pre>"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        (
            "![a *spotter*](https://a.org/x.png)",
            "<p>a <em>spotter</em></p>".replace("<em>", "*").replace("</em>", "*"),
        ),
        ("[a](https://a.org)", f'<p><a href="https://a.org" rel="{LINK_REL}">a</a></p>'),
        ('[a](https://a.org "t")', f'<p><a href="https://a.org" rel="{LINK_REL}">a</a></p>'),
        ("https://a.org/b", f'<p><a href="https://a.org/b" rel="{LINK_REL}">https://a.org/b</a></p>'),
        ("[a](mailto:a@b.org)", f'<p><a href="mailto:a@b.org" rel="{LINK_REL}">a</a></p>'),
        ("", ""),
    ],
)
def test_markdown_becomes_few_tags(text, html):
    assert render_markdown(text).strip() == html


@pytest.mark.parametrize(
    "address",
    [
        "http://a.org",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "java&#10;script:alert(1)",
        "data:text/html,x",
        "data:image/png;base64,AAAA",
        "//a.org",
        "/logout",
        "logout",
        "#top",
        "ftp://a.org",
        "vbscript:x",
        "file:///etc/passwd",
        "https:a.org",
        "https:///a",
        "tel:112",
    ],
)
def test_only_https_and_plain_mail_addresses_become_links(address):
    for text in (f"[a]({address})", f"[a](<{address}>)", f"<{address}>", address):
        assert "<a" not in render_markdown(text)


def test_a_mail_link_carries_no_more_than_the_address():
    for text in (
        "[a](mailto:a@b.org?bcc=c@d.org)",
        "<mailto:a@b.org?bcc=c@d.org>",
        "mailto:a@b.org?bcc=c@d.org",
    ):
        links = [attributes for tag, attributes in Fragment(render_markdown(text)).tags if tag == "a"]
        assert {link["href"] for link in links} <= {"mailto:a@b.org"}


def test_text_too_long_for_markdown_is_shown_as_plain_paragraphs():
    text = "*a* <b>" + "(https://" * (MARKDOWN_MOST // 9 + 1)
    assert render_markdown(text).startswith("<p>*a* &lt;b&gt;(https://")
    assert "<a" not in render_markdown(text)


@pytest.mark.parametrize(
    "piece", ["[", "![](", "*a **b ", "> ", "- a\n  ", "`a``b", "(https://", "<a ", "\n> ", "](", "a@b.c "]
)
def test_the_longest_hostile_text_is_rendered(piece):
    assert_harmless(render_markdown(piece * (MARKDOWN_MOST // len(piece))))


def test_every_naughty_string_renders_harmlessly(naughty_strings):
    for string in naughty_strings:
        assert_harmless(render_markdown(string))
        assert_harmless(render_markdown(f"[{string}]({string})\n\n# {string}\n\n![{string}](<{string}>)"))
        assert len(plain_excerpt(string, 40)) <= 40


@given(MARKED_UP)
def test_any_text_renders_harmlessly(text):
    assert_harmless(render_markdown(text))


@given(ANY_TEXT.filter(lambda text: text.isalnum()))
def test_plain_words_are_all_shown(text):
    assert unicodedata.normalize("NFC", "".join(Fragment(render_markdown(text)).words).strip()) == (
        unicodedata.normalize("NFC", text)
    )


# Excerpts


@pytest.mark.parametrize(
    ("text", "length", "excerpt"),
    [
        (
            "# Hi *you*\nand `code`\n\n- [one](https://a.org)\n- two &amp; three",
            80,
            "Hi you and code one two & three",
        ),
        ("```\nx = 1\n```", 80, "x = 1"),
        ("![a field](https://a.org/x.png) seen", 80, "a field seen"),
        ("<b>bold</b>", 80, "<b>bold</b>"),
        ("aaa bbb ccc", 11, "aaa bbb ccc"),
        ("aaa bbb ccc", 10, "aaa bbb…"),
        ("aaa bbb, ccc", 10, "aaa bbb…"),
        ("a" * 20, 10, "a" * 9 + "…"),
        ("a" * 8 + "e\u0301\u0302" + "a" * 9, 10, "a" * 8 + "…"),
        ("", 10, ""),
    ],
)
def test_an_excerpt_is_plain_words_cut_between_words(text, length, excerpt):
    assert plain_excerpt(text, length) == excerpt


@given(MARKED_UP, st.integers(2, 60))
def test_an_excerpt_is_one_line_and_never_too_long(text, length):
    excerpt = plain_excerpt(text, length)
    assert len(excerpt) <= length
    assert excerpt == " ".join(excerpt.split())


# Cleaning


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  Ana   Marija\t\n Kos ", "Ana Marija Kos"),
        ("Zoe\u0308", "Zoë"),
        ("Ma\u200brta\ufeff", "Marta"),
        ("مریم\u200cها", "مریم\u200cها"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("שָׁלוֹם\u200f", "שָׁלוֹם\u200f"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Robert'); DROP TABLE runners;--", "Robert'); DROP TABLE runners;--"),
        ("a\u2028b", "a b"),
        ("0", "0"),
    ],
)
def test_a_line_is_tidied(typed, cleaned):
    assert clean_line(typed, 80) == unicodedata.normalize("NFC", cleaned)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("\u200b\u200d\ufeff", "invisible"),
        ("\u3164", "invisible"),
        ("\u2800 \u00ad", "invisible"),
        ("\u0301", "invisible"),
        ("Ana\u202egnp.exe", "bidi"),
        ("\u2066Ana\u2069", "bidi"),
        ("Ana\x00", "control"),
        ("Ana\x1b[31m", "control"),
        ("Ana\ufffe", "control"),
        ("Ana\ud800", "control"),
        ("A\u0316\u0317\u0318\u0319\u031c\u031d\u031e\u031f", "marks"),
        ("a" * 10_000, "max_length"),
    ],
)
@pytest.mark.parametrize("clean", [clean_line, clean_prose])
def test_what_hides_turns_or_breaks_text_is_refused(clean, typed, code):
    with pytest.raises(ValidationError) as refused:
        clean(typed, 80)
    assert refused.value.code == code
    assert refused.value.messages[0].endswith(".")


def test_the_sentence_on_length_counts_after_cleaning():
    assert clean_line("a" * 80 + "\u200b" * 80, 80) == "a" * 80
    with pytest.raises(ValidationError, match=r"Use at most 80 characters\. This has 81\."):
        clean_line("  " + "a" * 81, 80)


def test_prose_keeps_lines_and_indents_but_few_empty_ones():
    typed = "\n\nOne  \r\n\r\n\r\n\r\n    two\tthree\rfour\u2028five\n\n"
    assert clean_prose(typed, 80) == "One\n\n    two\tthree\nfour\nfive"


@pytest.mark.parametrize("clean", [clean_line, clean_prose])
def test_every_naughty_string_is_cleaned_or_refused_with_a_sentence(clean, naughty_strings):
    for string in naughty_strings:
        try:
            cleaned = clean(string, 200)
        except ValidationError as refused:
            assert refused.code in {"invisible", "bidi", "control", "marks", "max_length"}
        else:
            assert cleaned.strip()


@given(ANY_TEXT)
@pytest.mark.parametrize("clean", [clean_line, clean_prose])
def test_what_was_cleaned_stays_as_it_is(clean, text):
    try:
        cleaned = clean(text, 200)
    except ValidationError:
        return
    assert clean(cleaned, 200) == cleaned
    assert len(cleaned) <= 200
    cleaned.encode()


# Fields


class TypedForm(forms.Form):
    name = LineField(max_length=20)
    text = ProseField(max_length=40, required=False)


def test_fields_hand_on_what_was_cleaned():
    form = TypedForm({"name": " Ana  Kos ", "text": "a\r\nb"})
    assert form.is_valid()
    assert form.cleaned_data == {"name": "Ana Kos", "text": "a\nb"}


def test_an_optional_field_may_stay_empty_and_a_required_one_may_not():
    form = TypedForm({"name": "   ", "text": "  "})
    assert form.errors.as_data().keys() == {"name"}
    assert form.errors.as_data()["name"][0].code == "required"


def test_a_mistake_keeps_what_was_typed():
    typed = "Ana " * 30
    form = TypedForm({"name": typed, "text": "\u202ex"})
    assert {field: errors[0].code for field, errors in form.errors.as_data().items()} == {
        "name": "max_length",
        "text": "bidi",
    }
    assert form["name"].value() == typed
    assert "maxlength" not in str(form["name"])
    assert "<textarea" in str(form["text"])
