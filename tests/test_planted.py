"""The guards that run the site are seen to notice: faults planted in a copy of it at once, each named."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.guards.violation import APPS

pytestmark = pytest.mark.once

GUARDS = (
    "tests/test_contracts.py",
    "tests/test_query_counts.py",
    "tests/test_surfaces.py",
    "tests/test_headers.py::test_every_answer_has_the_security_headers",
    "tests/test_pages.py",
    "tests/test_roles.py::test_every_page_answers_each_role_as_the_table_says",
    "tests/test_non_interference.py::test_readers_see_the_same_whether_or_not_something_waits[a-story-waits]",
)
SLOW = "not head_writes and not listed_methods and not link_or_file and (not test_query_counts or members)"


WRITING = """
from functools import wraps
_spotting = spotting
@wraps(_spotting)
def spotting(request):
    Group.objects.update(member_count=0)
    return _spotting(request)
"""
ASKING_MORE = """
from functools import wraps
_group_members = group_members
@wraps(_group_members)
def group_members(request, slug):
    assert [membership.group.name for membership in Membership.objects.all()]
    return _group_members(request, slug)
"""
COUNTING = """
from functools import wraps
from community.moderation.models import Revision
_how_we_check = how_we_check
@wraps(_how_we_check)
def how_we_check(request):
    answer = _how_we_check(request)
    answer["X-Waiting"] = Revision.objects.filter(state="pending").count()
    return answer
"""


@dataclass(frozen=True)
class Plant:
    """A fault: text put into a file after ``after`` (at its end if empty), and what the guards then say."""

    path: str
    text: str
    says: str
    after: str = ""


PLANTS = [
    Plant(
        "config/urls.py",
        "urlpatterns.append(path('new/', views.style, name='new'))\n",
        r"unlisted-url: list 'new'",
    ),
    Plant(
        "config/urls.py",
        "urlpatterns = [one for one in urlpatterns if getattr(one, 'name', '') != 'readyz']\n",
        r"config/surfaces.py: unlisted-url: 'readyz' is gone",
    ),
    Plant(
        "accounts/users/tasks.py",
        "@task()\ndef forget(user: int) -> None:\n    pass\n",
        r"accounts/users/tasks.py: unlisted-task: list 'accounts.users.tasks.forget'",
    ),
    Plant(
        "accounts/notifications/tasks.py",
        "@periodic(every=timedelta(days=1))\ndef greet() -> None:\n    pass\n",
        r"unlisted-job: list 'accounts.notifications.tasks.greet'",
    ),
    Plant(
        "events/levels/notices.py",
        "import dataclasses\n"
        "declare(dataclasses.replace(DECLARED, name='levels.new', templates='events/notices/levels.new'))\n",
        r"unlisted-notice: list 'levels.new'",
    ),
    Plant("templates/account/email/new_subject.txt", "Hello\n", r"unlisted-mail: list 'new'"),
    Plant("events/answers.py", "counts_as_spotter.answer(bool)\n", r"builtins\.bool"),
    Plant(
        "community/guide/views.py",
        "from django.views.decorators.csrf import csrf_exempt\nquiz = csrf_exempt(quiz)\n",
        r"post-without-csrf: list 'guide:quiz'",
    ),
    Plant(
        "community/guide/views.py",
        "from django.views.decorators.csp import csp_override\nguide = csp_override({})(guide)\n",
        r"guide:index - as anonymous: header: Content-Security-Policy is None",
    ),
    Plant("events/levels/views.py", WRITING, r"levels:index: get-never-writes: UPDATE community_group"),
    Plant(
        "community/groups/rules.py",
        "def can_edit_group(viewer, group):\n    return True\n",
        r"groups:edit own GET as outsider: role-table: 200, the table says 403",
    ),
    Plant("community/groups/views.py", ASKING_MORE, r"groups:members-group-member-\d+-3\] FAILED"),
    Plant("events/places/views.py", COUNTING, r"non-interference: places:rubric - as outsider"),
    Plant(
        "templates/community/guide/index.html",
        "{{ nobody.gave.this }}",
        r"missing-variable: guide:index",
        "main %}",
    ),
    Plant(
        "templates/community/guide/index.html",
        '<p style="color: red">',
        r"guide:index: inline: <p style>",
        "main %}",
    ),
    Plant(
        "templates/community/guide/index.html",
        '<input name="nameless">',
        r"guide:index: missing-label: <input name='nameless'>",
        "main %}",
    ),
    Plant(
        "templates/community/guide/index.html",
        '<i id="main"></i>',
        r"guide:index: duplicate-id: #main 2 times",
        "main %}",
    ),
    Plant(
        "templates/community/guide/index.html",
        '<i aria-describedby="gone"></i>',
        r"guide:index: dangling-id: <i aria-describedby='gone'>",
        "main %}",
    ),
    Plant("templates/community/guide/index.html", "<h1>Two</h1>", r"guide:index: head: 2 h1", "main %}"),
    Plant(
        "templates/community/guide/index.html",
        "<em><p></em></p>",
        r"guide:index: invalid-html: line",
        "main %}",
    ),
    Plant(
        "templates/community/guide/index.html",
        '<img src="/x">',
        r"guide:index: missing-words: <img",
        "main %}",
    ),
    Plant(
        "templates/community/guide/index.html",
        '<form method="post" action="/nowhere/"></form>',
        r"guide:index: form-without-token: '/nowhere/' has no token",
        "main %}",
    ),
    Plant("templates/community/guide/index.html", "", r"guide:index: form-to-nowhere: /nowhere/"),
    Plant(
        "templates/community/groups/detail.html",
        "{{ group.name|safe }}",
        r"groups:detail own as \w+: unescaped",
        "main %}",
    ),
    Plant(
        "templates/community/groups/detail.html",
        "{{ group.name|force_escape|escape }}&amp;lt;",
        r"groups:detail: escaped-twice",
        "main %}",
    ),
]


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> str:
    """What the guards say about a copy with every fault in it."""
    copy = tmp_path_factory.mktemp("copy")
    ignore = shutil.ignore_patterns("__pycache__")
    for part in (*APPS, "templates", "tests", "locale"):
        shutil.copytree(settings.BASE_DIR / part, copy / part, ignore=ignore)
    for part in ("static", "pyproject.toml", "manage.py"):
        (copy / part).symlink_to(settings.BASE_DIR / part)
    for plant in PLANTS:
        put(plant, copy / plant.path)
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [sys.executable, "-m", "pytest", "-vv", "-p", "no:cacheprovider", "-k", SLOW, *GUARDS]
    run = subprocess.run(
        command,
        cwd=copy,
        env=environment | {"DATA_DIR": str(copy / "var"), "PYTHONDONTWRITEBYTECODE": "1"},
        text=True,
        capture_output=True,
        check=False,
    )
    assert run.returncode == 1, run.stdout[-3000:] + run.stderr
    return run.stdout


def put(plant: Plant, path: Path) -> None:
    text = path.read_text() if path.exists() else ""
    if plant.after:
        assert plant.after in text
        path.write_text(text.replace(plant.after, plant.after + plant.text, 1))
    else:
        path.write_text(text + plant.text)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.path}-{plant.says[:40]}")
def test_planted_fault_is_named(said, plant):
    assert re.search(plant.says, said)
