"""Versioned documents (the safety text, and the pages an operator edits) and who acknowledged which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.consents.querysets import DocumentQuerySet
from accounts.consents.sections import Section, gaps, sections
from accounts.users.models import User


class DocumentKind(models.TextChoices):
    SAFETY = "safety", _("Before you run backwards")
    TERMS = "terms", _("Terms")
    PRIVACY = "privacy", _("Privacy")
    IMPRINT = "imprint", _("Imprint")
    CONTACT = "contact", _("Contact")


SELF_CHECK = "self_check"
"""Acknowledged like a document: that its result was read, in which version and when; never an answer."""

ACKNOWLEDGED = [*DocumentKind.choices, (SELF_CHECK, _("Is it for me?"))]


class Document(models.Model):
    """One version of one text in one language. A version is never changed, only followed by the next."""

    kind = models.CharField(max_length=10, choices=DocumentKind.choices)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    text = models.TextField(help_text="Markdown.")
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "version"], name="document_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.version}"

    @property
    def sections(self) -> list[Section]:
        return sections(self.text)

    @property
    def gaps(self) -> list[str]:
        """What its operator has yet to fill in."""
        return gaps(self.text)


class Acknowledgement(models.Model):
    """This person has read this version; answers to any question in it are never stored."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="acknowledgements")
    kind = models.CharField(max_length=10, choices=ACKNOWLEDGED)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    acknowledged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "version"], name="acknowledgement_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
