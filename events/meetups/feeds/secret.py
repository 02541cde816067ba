"""The secret part of an address."""

import hashlib
import secrets

BYTES = 32


def new_secret() -> str:
    """Return 43 URL-safe characters with 256 random bits."""
    return secrets.token_urlsafe(BYTES)


def digest_of(secret: str) -> str:
    """What we keep of it: random bits need no salt, and no slow hash."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
