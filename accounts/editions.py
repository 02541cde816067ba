"""Which edition of what strangers can read is the current one, for pages that are kept.

Every action that changes what strangers read calls ``public_words_change``. From then until its transaction
ends there is no edition; after it a new one begins, and pages of the one before are never shown again. Names
of editions are random, so no older state of the database can meet a page of a later one.
"""

from secrets import token_urlsafe

from django.core.cache import cache
from django.db import transaction

EDITION = "public-edition"
CHANGING = "changing"
LONGEST_CHANGE = 60  # seconds; a change whose process died is over then


def public_words_change() -> None:
    """Call last in an action that changes what strangers read: the next request after it sees that."""
    cache.set(EDITION, CHANGING, LONGEST_CHANGE)
    transaction.on_commit(_begin, robust=True)


def edition_for_next() -> None:
    """Begin one where there is none, unless somebody just has."""
    cache.add(EDITION, token_urlsafe(12), None)


def _begin() -> None:
    cache.set(EDITION, token_urlsafe(12), None)
