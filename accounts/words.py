"""Search by words: rows keep the words people look for, folded, and are found by how a word begins."""

from typing import Self

from django.db import models
from django.db.models import Index, Q

from accounts.geography.names import fold, spellings

NOTHING = "SELECT 1"  # a statement is due, and there is nothing to do
MOST_ASKED = 6  # words of one search; more of them find nothing more


def folded_words(*texts: str) -> str:
    """The words of these texts as ``search_words`` keeps them: each once, folded, a space before each.

    >>> folded_words("München läuft")
    ' laeuft lauft muenchen munchen'
    """
    words = {part for text in texts for word in text.split() for part in " ".join(spellings(word)).split()}
    return "".join(f" {word}" for word in sorted(words))


class WordIndex(Index):
    """What answers "a word begins with" among many rows: trigrams on PostgreSQL, the table itself elsewhere.

    Creating it on PostgreSQL first creates the trusted extension ``pg_trgm``, which the owner of a database
    may do.
    """

    def __init__(self, *, name: str) -> None:
        super().__init__(fields=["search_words"], name=name)

    def deconstruct(self):
        return "accounts.words.WordIndex", (), {"name": self.name}

    def clone(self):
        return self.__class__(name=self.name)

    def create_sql(self, model, schema_editor, using="", **kwargs):
        if schema_editor.connection.vendor != "postgresql":
            return NOTHING
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        index = Index(fields=["search_words"], name=self.name, opclasses=["gin_trgm_ops"])
        return index.create_sql(model, schema_editor, using=" USING gin", **kwargs)

    def remove_sql(self, model, schema_editor, **kwargs):
        if schema_editor.connection.vendor != "postgresql":
            return NOTHING
        return super().remove_sql(model, schema_editor, **kwargs)


class SearchedQuerySet(models.QuerySet):
    """Rows with ``search_words``."""

    def saying(self, text: str) -> Self:
        """Rows in which every word of ``text`` begins a word; none if there is no word in it."""
        words = [word for part in text.split() for word in fold(part).split()][:MOST_ASKED]
        if not words:
            return self.none()
        return self.filter(*(Q(search_words__contains=f" {word}") for word in words))
