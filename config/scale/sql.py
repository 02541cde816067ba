# ruff: noqa: S608  every word of these statements is ours
"""The words in which the databases differ, and numbers that look like chance but are the same each time."""

from django.db import connection

FIRST_KEY = 1_000_000_000
EDITS = 500_000_000  # beyond FIRST_KEY: second versions and second photos
PRIMES = (2654435761, 2246822519, 3266489917, 668265263, 374761393)


class PostgreSQL:
    now = "now()"
    empty_line = "E'\\n\\n'"

    def numbers(self, first: int, last: int) -> str:
        """Say ``WITH n(i)``: the numbers from first to last, none if last is smaller."""
        return f"WITH n(i) AS (SELECT generate_series({first}::bigint, {last}::bigint))"

    def ago(self, minutes: str) -> str:
        return f"now() - ({minutes}) * interval '1 minute'"

    def days_from_today(self, days: int) -> str:
        return f"current_date + {days}"


class SQLite:
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    empty_line = "char(10, 10)"

    def numbers(self, first: int, last: int) -> str:
        counted = f"SELECT {first} WHERE {first} <= {last} UNION ALL SELECT i + 1 FROM n WHERE i < {last}"
        return f"WITH RECURSIVE n(i) AS ({counted})"

    def ago(self, minutes: str) -> str:
        return f"strftime('%Y-%m-%d %H:%M:%S', 'now', (-({minutes})) || ' minutes')"

    def days_from_today(self, days: int) -> str:
        return f"date('now', '{days} days')"


type Dialect = PostgreSQL | SQLite


def dialect() -> Dialect:
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def have(table: str) -> int:
    """The number of the last row an earlier run made; second versions lie beyond."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(max(id), {FIRST_KEY}) - {FIRST_KEY} FROM {table}"
            f" WHERE id BETWEEN {FIRST_KEY} AND {FIRST_KEY + EDITS}"
        )
        return cursor.fetchone()[0]


def key(number: str) -> str:
    return f"({FIRST_KEY} + {number})"


def code(letters: str) -> str:
    """A public id of 16 characters."""
    return f"'{letters}' || (10000000000000 + i)"


def letters(number: str) -> str:
    """The number in letters that nobody takes for another, as handles must be."""
    digits = f"CAST({number} AS text)"
    for digit, letter in zip("0123456789", "bcdefghkmt", strict=True):
        digits = f"replace({digits}, '{digit}', '{letter}')"
    return digits


def nonce(letters: str, number: str = "i") -> str:
    """What a form carries, 22 characters."""
    return f"'scale-{letters}' || (10000000000000 + {number})"


def pick(number: str, below: int, salt: int) -> str:
    """A number from 0 to ``below`` - 1, spread evenly, the same on every database."""
    return f"((({number}) * {PRIMES[salt]}) % 4294967296 * {below} / 4294967296)"


def skewed(number: str, below: int, salt: int) -> str:
    """A number from 1 to about ``below``; most are small, so that a few groups and towns are large."""
    chance = pick(number, 1000, salt)
    return f"(1 + {below} * {chance} * {chance} * {chance} / 1000000000)"


def word(number: str, words: tuple[str, ...], salt: int) -> str:
    """One of ``words``."""
    cases = " ".join(f"WHEN {index} THEN '{word}'" for index, word in enumerate(words))
    return f"(CASE {pick(number, len(words), salt)} {cases} END)"


def values(count: int) -> str:
    """Say ``place(j)``: the numbers from 0 to ``count`` - 1."""
    return f"place(j) AS ({' UNION ALL '.join(f'SELECT {j}' for j in range(count))})"
