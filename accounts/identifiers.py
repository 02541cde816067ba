"""Random identifiers: public ids that betray nothing, and nonces that make a repeated form harmless."""

import re
import secrets
from typing import Any

from django.db import models

PUBLIC_ID = re.compile(r"[\w-]{16}", re.ASCII)


def new_public_id() -> str:
    """Return 16 URL-safe characters with 96 random bits."""
    return secrets.token_urlsafe(12)


def is_public_id(text: str) -> bool:
    """Could it be one of ours? What a browser sends may be anything, and would stand in addresses."""
    return PUBLIC_ID.fullmatch(text) is not None


def new_nonce() -> str:
    """Return 22 URL-safe characters with 128 random bits."""
    return secrets.token_urlsafe(16)


def renew_nonce(form: Any) -> None:
    """Let a bound form be sent once more as another one."""
    form.data = form.data.copy()
    form.data["nonce"] = new_nonce()


class PublicIdField(models.CharField):
    """A random id for URLs: unique, never reused, says nothing about how many there are."""

    def __init__(self, *args, **kwargs):
        kwargs = {"max_length": 16, "unique": True, "default": new_public_id, "editable": False} | kwargs
        super().__init__(*args, **kwargs)


class SentOnce(models.Model):
    """A row made by a form that carries a nonce: the same form sent twice makes one row."""

    nonce = models.CharField(max_length=22, unique=True, default=new_nonce, editable=False)

    class Meta:
        abstract = True
