"""A document's Markdown as sections with real headings, and the gaps its operator has yet to fill."""

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.text import render_markdown

HEADING = re.compile(r"^##[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
GAP = re.compile(r"\[(?:FILL IN|AUSFÜLLEN):[^\]]*\]")


@dataclass(frozen=True)
class Section:
    """A heading (empty for what comes before the first one) and what stands under it."""

    heading: str
    html: SafeString


def sections(text: str) -> list[Section]:
    """Part a text at its "## " lines."""
    opening, *rest = HEADING.split(text.replace("\r\n", "\n"))
    parts = [("", opening), *zip(rest[::2], rest[1::2], strict=True)]
    return [Section(heading, render_markdown(body)) for heading, body in parts if heading or body.strip()]


def gaps(text: str) -> list[str]:
    """What is still to be filled in: ``["[FILL IN: your name]", …]``."""
    return GAP.findall(text)
