"""One browser for all browser tests of a run, the demo and its people, and the world of the sweeps."""

import os
import shutil
import threading

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import modify_settings
from django.test.testcases import LiveServerThread

from tests.e2e.chromium import FLAGS
from tests.e2e.demo_site import running_demo
from tests.e2e.people import Person
from tests.world import build, settled_time


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  not in the dev lock

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    # Playwright keeps a loop in this thread; the tests' own rows are made before and apart from it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo, started as anybody starts it, on this run's kind of database."""
    url = os.environ.get("DATABASE_URL", "")
    with running_demo(tmp_path_factory.mktemp("demo"), url) as address:
        yield address


@pytest.fixture
def strangers(demo, browser):
    """``strangers("Fritz")`` opens a browser; in the end, none of them may have met a fault."""
    made: list[Person] = []

    def make(name: str) -> Person:
        made.append(Person(browser, demo, name))
        return made[-1]

    yield make
    assert {person.name: person.faults for person in made if person.faults} == {}


@pytest.fixture
def cast(strangers):
    """``cast("Petra")``: somebody of the demo's cast, signed in."""

    def sign_in(name: str) -> Person:
        person = strangers(name)
        person.sign_in_to_the_demo()
        return person

    return sign_in


@pytest.fixture
def clock():
    with settled_time() as clock:
        yield clock


@pytest.fixture
def world(clock):
    return build(clock)


class OneAtATime(StaticFilesHandler):
    """SQLite in memory has one connection, which bears one request at a time."""

    turn = threading.Lock()

    def __call__(self, environ, start_response):
        with self.turn:
            return super().__call__(environ, start_response)


@pytest.fixture
def site(world):
    """The address of the site as served to browsers, on the database that holds the world."""
    connection = connections["default"]
    shared = {"default": connection} if connection.vendor == "sqlite" else {}
    server = LiveServerThread("localhost", OneAtATime, connections_override=shared)
    connection.inc_thread_sharing()
    server.start()
    server.is_ready.wait()
    with modify_settings(ALLOWED_HOSTS={"append": "localhost"}):
        yield f"http://localhost:{server.port}"
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(10)
    server.terminate()
    connection.dec_thread_sharing()
