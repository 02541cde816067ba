"""A story's text made ready for readers, once for each text while it is in use."""

from functools import lru_cache

from django.utils.safestring import SafeString

from accounts.text import render_markdown

OPENING_LENGTH = 900


@lru_cache(maxsize=1024)
def whole(text: str) -> SafeString:
    """Return the text as harmless HTML. Only for what is published: what waits is kept nowhere."""
    return render_markdown(text)


@lru_cache(maxsize=1024)
def opening(text: str) -> tuple[SafeString, bool]:
    """Return the first paragraphs as HTML, and whether more follows."""
    if len(text) <= OPENING_LENGTH:
        return render_markdown(text), False
    end = text.rfind("\n\n", 0, OPENING_LENGTH)
    if end < OPENING_LENGTH // 3:
        end = text.rfind(" ", 0, OPENING_LENGTH)
    cut = text[: end if end > 0 else OPENING_LENGTH].rstrip()
    return render_markdown(f"{cut} …"), True
