"""What somebody asks for beside the sport itself, which everything here is about."""

from accounts.geography import fold
from community.guide.names import EVERY_NAME

_NAMES = sorted({fold(name) for name in EVERY_NAME}, key=len, reverse=True)
_BESIDE = frozenset({"a", "around", "at", "bei", "cerca", "de", "en", "in", "near", "pres", "um", "vicino"})


def without_sport(text: str) -> str:
    """The rest of a search: "Rückwärtslaufen in Mannheim" leaves "mannheim".

    A text that does not name the sport stays as it is.
    """
    asked = f" {fold(text)} "
    for name in _NAMES:
        asked = asked.replace(f" {name} ", " ")
    if asked.strip() == fold(text):
        return text
    return " ".join(word for word in asked.split() if word not in _BESIDE)
