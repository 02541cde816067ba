"""One mailbox, known again by a keyed hash: without the key it says nothing of the address."""

import unicodedata

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "community.groups.bans"


def address_hashes(email: str) -> list[str]:
    """Hashes of an address by the current key, and after it by the keys before."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    plain = plain_address(email)
    return [salted_hmac(SALT, plain, secret=key, algorithm="sha256").hexdigest() for key in keys]


def plain_address(email: str) -> str:
    """One mailbox has one spelling: capitals, and what stands behind a plus, make no other of it."""
    local, _at, domain = unicodedata.normalize("NFKC", email).strip().casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"
