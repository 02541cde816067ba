"""Text that is no HTML."""

import textwrap
from collections.abc import Mapping
from typing import Any

from django.template import Context, Engine

WIDTH = 72
HANGING = {"- ": "  ", "> ": "> "}


def plain(template: str, context: Mapping[str, Any]) -> str:
    """Render text that is no HTML: nothing is escaped."""
    return Engine.get_default().get_template(template).render(Context(dict(context), autoescape=False))


def wrapped(text: str) -> str:
    """Lines of a width that is easy to read; a line with a link, or one that is set in, stays whole."""
    return "\n".join(_line(line) for line in text.strip().split("\n")) + "\n"


def _line(line: str) -> str:
    if line.startswith(" ") or "://" in line:
        return line.rstrip()
    return textwrap.fill(
        line,
        WIDTH,
        subsequent_indent=HANGING.get(line[:2], ""),
        break_long_words=False,
        break_on_hyphens=False,
    )
