"""Acknowledge a document; publish its next version."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.consents.contracts import safety_text_changed, safety_text_read
from accounts.consents.models import SELF_CHECK, Acknowledgement, Document, DocumentKind
from accounts.consents.rules import can_acknowledge, can_edit_document, can_keep_self_check
from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import Profile


@transaction.atomic
@permitted(can_acknowledge)
def acknowledge(document: Document, *, by: Viewer) -> None:
    """Keep that this person has read this version, in which language and when. Twice is as good as once."""
    _keep_read(document.kind, document.version, document.language, by=by)
    Profile.objects.filter(user_id=by.person_pk).update(acknowledged_version=document.version)
    if document.kind == DocumentKind.SAFETY:
        list(safety_text_read(by.person_pk))


@transaction.atomic
@permitted(can_keep_self_check)
def keep_self_check_read(version: int, *, by: Viewer, language: str) -> None:
    """Keep that this person has read a result of the self-check. What they answered never comes here."""
    _keep_read(SELF_CHECK, version, language, by=by)


def _keep_read(kind: str, version: int, language: str, *, by: Viewer) -> None:
    row = Acknowledgement(user_id=by.person_pk, kind=kind, version=version, language=language)
    Acknowledgement.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
@permitted(can_edit_document)
def publish_document(
    kind: DocumentKind, *, by: Viewer, texts: dict[str, str], replaces: int, asks_again: bool = False
) -> int:
    """Publish the version after ``replaces`` in each language of ``texts``, and return its number.

    With ``asks_again`` everybody reads the safety text anew before they next take part. Refused if somebody
    published in the meantime.
    """
    version = replaces + 1
    rows = [
        Document(kind=kind, language=language, version=version, text=text, published_by_id=by.pk)
        for language, text in texts.items()
    ]
    try:
        with transaction.atomic():
            Document.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Refused(
            _("Somebody published while you were writing. Your text is kept below: compare, then publish.")
        ) from error
    if kind == DocumentKind.SAFETY and asks_again:
        Profile.objects.update(acknowledged_version=None)
        list(safety_text_changed())
    return version
