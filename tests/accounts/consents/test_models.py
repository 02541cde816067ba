import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.consents.models import DocumentKind
from accounts.consents.sections import gaps, sections
from accounts.consents.shipped import TEXTS, load_initial_documents
from accounts.models import Document


def test_every_document_is_shipped_in_every_language():
    languages = dict(settings.LANGUAGES)
    assert {path.name for path in TEXTS.iterdir()} == {
        f"{kind}.{language}.md" for kind in DocumentKind.values for language in languages
    }


def test_loading_twice_changes_nothing(documents):
    before = list(documents.order_by("pk").values())
    assert load_initial_documents(Document) == 0
    call_command("load_documents")
    assert list(documents.order_by("pk").values()) == before


def test_loading_leaves_what_an_operator_wrote(db):
    Document.objects.create(kind="terms", language="en", version=4, text="Ours.")
    load_initial_documents(Document)
    assert list(Document.objects.of_kind("terms").values_list("language", "version")) == [("en", 4)]
    assert Document.objects.of_kind("safety").count() == 2


@pytest.mark.parametrize(
    ("wanted", "found"), [("de", "de"), ("de-at", "de"), ("en", "en"), ("fr", "en"), (None, "en")]
)
def test_a_document_is_found_in_the_language_or_in_english(documents, wanted, found):
    assert documents.current("safety", wanted).language == found


def test_the_newest_version_wins_over_an_old_translation(documents):
    Document.objects.create(kind="terms", language="en", version=2, text="New.")
    assert documents.current("terms", "de").text == "New."
    Document.objects.create(kind="terms", language="de", version=2, text="Neu.")
    assert documents.current("terms", "de").text == "Neu."


def test_a_document_that_was_never_loaded_is_missing(db):
    with pytest.raises(Document.DoesNotExist):
        Document.objects.current("terms", "en")
    assert Document.objects.newest_version("terms") == 0


def test_one_version_is_one_text(documents):
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(kind="terms", language="en", version=1, text="Another.")


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.md")), ids=lambda path: path.name)
def test_shipped_texts_have_headings_and_say_what_to_fill_in(path):
    text = path.read_text()
    assert len([part for part in sections(text) if part.heading]) >= 4
    assert bool(gaps(text)) == (not path.name.startswith("safety"))
    assert not {"safe", "risk-free"} & set(text.lower().replace("*", " ").split())


def test_both_languages_of_a_document_have_the_same_shape():
    for kind in DocumentKind.values:
        english, german = ((TEXTS / f"{kind}.{language}.md").read_text() for language in ("en", "de"))
        assert [part.html.count("<li>") for part in sections(english)] == [
            part.html.count("<li>") for part in sections(german)
        ]
        assert len(gaps(english)) == len(gaps(german))


def test_sections_are_parted_at_headings_and_hold_no_script():
    parts = sections("Start\r\n\r\n## One ##\r\n<script>x</script>\r\n\r\n## Two\r\n### deeper\r\n")
    assert [part.heading for part in parts] == ["", "One", "Two"]
    assert "<script>" not in "".join(part.html for part in parts)


def test_a_text_without_headings_is_one_section():
    assert [(part.heading, part.html) for part in sections("Only this.")] == [("", "<p>Only this.</p>\n")]
