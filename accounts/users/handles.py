"""Handles: short names for addresses, of plain letters, and what they look like to a hasty eye."""

import re
import secrets
import unicodedata
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Lower, Replace

LEAST, MOST = 3, 30
PATTERN = re.compile(r"[a-z](?:-?[a-z0-9])*")
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LOOK_ALIKES = (("-", ""), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"), ("rn", "m"), ("vv", "w"))
"""What is read for what: two handles that differ in nothing else are one handle."""


def new_handle() -> str:
    """A handle for somebody who has not chosen one."""
    return "runner-" + "".join(secrets.choice(ALPHABET) for _ in range(8))


def shape_of(handle: str) -> str:
    """What a handle looks like; two people never share one."""
    shape = handle.lower()
    for seen, read in LOOK_ALIKES:
        shape = shape.replace(seen, read)
    return shape


def shape_in_database() -> Any:
    """``shape_of`` as an expression, for a column that the database fills itself."""
    shape: Any = Lower(F("handle"))
    for seen, read in LOOK_ALIKES:
        shape = Replace(shape, Value(seen), Value(read))
    return shape


KEPT_BACK = """
    about account accounts admin administrator all anonymous api archive backstride bell block blocked
    board calendar city contact csp-report demo deleted edit everybody everyone former-member group
    groups guest guide health healthz help helpdesk home imprint inbox incident incidents info invite
    join journal known language legal letters login logout mail me media message messages meetup meetups
    member members moderation moderator moderators near new news nobody null official operate operator
    operators organizer owner pages people person photo photos place places postmaster press privacy
    profile readyz report review robots root runner runners search security settings sign-in sign-out
    signup site somebody someone spotter spotters spotting staff static status stories story style
    support sysadmin system team terms theme undefined unknown user users verify webmaster welcome www
    you
"""
RESERVED = frozenset(map(shape_of, KEPT_BACK.split()))
"""Names of our own pages, of those who speak for the site, and of nobody; what looks like them too."""

WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"})
"""As people of these languages write their names where there are no such letters."""
WITHOUT_ACCENT = str.maketrans({"ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "ı": "i", "ħ": "h"})


def is_well_formed(handle: str) -> bool:
    """3 to 30 of a-z and 0-9, a letter first, single hyphens between them."""
    return LEAST <= len(handle) <= MOST and PATTERN.fullmatch(handle) is not None


def is_reserved(handle: str) -> bool:
    return shape_of(handle) in RESERVED


def handle_from(name: str) -> str:
    """The handle a name makes, "Zoë Müller" is "zoe-mueller"; empty where it makes none we would give."""
    lower = unicodedata.normalize("NFC", name).lower().translate(WRITTEN_OUT).translate(WITHOUT_ACCENT)
    bare = re.sub(r"[\u0300-\u036f'’.]", "", unicodedata.normalize("NFD", lower))
    if any(char.isalnum() and not char.isascii() for char in bare):
        return ""
    handle = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:MOST].rstrip("-")
    return handle if is_well_formed(handle) and not is_reserved(handle) else ""
