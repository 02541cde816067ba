"""Made-up rows in any number, by a few statements that the database runs itself: for measuring only.

Every row's key is ``FIRST_KEY`` plus its number, so rows find each other by arithmetic, a second run adds
only what is missing, and nothing of this can be mistaken for what people made.
"""

import time
from collections.abc import Callable

from django.db import connection, transaction

from config.scale import rows, stories
from config.scale.numbers import Numbers
from config.scale.sql import FIRST_KEY

__all__ = ["FIRST_KEY", "Numbers", "fill"]


def fill(wanted: Numbers, tell: Callable[[str], None]) -> None:
    """Add what is missing of ``wanted``, all or nothing, and say after each step how long it took."""
    began = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        for what, sql in {**rows.statements(wanted), **stories.statements(wanted)}.items():
            cursor.execute(sql)
            tell(f"{time.monotonic() - began:7.1f} s  {cursor.rowcount:>9,} {what}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    tell(f"{time.monotonic() - began:7.1f} s  statistics are up to date")
