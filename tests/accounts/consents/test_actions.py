import pytest
from django.core.exceptions import PermissionDenied

from accounts.consents.actions import acknowledge, publish_document
from accounts.consents.models import DocumentKind
from accounts.models import Acknowledgement, Document, Profile
from accounts.permissions import Refused

SAFETY, TERMS = DocumentKind.SAFETY, DocumentKind.TERMS


def test_reading_is_kept_with_version_and_language_and_makes_ready(documents, newcomer, as_viewer):
    acknowledge(documents.current(SAFETY, "de"), by=as_viewer(newcomer))
    row = Acknowledgement.objects.get()
    assert (row.user, row.kind, row.version, row.language) == (newcomer, "safety", 1, "de")
    assert as_viewer(newcomer).is_ready


def test_reading_twice_is_kept_once(documents, newcomer, as_viewer):
    for language in ("en", "de"):
        acknowledge(documents.current(SAFETY, language), by=as_viewer(newcomer))
    assert Acknowledgement.objects.count() == 1


def test_no_answer_is_kept():
    assert {field.name for field in Acknowledgement._meta.fields} == {
        "id",
        "user",
        "kind",
        "version",
        "language",
        "acknowledged_at",
    }


def test_a_new_version_follows_and_the_old_one_stays(documents, operator, as_viewer):
    texts = {"en": "New.", "de": "Neu."}
    assert publish_document(TERMS, by=as_viewer(operator), texts=texts, replaces=1) == 2
    assert [documents.current(TERMS, language).text for language in texts] == ["New.", "Neu."]
    assert documents.of_kind(TERMS).filter(version=1).count() == 2
    assert documents.current(TERMS, "en").published_by == operator


@pytest.mark.parametrize(("kind", "asks", "ready"), [(SAFETY, True, 0), (SAFETY, False, 2), (TERMS, True, 2)])
def test_people_read_again_only_when_the_safety_text_asks_it(
    documents, operator, outsider, as_viewer, kind, asks, ready
):
    publish_document(kind, by=as_viewer(operator), texts={"en": "New."}, replaces=1, asks_again=asks)
    assert Profile.objects.filter(acknowledged_version__isnull=False).count() == ready


def test_whoever_reads_the_raised_version_is_ready_again(documents, operator, outsider, as_viewer):
    publish_document(SAFETY, by=as_viewer(operator), texts={"en": "New."}, replaces=1, asks_again=True)
    acknowledge(documents.current(SAFETY, "de"), by=as_viewer(outsider))
    assert as_viewer(outsider).user.profile.acknowledged_version == 2


def test_the_slower_of_two_writers_is_told_and_nothing_half_is_kept(documents, operator, as_viewer):
    publish_document(TERMS, by=as_viewer(operator), texts={"en": "First."}, replaces=1)
    with pytest.raises(Refused, match="Somebody published while you were writing"):
        publish_document(TERMS, by=as_viewer(operator), texts={"de": "Halb.", "en": "Second."}, replaces=1)
    assert Document.objects.of_kind(TERMS).filter(version=2).count() == 1


def test_others_publish_nothing(documents, site_moderator, as_viewer):
    with pytest.raises(PermissionDenied):
        publish_document(TERMS, by=as_viewer(site_moderator), texts={"en": "Mine."}, replaces=1)
