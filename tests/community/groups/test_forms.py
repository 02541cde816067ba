import json

import pytest
from django.utils import translation

from community.groups.forms import FoundGroupForm, GroupForm, RoleForm

TYPED = {"name": "Neckar Heelfirsts", "description": "We meet on Tuesdays.", "city": "Heidelberg"}


def founding(**changes):
    return FoundGroupForm(TYPED | {"nonce": "n" * 22} | changes)


def test_a_form_that_is_filled_in_is_fine(heidelberg):
    form = founding()
    assert form.is_valid()
    assert form.cleaned_data == TYPED | {"nonce": "n" * 22, "city": heidelberg, "language": "en"}


@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_group_may_speak_any_language(heidelberg, language):
    form = founding(language=language)
    assert form.is_valid()
    assert form.cleaned_data["language"] == language


def test_the_readers_own_language_is_offered_first():
    with translation.override("de"):
        assert FoundGroupForm()["language"].value() == "de"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "required"),
        ({"name": "x" * 10_000}, "Use at most 60 characters. This has 10000."),
        ({"name": "\u200b\u2060\u00ad"}, "This shows nothing."),
        ({"name": "Neckar \u202eevil"}, "turns text around"),
        ({"name": "Neckar\0"}, "cannot be shown"),
        ({"description": "x" * 10_000}, "Use at most 2000 characters."),
        ({"description": " \n "}, "required"),
        ({"city": "Atlantis"}, "We know no city of that name."),
        ({"city": "x" * 10_000}, "at most 200 characters"),
        ({"nonce": ""}, "required"),
        ({"nonce": "n" * 10_000}, "at most 22 characters"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field_and_kept(heidelberg, changes, words):
    form = founding(**changes)
    assert not form.is_valid()
    [(field, [error])] = form.errors.items()
    assert field == next(iter(changes))
    assert words in error
    assert form[field].value() == changes[field]


def test_every_naughty_string_is_a_name_or_is_refused_in_words(heidelberg, shared_data):
    strings = json.loads((shared_data / "moderation/naughty-strings/blns.json").read_text())
    for string in strings:
        form = GroupForm({"name": string, "description": "Fine."})
        if not form.is_valid():
            assert form.errors["name"]
            assert str(form)
        else:
            assert 0 < len(form.cleaned_data["name"]) <= 60


@pytest.mark.parametrize(
    ("role", "valid"),
    [
        ("member", True),
        ("moderator", True),
        ("organizer", True),
        ("", False),
        (None, False),
        ("king", False),
    ],
)
def test_there_are_three_roles(role, valid):
    assert RoleForm({} if role is None else {"role": role}).is_valid() == valid
