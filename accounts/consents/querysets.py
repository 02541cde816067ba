from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Value, When

if TYPE_CHECKING:
    from accounts.consents.models import Document

FALLBACK_LANGUAGE = "en"


class DocumentQuerySet(models.QuerySet):
    """Versions of documents."""

    def of_kind(self, kind: str) -> "DocumentQuerySet":
        return self.filter(kind=kind)

    def current(self, kind: str, language: str | None) -> "Document":
        """The newest version in a language ("de", "de-at"), in English where it was not translated.

        Raises Document.DoesNotExist where nothing was ever loaded.
        """
        wanted = (language or FALLBACK_LANGUAGE).split("-")[0]
        preference = Case(When(language=wanted, then=Value(0)), default=Value(1))
        spoken = self.of_kind(kind).filter(language__in={wanted, FALLBACK_LANGUAGE})
        found = spoken.select_related("published_by__profile").order_by("-version", preference).first()
        if found is None:
            raise self.model.DoesNotExist(f"No version of {kind} was loaded.")
        return found

    def newest_texts(self, kind: str) -> dict[str, str]:
        """The texts of the newest version by language."""
        newest = self.of_kind(kind).aggregate(version=models.Max("version"))["version"]
        return dict(self.of_kind(kind).filter(version=newest).values_list("language", "text"))

    def newest_version(self, kind: str) -> int:
        """0 where there is none."""
        return self.of_kind(kind).aggregate(version=models.Max("version"))["version"] or 0
