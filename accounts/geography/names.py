"""Names as people type them: without case, accents and punctuation."""

import unicodedata

LONGEST = 100

_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def fold(text: str) -> str:
    """``"  St. Gällen "`` → ``"st gallen"``: what two spellings of one name have in common."""
    return _bare(text[:LONGEST].casefold())


def spellings(name: str) -> set[str]:
    """The folded forms under which ``name`` is found: "München" is also "muenchen"."""
    lower = name[:LONGEST].casefold()
    if lower.isascii():
        return {_bare(lower)} - {""}
    return {_bare(lower), _bare(unicodedata.normalize("NFC", lower).translate(_WRITTEN_OUT))} - {""}


class _Bare(dict[int, str]):
    """What stays of a character: marks vanish, anything but letters, digits and vowel signs parts words."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category in ("Mn", "Cf"):
            kept = ""
        elif category[0] in "PSZC":
            kept = " "
        else:
            kept = _LETTERS.get(character, character)
        self[code] = kept
        return kept


_BARE = _Bare()


def _bare(lower: str) -> str:
    return " ".join(unicodedata.normalize("NFKD", lower).translate(_BARE).split())[:LONGEST]
