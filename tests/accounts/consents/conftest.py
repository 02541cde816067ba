import pytest

from accounts.consents.shipped import load_initial_documents
from accounts.models import Document


@pytest.fixture
def documents(db):
    """The texts we ship, as version 1."""
    load_initial_documents(Document)
    return Document.objects
