"""The secret part of an address."""

import base64
import hashlib
import secrets
from datetime import datetime

from django.utils.crypto import salted_hmac

BYTES = 32
A_MOMENT = 120
"""Seconds: who presses a button twice does it within them. After twice that, the same form makes another
address, so that one that was removed is not made again from an old page."""


def new_secret() -> str:
    """Return 43 URL-safe characters with 256 random bits."""
    return secrets.token_urlsafe(BYTES)


def secrets_of_form(nonce: str, user_id: int, now: datetime) -> tuple[str, str]:
    """What this form makes now, and what it made if it was sent a moment ago: as long as random ones, and
    nobody without the key of the site can tell them from those."""
    moment = int(now.timestamp()) // A_MOMENT
    this, before = (_derived(f"{user_id} {nonce} {each}") for each in (moment, moment - 1))
    return this, before


def _derived(value: str) -> str:
    made = salted_hmac("events.meetups.feeds", value, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def digest_of(secret: str) -> str:
    """What we keep of it: random bits need no salt, and no slow hash."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
