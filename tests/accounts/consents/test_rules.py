import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.consents.models import DocumentKind
from accounts.consents.rules import can_acknowledge, can_edit_document, can_keep_self_check
from accounts.models import Document
from accounts.permissions import Viewer

WHO = ("stranger", "newcomer", "member", "organizer", "site_moderator", "operator")


@pytest.fixture
def viewers(newcomer, member, organizer, site_moderator, operator, as_viewer):
    people = zip(WHO[1:], (newcomer, member, organizer, site_moderator, operator), strict=True)
    return {"stranger": Viewer(AnonymousUser())} | {name: as_viewer(user) for name, user in people}


def allowed(rule, viewers, subject):
    return {who for who in WHO if rule(viewers[who], subject)}


def test_everybody_with_an_account_acknowledges_the_safety_text(viewers):
    assert allowed(can_acknowledge, viewers, Document(kind=DocumentKind.SAFETY)) == set(WHO) - {"stranger"}


def test_nothing_else_is_acknowledged(viewers):
    for kind in set(DocumentKind) - {DocumentKind.SAFETY}:
        assert allowed(can_acknowledge, viewers, Document(kind=kind)) == set()


def test_everybody_with_an_account_may_keep_that_they_read_the_self_check(viewers):
    assert allowed(can_keep_self_check, viewers, 1) == set(WHO) - {"stranger"}


def test_operators_write_documents(viewers):
    for kind in DocumentKind:
        assert allowed(can_edit_document, viewers, kind) == {"operator"}
