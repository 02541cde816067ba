"""Our own Markdown: real headings, links into the site, and parts of a page on lines of their own.

Unlike what people write (``accounts/text.py``) this text is ours, so headings, tables and addresses hold.
A link to ``to:guide:calls`` is a link to that page. A line such as ``{claim: knee-load}`` becomes a card.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

PART = re.compile(r"^\{([a-z]+)(?:: *([\w-]+))?(?: *\| *([^{}\n]+?))? *\}$", re.MULTILINE)
LIKE_A_PART = re.compile(r"^\{.*$", re.MULTILINE)
LINK_REL = "external noopener"
INTERNAL = "to:"

PARSER = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable(
    ["html_block", "html_inline"]
)


@dataclass(frozen=True)
class Part:
    """A piece of a page: ``text`` with Markdown in ``words``, or a card, drawing or list named by ``key``."""

    kind: str
    key: str = ""
    words: str = ""

    @property
    def html(self) -> SafeString:
        return render(self.words)

    @property
    def headings(self) -> list[tuple[str, str]]:
        """Anchor and words of each second-level heading."""
        tokens = PARSER.parse(self.words) if self.kind == "text" else []
        inner = [after.content for token, after in pairwise(tokens) if _is_h2(token)]
        return [(slugify(words, allow_unicode=True), words) for words in inner]

    @property
    def plain(self) -> str:
        """Its words without markup."""
        if self.kind != "text":
            return self.words
        blocks = [_spoken(token) for token in PARSER.parse(self.words) if token.type == "inline"]
        return " ".join(words if words.endswith((".", "!", "?", ":")) else f"{words}." for words in blocks)


def _spoken(token: Token) -> str:
    """An inline token's words on one line."""
    return "".join(child.content or " " * child.type.endswith("break") for child in token.children or [])


def parts(body: str) -> tuple[Part, ...]:
    """Part a page at the lines in braces; raise ValueError with a line in braces that cannot be read."""
    found, end = [], 0
    for match in PART.finditer(body):
        found += _text(body[end : match.start()])
        found.append(Part(match[1], match[2] or "", match[3] or ""))
        end = match.end()
    return (*found, *_text(body[end:]))


def _text(piece: str) -> list[Part]:
    if odd := LIKE_A_PART.search(piece):
        raise ValueError(f"the line {odd[0]} is no part of a page")
    return [Part("text", words=piece.strip())] if piece.strip() else []


@lru_cache(maxsize=500)
def render(text: str) -> SafeString:
    """Our Markdown as HTML."""
    tokens = PARSER.parse(text)
    for token, after in pairwise(tokens):
        if _is_h2(token):
            token.attrSet("id", slugify(after.content, allow_unicode=True))
    for link in _links(tokens):
        href = str(link.attrGet("href"))
        if href.startswith(INTERNAL):
            link.attrSet("href", address(href))
        else:
            link.attrSet("rel", LINK_REL)
    return mark_safe(PARSER.renderer.render(tokens, PARSER.options, {}))  # noqa: S308  # our own files


def address(link: str) -> str:
    """``to:guide:page/start#calls`` as an address on this site."""
    target, hash_sign, anchor = link.removeprefix(INTERNAL).partition("#")
    name, *arguments = target.split("/")
    return reverse(name, args=arguments) + hash_sign + anchor


def links(text: str) -> list[str]:
    """Where a text leads, as it was written."""
    return [str(link.attrGet("href")) for link in _links(PARSER.parse(text))]


def _links(tokens: Sequence[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or [] if child.type == "link_open"]


def _is_h2(token: Token) -> bool:
    return token.type == "heading_open" and token.tag == "h2"
