"""Parts of pages that are the same for many people, made once."""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.cards import Kept
from accounts.identifiers import new_nonce
from accounts.templatetags.look import sections

BARS = Kept(200)

register = template.Library()


@register.simple_tag
def nonce_field() -> SafeString:
    """For a form of one button: sent twice, it is known again."""
    return format_html('<input type="hidden" name="nonce" value="{}">', new_nonce())


@register.simple_tag(takes_context=True)
def same_for_all(context, name: str) -> SafeString:
    """Include what depends on language and theme only; it is made once for each of them."""
    make = _make if settings.DEBUG else _made
    return make(name, get_language(), context.get("theme", ""))


def _make(name: str, language: str | None, theme: str) -> SafeString:
    return render_to_string(name, {"theme": theme})


_made = lru_cache(maxsize=100)(_make)


@register.simple_tag(takes_context=True)
def section_links(context, bar: str) -> SafeString:
    """The "top" or the "tabs" bar, made once for each set of links and number beside "Review"."""
    shown = sections(context, bar)
    has_review = any(section["name"] == "review" for section in shown)
    waiting = int(str(context.get("waiting_for_review") or 0)) if has_review else 0
    key = (bar, get_language(), waiting, *((section["name"], section["current"]) for section in shown))
    html = BARS.get(key)
    if html is None:
        html = render_to_string(f"_sections_{bar}.html", {"sections": shown, "waiting": waiting})
        BARS.keep(key, html)
    return html


@register.simple_tag
def card(row, number: int = 0, **facts: Hashable) -> SafeString:
    """The card of a row whose model has ``cards``: ``number`` is its pin's, ``facts`` what else it shows."""
    return row.cards.one(row, number=number, **facts)
