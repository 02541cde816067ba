"""Every page as every role, opened once: what the tests of headers, pages, escaping and writes look at."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.http.cookie import SimpleCookie
from django.template import engines
from django.test import Client
from django.test.client import RequestFactory

from tests.guards.addresses import Address, addresses
from tests.world import ROLES, World, build, settled_time

WRITE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.I)
LIBRARY_TABLES = ("django_session", "django_cache")
TEMPLATES = str(Path(settings.BASE_DIR) / "templates")
ALLOWED_FILTERS = ("default", "default_if_none", "yesno")


@dataclass
class Seen:
    """One answer: what came, and what happened while it was made."""

    address: Address
    role: str
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: Any
    writes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    fault: str = ""

    def __str__(self) -> str:
        return f"{self.address} as {self.role}"

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """One role's browser, as fresh for each request as right after signing in."""

    def __init__(self, world: World, role: str) -> None:
        self.role = role
        self.client: Client = world.client(role)
        self.cookies = self.client.cookies.output()

    def ask(self, address: Address, method: str = "GET", data: Any = None, **headers: Any) -> Seen:
        """Send one request and keep what happened while it was answered."""
        self.client.cookies = SimpleCookie(self.cookies.replace("Set-Cookie: ", ""))
        send = getattr(self.client, method.lower())
        with watched_writes() as writes, watched_variables() as missing:
            response = send(address.path, data or {}, headers=headers) if data else send(address.path, headers=headers)
            body = b"".join(response.streaming_content) if response.streaming else response.content
        info = getattr(response, "exc_info", None)
        return Seen(
            address,
            self.role,
            response.status_code,
            dict(response.headers),
            body,
            response.cookies,
            writes,
            missing,
            f"{info[0].__name__}: {info[1]}" if info else "",
        )


@contextmanager
def watched_writes() -> Iterator[list[str]]:
    """Collect every statement that writes, but for sessions and the cache."""
    found: list[str] = []

    def watch(execute, sql, params, many, context):
        if (write := WRITE.match(sql)) and write[2].lower() not in LIBRARY_TABLES:
            found.append(f"{write[1].upper()} {write[2]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


class Noticed(str):
    """Django's text for a variable that is not there; it stays empty and keeps which one was asked for.

    A text that shows would switch filters off and turn ``{% if %}`` over. This one is asked for its truth by the
    expression that failed, and looks who asks.
    """

    found: list[str]

    def __bool__(self) -> bool:
        frame = sys._getframe(1).f_locals
        expression, context = frame.get("self"), frame.get("context")
        template = getattr(getattr(context, "render_context", None), "template", None)
        origin = str(getattr(getattr(template, "origin", None), "name", ""))
        filters = [function.__name__ for function, _arguments in getattr(expression, "filters", ())]
        if origin.startswith(TEMPLATES) and not (filters and filters[0] in ALLOWED_FILTERS):
            self.found.append(f"{origin[len(TEMPLATES) + 1 :]}: {getattr(expression, 'token', expression)}")
        return False

    def __contains__(self, part: object) -> bool:
        """``{% blocktranslate %}`` asks this before it shows a variable that is not there."""
        frame = sys._getframe(1).f_locals
        if "key" in frame:
            self.found.append(f"a translated text: {frame['key']}")
        return False


@contextmanager
def watched_variables() -> Iterator[list[str]]:
    """Collect the variables our templates ask for and views do not give."""
    engine: Any = engines["django"].engine
    noticed = Noticed("")
    noticed.found = []
    before, engine.string_if_invalid = engine.string_if_invalid, noticed
    try:
        yield noticed.found
    finally:
        engine.string_if_invalid = before


def crawl(world: World, roles: tuple[str, ...] = ROLES, *, method: str = "GET") -> list[Seen]:
    """Ask for every address as each of the roles."""
    found = []
    for role in roles:
        browser = Browser(world, role)
        found += [browser.ask(address, method) for address in addresses(world.subjects, queries=True)]
    return found


@cache
def everything() -> list[Seen]:
    """All pages of the world as all roles. Made by the first test that asks; only what was seen outlives it."""
    with settled_time() as clock:
        return crawl(build(clock))


__all__ = ["Browser", "RequestFactory", "Seen", "crawl", "everything", "watched_variables", "watched_writes"]
