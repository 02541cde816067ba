"""The site as a calendar program reaches it: over HTTP, by address alone."""

from collections.abc import Callable
from http.client import HTTPResponse
from threading import Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import icalendar
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
from django.db import connections
from django.test import modify_settings

from accounts.permissions import Viewer
from events.meetups.feeds.actions import make_feed

type Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def site(transactional_db):
    """One request after another, as SQLite in memory has one connection for all threads."""
    connection = connections["default"]
    is_shared = connection.vendor == "sqlite"
    server = WSGIServer(("localhost", 0), WSGIRequestHandler, allow_reuse_address=False)
    server.set_app(WSGIHandler())

    def serve():
        if is_shared:
            connections["default"] = connection
        server.serve_forever(poll_interval=0.01)
        if not is_shared:
            connections.close_all()

    thread = Thread(target=serve)
    connection.inc_thread_sharing()
    thread.start()
    with modify_settings(ALLOWED_HOSTS={"append": "localhost"}):
        yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    connection.dec_thread_sharing()


@pytest.fixture
def fetch(site) -> Callable[..., Answer]:
    """Ask as a calendar program does: by address alone, with no cookie."""

    def ask(secret: str, *, method: str = "GET", **headers: str) -> Answer:
        request = Request(f"{site}/calendar/{secret}.ics", method=method, headers=headers)
        try:
            with urlopen(request, timeout=20) as found:
                return _seen(found)
        except HTTPError as refused:
            with refused:
                return _seen(refused)

    return ask


def _seen(found: HTTPResponse | HTTPError) -> Answer:
    return found.status or 0, dict(found.headers), found.read()


@pytest.fixture
def titles(fetch):
    """The names of all events, or the status if there is no calendar."""

    def read(secret: str) -> list[str] | int:
        status, _headers, body = fetch(secret)
        if status != 200:
            return status
        return [str(event["summary"]) for event in icalendar.Calendar.from_ical(body).walk("VEVENT")]

    return read


@pytest.fixture
def address_of():
    """The secret of a new address: ``address_of(member, group)``."""

    def make(user, of=None) -> str:
        return make_feed(of, by=Viewer(user))[1]

    return make
