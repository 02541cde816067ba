"""The house's rules hold, and each guard is seen to notice when its rule is broken."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.guards.actions import action_without_rule
from tests.guards.cached import unlisted_cache_key
from tests.guards.fixed_dates import fixed_date_format
from tests.guards.imports import import_direction
from tests.guards.inline import inline_style_or_script
from tests.guards.queries import query_in_template, query_in_view
from tests.guards.reads import content_read
from tests.guards.violation import APPS, Violation

pytestmark = pytest.mark.once

type Guard = Callable[[Path], list[Violation]]

GUARDS: list[Guard] = [
    import_direction,
    action_without_rule,
    query_in_view,
    query_in_template,
    inline_style_or_script,
    content_read,
    unlisted_cache_key,
    fixed_date_format,
]


@dataclass(frozen=True)
class Plant:
    """A broken rule to plant: text added to the end of a file, and what the guard must then name."""

    guard: Guard
    path: str
    text: str
    rule: str


PLANTS = [
    Plant(import_direction, "accounts/users/models.py", "import events.meetups.models\n", "import-direction"),
    Plant(
        import_direction,
        "community/groups/models.py",
        "from community.stories.models import Story\n",
        "import-direction",
    ),
    Plant(
        import_direction, "events/meetups/rules.py", "from events.meetups import views\n", "import-direction"
    ),
    Plant(
        import_direction,
        "community/groups/rules.py",
        "def late():\n    from community.groups import actions\n",
        "import-direction",
    ),
    Plant(
        action_without_rule,
        "community/groups/actions.py",
        "def open_gate(group, *, by):\n    pass\n",
        "action-without-rule",
    ),
    Plant(
        query_in_view,
        "community/groups/views.py",
        "def all_groups(request):\n    return Group.objects.filter(name='x')\n",
        "query-in-view",
    ),
    Plant(
        query_in_view,
        "config/views.py",
        "def one(request):\n    return Group.objects.get(pk=1)\n",
        "query-in-view",
    ),
    Plant(query_in_template, "templates/base.html", "{{ group.memberships.count }}\n", "query-in-template"),
    Plant(
        query_in_template,
        "templates/base.html",
        "{% for one in user.membership_set.all %}{% endfor %}\n",
        "query-in-template",
    ),
    Plant(inline_style_or_script, "templates/base.html", '<p style="color:red">\n', "inline-style-or-script"),
    Plant(inline_style_or_script, "templates/base.html", "<script>go()</script>\n", "inline-style-or-script"),
    Plant(
        inline_style_or_script, "templates/base.html", '<a onclick="go()">x</a>\n', "inline-style-or-script"
    ),
    Plant(
        content_read,
        "config/pages.py",
        "def newest(viewer):\n    return Story.objects.order_by('-pk')\n",
        "content-read",
    ),
    Plant(
        content_read,
        "events/meetups/page.py",
        "from community.moderation.models import Revision\nwaiting = Revision.objects\n",
        "content-read",
    ),
    Plant(
        content_read,
        "community/groups/querysets.py",
        "from django.apps import apps\nstories = apps.get_model('community', 'Story')\n",
        "content-read",
    ),
    Plant(
        unlisted_cache_key,
        "config/pages.py",
        "from django.core.cache import cache\nfeed = cache.get('feed')\n",
        "unlisted-cache-key",
    ),
    Plant(
        unlisted_cache_key,
        "templates/base.html",
        "{% load cache %}{% cache 60 feed %}x{% endcache %}\n",
        "unlisted-cache-key",
    ),
    Plant(
        unlisted_cache_key,
        "config/surfaces.py",
        'CACHE_KEYS: dict[str, Seen] = {"config/pages.py:gone": Seen.PUBLIC}\n',
        "unlisted-cache-key",
    ),
    Plant(fixed_date_format, "templates/base.html", '{{ day|date:"l j F" }}\n', "fixed-date-format"),
    Plant(fixed_date_format, "templates/base.html", "{{ day|date:'j F Y, H:i' }}\n", "fixed-date-format"),
    Plant(
        fixed_date_format,
        "events/meetups/refusals.py",
        'from django.utils.formats import date_format\nsaid = date_format(None, "l j F")\n',
        "fixed-date-format",
    ),
    Plant(
        fixed_date_format, "events/meetups/refusals.py", 'said = day.strftime("%d %B")\n', "fixed-date-format"
    ),
    Plant(
        fixed_date_format, "events/meetups/refusals.py", 'said = f"{day:%A %-d %B}"\n', "fixed-date-format"
    ),
]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_rule_holds(guard):
    assert [str(violation) for violation in guard(settings.BASE_DIR)] == []


@pytest.fixture
def copy(tmp_path):
    """A copy of the code and templates in which a rule may be broken."""
    for part in (*APPS, "templates"):
        shutil.copytree(
            settings.BASE_DIR / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    return tmp_path


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.rule}-{plant.path}")
def test_broken_rule_is_named(copy, plant):
    target = copy / plant.path
    line = target.read_text().count("\n") + 1
    target.write_text(target.read_text().rstrip("\n") + "\n" + plant.text)
    found = plant.guard(copy)
    assert [(violation.path, violation.rule) for violation in found] == [(plant.path, plant.rule)]
    assert found[0].line >= line - 1
