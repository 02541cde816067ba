"""Names people show: what hides in them, what they imitate, and whom only we may be called.

People share names, so a name in plain Latin letters is nobody's own. Refused is what only looks like
something else: a word of two alphabets ("Pеtra" with a Cyrillic е), a name that reads like somebody's
handle without being written in those letters, and names that say their owner speaks for the site.
"""

import re
import unicodedata
from functools import lru_cache

from confusable_homoglyphs import categories, confusables  # type: ignore[import-untyped]

from accounts.users.handles import shape_of

SPEAKS_FOR_US = """
    backstride admin admins administrator administrators moderator moderators moderatorin mods operator
    operators betreiber support system sysadmin webmaster postmaster official helpdesk
"""
GOES_WITH_IT = "site team teams crew staff account"
SMALL_WORDS = frozenset("the a an of for at by from our your das der die den dem vom von im".split())  # noqa: SIM905

WRITTEN_TOGETHER = ({"HAN", "HIRAGANA", "KATAKANA"}, {"HAN", "HANGUL"}, {"HAN", "BOPOMOFO"})
ANY_SCRIPT = frozenset({"COMMON", "INHERITED", "Unknown"})
WITHOUT_JOINERS = frozenset(
    {"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "HEBREW", "COMMON", "INHERITED"}
)
MARKS_OF_DIRECTION = frozenset("\u200e\u200f\u061c")
SHOWS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0")
WORD = re.compile(r"[^\s\-‐‑–—/·.,_|()&+]+")
PLAIN_MARKS = frozenset(" -‐’'.")
OWN_LETTERS = frozenset("ßẞæÆœŒøØđĐðÐþÞłŁıİħĦŋŊəƏ")  # Latin letters that are no letter with an accent


def without_hidden(name: str) -> str:
    """Leave out what changes a name without showing: joiners where no script needs them, and the like."""
    kept: list[str] = []
    for char in name:
        if char in MARKS_OF_DIRECTION or char in SHOWS_NOTHING:
            continue
        if _joins(char) and (not kept or not _bears_joiners(kept[-1])):
            continue
        kept.append(char)
    return "".join(kept).rstrip("\u200c\u200d")


def _joins(char: str) -> bool:
    """Joiners, tags and variation selectors: they change what stands before them, or nothing at all."""
    is_joiner = char in "\u200c\u200d"
    return is_joiner or "\ufe00" <= char <= "\ufe0f" or "\U000e0000" <= char <= "\U000e01ef"


def _bears_joiners(before: str) -> bool:
    """After a letter of Arabic or Hindi, or within an emoji, they have a meaning."""
    is_symbol = unicodedata.category(before) in {"So", "Sk", "Cf"} or before == "\ufe0f"
    return is_symbol or categories.alias(before) not in WITHOUT_JOINERS


def mixes_alphabets(name: str) -> bool:
    """Does one word take letters of two alphabets, some of which are read for others?"""
    return any(
        len(scripts := _scripts(word)) > 1
        and not any(scripts <= together for together in WRITTEN_TOGETHER)
        and _is_misread(word)
        for word in WORD.findall(unicodedata.normalize("NFKC", name))
    )


def _scripts(word: str) -> frozenset[str]:
    return frozenset(categories.alias(char) for char in word) - ANY_SCRIPT


def _is_misread(word: str) -> bool:
    """Some letter of it looks like one of another alphabet in it."""
    return any(
        confusables.is_confusable(word, preferred_aliases=[script.lower()]) for script in _scripts(word)
    )


def is_plain(name: str) -> bool:
    """Is it written in Latin letters as anybody types them, accents and all, without digits?"""
    return all(
        char in PLAIN_MARKS or char in OWN_LETTERS or _base(char) in _LETTERS
        for char in unicodedata.normalize("NFC", name)
    )


_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _base(char: str) -> str:
    """The letter under an accent; a mark alone is none."""
    return unicodedata.normalize("NFD", char)[0]


def shape_of_name(name: str) -> str:
    """What a name looks like, in the alphabet of handles: compare it with ``Profile.handle_shape``."""
    bare = "".join(
        char
        for char in unicodedata.normalize("NFKD", name)
        if unicodedata.category(char) not in {"Mn", "Me", "Cf"}
    )
    latin = "".join(map(_as_latin, bare)).lower()
    return shape_of(re.sub(r"[\W_]+", "", latin))


@lru_cache(maxsize=4096)
def _as_latin(char: str) -> str:
    """The plain letter a character is read for; itself where it looks like none."""
    if char.isascii():
        return char
    for found in confusables.is_confusable(char, greedy=True) or []:
        for glyph in found["homoglyphs"]:
            if glyph["c"].isascii() and glyph["c"].isalnum():
                return str(glyph["c"])
    return char


def _any_of(words: str) -> str:
    return "|".join(sorted(map(shape_of, words.split()), key=len, reverse=True))


_OURS = re.compile(
    f"(?:{_any_of(GOES_WITH_IT)})*(?:{_any_of(SPEAKS_FOR_US)})(?:{_any_of(GOES_WITH_IT + SPEAKS_FOR_US)})*"
)


def speaks_for_us(name: str) -> bool:
    """Does it consist of words only the site says of itself: "Moderator", "The Backstride team"?"""
    words = [word for word in WORD.findall(name) if word.lower() not in SMALL_WORDS]
    return _OURS.fullmatch(shape_of_name("".join(words))) is not None
