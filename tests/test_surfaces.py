"""What the site shows, sends or keeps is listed in ``config/surfaces.py``; nothing else is listed there."""

import importlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.tasks import Task

from accounts.jobs.schedule import JOBS
from accounts.notifications.kinds import KINDS
from config import surfaces
from config.surfaces import Seen
from tests.crawl import Browser, collected_log, crawl, everything
from tests.guards.addresses import addresses, known, routes
from tests.guards.violation import python_files, shown, told
from tests.world import build, settled_time

BASE = Path(settings.BASE_DIR)
NOTICE_ENDINGS = ("subject.txt", "txt", "html", "bell.txt")
OPEN = (Seen.PUBLIC, Seen.STRANGER, Seen.SYSTEM, Seen.DEMO)
OPEN_THOUGH_OWN = {
    "account_logout": "sends a stranger home instead of asking for a password",
}


def compare(rule: str, listed: Iterable[str], there: dict[str, str]) -> list[str]:
    """One sentence for each entry that is missing in the registry, or stale there."""
    missing = [f"{where}: {rule}: list {name!r}" for name, where in there.items() if name not in set(listed)]
    stale = [f"config/surfaces.py: {rule}: {name!r} is gone" for name in listed if name not in there]
    return sorted(missing + stale)


def test_every_url_is_listed():
    listed = [name for name, page in surfaces.URLS.items() if settings.DEMO or page.seen_by != Seen.DEMO]
    there = {route.name: f"{route.view.__module__}.{route.view.__name__}" for route in routes()}
    assert told(compare("unlisted-url", listed, there)) == ""


def test_every_url_that_is_about_something_says_about_what():
    wrong = [route.name for route in routes() if bool(route.arguments) != bool(surfaces.URLS[route.name].of)]
    assert told(wrong) == ""


def test_what_strangers_may_open_is_what_the_registry_calls_public():
    """``@login_not_required`` and the registry agree."""
    wrong = []
    for route in routes():
        is_open = not getattr(route.view, "login_required", True)
        seen_by = surfaces.URLS[route.name].seen_by
        if is_open != (seen_by in OPEN) and route.name not in OPEN_THOUGH_OWN:
            wrong.append(f"{route.name}: login-not-required: open={is_open}, listed for {seen_by}")
    assert told(wrong) == ""


def test_every_post_without_csrf_is_listed():
    there = {route.name: route.where for route in routes() if getattr(route.view, "csrf_exempt", False)}
    assert told(compare("post-without-csrf", surfaces.WITHOUT_CSRF, there)) == ""


def test_every_notice_is_listed():
    there = {name: f"templates/{kind.templates}" for name, kind in KINDS.items()}
    assert told(compare("unlisted-notice", surfaces.NOTICES, there)) == ""


@pytest.mark.once
def test_a_process_that_serves_no_pages_knows_every_notice():
    """Such as one that only sends mail: the apps declare their kinds, no view needs to be imported."""
    code = "import django; django.setup(); from accounts.notifications.kinds import KINDS; print(*KINDS)"
    found = subprocess.run([sys.executable, "-c", code], cwd=BASE, capture_output=True, text=True, check=True)
    assert sorted(found.stdout.split()) == sorted(surfaces.NOTICES)


def test_every_notice_has_its_templates_and_no_others():
    """Files that begin with an underscore are parts of others."""
    wanted = {f"templates/{kind.templates}.{ending}" for kind in KINDS.values() for ending in NOTICE_ENDINGS}
    there = {shown(path, BASE) for path in BASE.glob("templates/*/notices/[!_]*.*")}
    assert told(f"{path}: notice-templates" for path in there ^ wanted) == ""


def test_every_account_mail_is_listed():
    roots = (Path(allauth.__file__).parent / "templates", BASE / "templates")
    places = ("account/email", "mfa/email", "community/groups/mail")
    folders = [root / each for root in roots for each in places]
    there = {
        path.name.removesuffix("_subject.txt"): f"templates/{folder.parent.name}/email"
        for folder in folders
        for path in folder.glob("*_subject.txt")
    }
    assert told(compare("unlisted-mail", surfaces.ACCOUNT_MAIL, there)) == ""


def test_every_task_is_listed():
    there = {}
    for path in python_files(BASE):
        module = importlib.import_module(shown(path, BASE).removesuffix(".py").replace("/", "."))
        for value in vars(module).values():
            if isinstance(value, Task) and value.func.__module__ == module.__name__:
                there[value.module_path] = shown(path, BASE)
    assert told(compare("unlisted-task", surfaces.TASKS, there)) == ""


def test_every_periodic_job_is_listed():
    ours = [name for name in JOBS if not name.startswith("tests.")]  # tests of the schedule declare their own
    there = {name: name.rpartition(".")[0] for name in ours}
    assert told(compare("unlisted-job", surfaces.JOBS, there)) == ""


@pytest.mark.once
def test_a_process_that_serves_no_pages_runs_every_job():
    code = "import django; django.setup(); from accounts.jobs.schedule import JOBS; print(*JOBS)"
    found = subprocess.run([sys.executable, "-c", code], cwd=BASE, capture_output=True, text=True, check=True)
    assert sorted(found.stdout.split()) == sorted(surfaces.JOBS)


@pytest.mark.django_db
def test_pages_answer_the_listed_methods_and_no_others():
    with settled_time() as clock, collected_log():
        world = build(clock)
        browsers = {role: Browser(world, role) for role in ("anonymous", "organizer")}
        wrong = []
        for method, other in (("GET", "POST"), ("POST", "GET")):
            for address in addresses(world.subjects, method=method):
                if other in known()[address.name].methods:
                    continue
                for role, browser in browsers.items():
                    status = browser.ask(address, other).status
                    is_to_sign_in = role == "anonymous" and status in (302, 403)
                    if status != 405 and not is_to_sign_in:
                        wrong.append(f"{address}: method-not-listed: {other} as {role} gives {status}")
    assert told(wrong) == ""


@pytest.mark.django_db
def test_reading_writes_nothing():
    """As every role, on every page; sessions and the cache aside."""
    assert told(writes(everything().pages)) == ""


@pytest.mark.django_db
def test_asking_for_the_head_writes_nothing():
    with settled_time() as clock, collected_log():
        assert told(writes(crawl(build(clock), method="HEAD"))) == ""


def writes(seen) -> list[str]:
    return sorted(
        {
            f"{page.address.name}: get-never-writes: {write}"
            for page in seen
            for write in page.writes
            if page.address.name not in surfaces.WRITES_ON_GET
        }
    )
