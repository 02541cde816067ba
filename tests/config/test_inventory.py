"""Nothing is kept that ``config/inventory.py`` does not know of, and the papers say the same."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from accounts.models import User
from config.inventory import FIELDS, Fate, fates
from tests.guards.violation import told

pytestmark = pytest.mark.once

PAGE = Path(settings.BASE_DIR, "docs/privacy.md")
ROW = re.compile(r"^\| `(?P<names>[^|]+)` \| (?P<why>[^|]+) \|(?: (?P<until>[^|]+) \|)?$", re.MULTILINE)


def there() -> dict[tuple[str, str], object]:
    """Every field of every model, of libraries too."""
    models = apps.get_models(include_auto_created=True)
    return {
        (model._meta.label, field.name): field for model in models for field in model._meta.concrete_fields
    }


def test_every_field_is_listed_and_no_other():
    listed, found = set(fates()), set(there())
    missing = [f"config/inventory.py: say what becomes of {model}.{field}" for model, field in found - listed]
    gone = [f"config/inventory.py: {model}.{field} is gone" for model, field in listed - found]
    assert told(missing + gone) == ""


def test_no_field_is_listed_twice():
    names = [(model, name) for model, lines in FIELDS.items() for line in lines for name in line.split()]
    assert sorted(names) == sorted(set(names))


def test_a_link_to_a_person_is_always_personal():
    links = {key for key, field in there().items() if field.related_model is User}
    assert [key for key in links if not fates()[key].is_personal] == [("accounts.Profile", "user")]


def test_what_is_kept_says_why_and_how_long():
    wrong = [key for key, fate in fates().items() if fate.is_kept and not (fate.why and fate.until)]
    assert wrong == []


def test_what_is_not_given_says_why():
    wrong = [key for key, fate in fates().items() if fate.is_personal and not fate.is_given and not fate.why]
    assert wrong == []


def rows_of(heading: str) -> set[tuple[str, ...]]:
    """The table below a heading of the page, a row for each field."""
    text = PAGE.read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0]
    found = set()
    for match in ROW.finditer(text):
        model, _space, fields = match["names"].partition(": ")
        found |= {
            (f"{model}.{field}", *filter(None, match.group("why", "until"))) for field in fields.split()
        }
    return found


def listed(which) -> dict[str, Fate]:
    return {f"{model}.{field}": fate for (model, field), fate in fates().items() if which(fate)}


def test_the_page_names_what_outlives_an_account():
    kept = listed(lambda fate: fate.is_kept)
    assert rows_of("What outlives an account") == {
        (name, fate.why, fate.until) for name, fate in kept.items()
    }


def test_the_page_names_what_an_archive_leaves_out():
    left_out = listed(lambda fate: fate.is_personal and not fate.is_given)
    assert rows_of("What an archive leaves out") == {(name, fate.why) for name, fate in left_out.items()}
