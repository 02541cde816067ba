"""What the text part of a letter needs."""

from django import template

register = template.Library()


@register.filter
def quoted(words: str) -> str:
    """Somebody else's words, marked line by line, so that nobody takes them for ours."""
    return "\n".join(f"> {line}".rstrip() for line in words.strip().splitlines())
