"""What people type: clean names and prose, Markdown to harmless HTML, and plain excerpts.

Cleaning tidies spaces, drops the few characters that never show, and puts the rest in its usual form (NFC).
What could hide, turn or break the text around it is refused with a sentence. Lengths count after that, in
characters.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import nh3
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from linkify_it import LinkifyIt  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

RENDERER_VERSION = (
    1  # part of every cache key that holds rendered text; raise it with any change to the output
)
MARKDOWN_MOST = (
    10_000  # characters, as links are found in quadratic time; longer text becomes plain paragraphs
)
ALLOWED_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "a"}
ALLOWED_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "ol": {"start"}, "*": set()}
LINK_REL = "nofollow ugc noopener"
ALLOWED_LINK = re.compile(r"https://[^\s/]|mailto:[^\s?]+\Z", re.IGNORECASE)

LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
WITHOUT_USE = dict.fromkeys(
    map(ord, "\u00ad\u200b\u2060\ufeff")
)  # soft hyphen, zero-width space, joiner, BOM
LOOKS_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols that show nothing
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"})
ENCODED_WORD = re.compile(r"=\?\S+\?[bqBQ]\?")  # RFC 2047: in a subject it would be decoded
MOST_MARKS = 6  # accents on one letter; the languages people write in need four


def clean_line(value: str, max_length: int) -> str:
    """Return a name or title on one line; raise ValidationError with what to do."""
    line = " ".join(value.translate(WITHOUT_USE).split())
    return _checked(unicodedata.normalize("NFC", line), max_length)


def clean_prose(value: str, max_length: int) -> str:
    """Return text of several lines, at most one of them empty in a row; raise like ``clean_line``."""
    text = unicodedata.normalize("NFC", LINE_END.sub("\n", value.translate(WITHOUT_USE)))
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _checked(re.sub(r"\n{3,}", "\n\n", lines).strip("\n"), max_length, allowed="\n\t")


def _checked(text: str, max_length: int, *, allowed: str = "") -> str:
    if not any(map(_is_visible, text)):
        raise ValidationError(_("This shows nothing. Write something people can see."), code="invisible")
    if TURNS_TEXT.intersection(text):
        raise ValidationError(
            _("There is a hidden character in this that turns text around. Type it instead of pasting it."),
            code="bidi",
        )
    if any(_is_no_character(char) and char not in allowed for char in text):
        raise ValidationError(
            _("There is a character in this that cannot be shown. Type it instead of pasting it."),
            code="control",
        )
    if ENCODED_WORD.search(text):
        raise ValidationError(_("Leave “=?” out: mail programs read it as something else."), code="encoded")
    if _most_marks(text) > MOST_MARKS:
        raise ValidationError(_("There are too many accents on one letter. Take some away."), code="marks")
    if len(text) > max_length:
        raise ValidationError(_too_long(len(text), max_length), code="max_length")
    return text


def _too_long(length: int, max_length: int) -> str:
    sentence = ngettext(
        "Use at most %(most)d character. This has %(length)d.",
        "Use at most %(most)d characters. This has %(length)d.",
        max_length,
    )
    return sentence % {"most": max_length, "length": length}


def _is_visible(char: str) -> bool:
    return unicodedata.category(char) not in INVISIBLE and char not in LOOKS_EMPTY


def _is_no_character(char: str) -> bool:
    """Control characters, half pairs, and the code points Unicode keeps free for ever."""
    code = ord(char)
    kept_free = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return kept_free or unicodedata.category(char) in {"Cc", "Cs"}


def _most_marks(text: str) -> int:
    """Return the length of the longest run of combining marks."""
    most = run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        most = max(most, run)
    return most


class LineField(forms.CharField):
    """A name or title: one line, cleaned by ``clean_line``. What was typed stays in the form on a mistake."""

    def __init__(self, *, max_length: int = 80, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # without max_length: browsers cut what is pasted without a word
        self.most = max_length

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return clean_line(text, self.most) if text else ""


class ProseField(LineField):
    """Text of several lines, in Markdown where the page says so, cleaned by ``clean_prose``."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 5000, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        text = forms.CharField.to_python(self, value)
        return clean_prose(text, self.most) if text else ""


class _Renderer(RendererHTML):
    """A heading becomes a strong paragraph: the page keeps its own order; a picture becomes its words."""

    def heading_open(self, *_args: Any) -> str:
        return "<p><strong>"

    def heading_close(self, *_args: Any) -> str:
        return "</strong></p>\n"

    def image(self, tokens: Sequence[Token], idx: int, *_args: Any) -> str:
        return escapeHtml(tokens[idx].content)


def _parser() -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark", {"html": False, "linkify": True, "breaks": True}, renderer_cls=_Renderer
    )
    parser.enable("linkify").disable(["reference", "html_block", "html_inline"])
    parser.linkify = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False})
    parser.validateLink = lambda url: bool(ALLOWED_LINK.match(url))  # type: ignore[method-assign]
    return parser


PARSER = _parser()
CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    attributes=ALLOWED_ATTRIBUTES,
    url_schemes={"https", "mailto"},
    url_relative="deny",
    link_rel=LINK_REL,
)


def render_markdown(text: str) -> SafeString:
    """Return what people wrote as HTML of few tags, links to https and mailto only, no pictures."""
    text = _encodable(text)
    if len(text) > MARKDOWN_MOST:
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308  # escaped
    return mark_safe(CLEANER.clean(PARSER.render(text)))  # noqa: S308  # sanitized


def plain_excerpt(text: str, length: int) -> str:
    """Return the words of a Markdown text on one line, at most ``length`` characters, cut between words."""
    text = _encodable(text)[: 10 * length + 500]  # far more markup than words is no excerpt's concern
    words = " ".join(" ".join(_words(PARSER.parse(text))).split())
    if len(words) <= length:
        return words
    cut = words[:length]
    whole = cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else _without_loose_end(words, length - 1)
    return whole.rstrip(" ,;:.–-") + "…"


def _words(tokens: list[Token]) -> list[str]:
    words = []
    for token in tokens:
        if token.type == "inline":
            words.append(
                "".join(child.content or " " * (child.tag == "br") for child in token.children or [])
            )
        elif token.type in {"code_block", "fence"}:
            words.append(token.content)
    return words


def _without_loose_end(words: str, length: int) -> str:
    """Cut a word that is too long, but not between a letter and what belongs to it."""
    while length > 1 and (
        unicodedata.category(words[length])[0] == "M" or "\u200d" in words[length - 1 : length + 1]
    ):
        length -= 1
    return words[:length]


def _encodable(text: str) -> str:
    """Lone surrogates cannot be sent to anybody."""
    return text.encode("utf-8", "replace").decode()
