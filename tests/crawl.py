"""Every page as every role, opened once: what the tests of headers, pages, escaping and writes look at."""

import base64
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.http.cookie import SimpleCookie
from django.template import engines
from django.template.base import Node
from django.test import Client

from tests.guards.addresses import Address, addresses
from tests.world import ROLES, World, build, settled_time

RANDOM = re.compile(
    rb"""((?:name="(?:csrfmiddlewaretoken|(?:photo_)?nonce)" value=|"challenge": *"""
    rb"""|type="time" name="\w+" value=)")[^"]*"""
)
WRITE = re.compile(r'\s*(INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.I)
HOLD = re.compile(r'UPDATE "(\w+)" SET "(\w+)" = \(?"\1"\."\2"\)? WHERE ')
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
    changes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    fault: str = ""

    def __str__(self) -> str:
        return f"{self.address} as {self.role}"

    @property
    def is_page(self) -> bool:
        return bool(self.body) and self.headers.get("Content-Type", "").startswith("text/html")

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
        with watched_writes() as (writes, changes), watched_variables() as missing:
            response = send(address.path, data or {}, headers=headers)
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
            changes,
            missing,
            f"{info[0].__name__}: {info[1]}" if info else "",
        )


@contextmanager
def watched_writes() -> Iterator[tuple[list[str], list[str]]]:
    """Collect every statement that writes, and those that changed a row, but for sessions and the cache.

    A column set to itself holds the row for the transaction and changes nothing.
    """
    found: list[str] = []
    changed: list[str] = []

    def watch(execute, sql, params, many, context):
        write = WRITE.match(sql)
        if write is None or write[2].lower() in LIBRARY_TABLES:
            return execute(sql, params, many, context)
        found.append(f"{write[1].upper()} {write[2]}")
        result = execute(sql, params, many, context)
        if HOLD.match(sql):
            return result
        if context["cursor"].rowcount > 0 or "RETURNING" in sql:  # of such SQLite does not count the rows
            changed.append(f"{write[1].upper()} {write[2]}")
        return result

    with connection.execute_wrapper(watch):
        yield found, changed


class Noticed(str):
    """Django's text for a variable that is not there; it stays empty and keeps which one was asked for.

    A text that shows would switch filters off and turn ``{% if %}`` over. This one is asked for its truth by
    the expression that failed, and looks who asks.
    """

    found: list[str]

    def __bool__(self) -> bool:
        frame: FrameType | None = sys._getframe(1)
        expression = frame.f_locals.get("self") if frame else None
        filters = [function.__name__ for function, _arguments in getattr(expression, "filters", ())]
        where = _template_around(frame)
        if where.startswith(TEMPLATES) and not (filters and filters[0] in ALLOWED_FILTERS):
            self.found.append(f"{where[len(TEMPLATES) + 1 :]}: {getattr(expression, 'token', expression)}")
        return False

    def __contains__(self, part: object) -> bool:
        """``{% blocktranslate %}`` asks this before it shows a variable that is not there."""
        frame = sys._getframe(1).f_locals
        if "key" in frame:
            self.found.append(f"a translated text: {frame['key']}")
        return False


def _template_around(frame: FrameType | None) -> str:
    """Where the node stands that is being rendered, as ``path:line``."""
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return f"{node.origin.name}:{node.token.lineno if node.token else 0}"
        frame = frame.f_back
    return ""


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


def masked(body: bytes) -> bytes:
    """The body without what differs each time: tokens, nonces, challenges, the minute a form begins with."""
    return RANDOM.sub(rb"\1", body)


def compared(page: Seen) -> tuple[object, ...]:
    """What is the same in two worlds that must not differ; of cookies, names and flags: values are random."""
    cookies = sorted((name, dict(morsel)) for name, morsel in page.cookies.items())
    return page.status, page.headers, cookies, masked(page.body)


type Subjects = dict[str, dict[str, tuple[str, ...]]]


@dataclass
class Snapshot:
    """All that was seen of one world, the mail it sent and what it left behind. The world itself is gone."""

    subjects: Subjects
    pages: list[Seen]
    letters: list[EmailMessage]
    log: list[str]
    cached: bytes

    def letters_but_to(self, insiders: set[str]) -> list[tuple[object, ...]]:
        """What was sent to everybody but these addresses."""
        return [
            (
                letter.to,
                letter.subject,
                letter.body,
                [part.content for part in letter.alternatives],
                {
                    name: value for name, value in letter.extra_headers.items() if name != "Message-ID"
                },  # random
            )
            for letter in self.letters
            if not insiders & set(letter.to)
        ]


def crawl(
    world: World,
    roles: tuple[str, ...] = ROLES,
    *,
    method: str = "GET",
    subjects: Subjects | None = None,
    **headers: str,
) -> list[Seen]:
    """Ask for every address that can be read, as each of the roles."""
    pages = addresses(subjects or world.subjects, queries=method == "GET")
    browsers = [Browser(world, role) for role in roles]
    return [browser.ask(address, method, **headers) for browser in browsers for address in pages]


def snapshot(
    roles: tuple[str, ...] = ROLES,
    *,
    waiting: bool,
    edit: bool,
    private: bool = True,
    invited: bool = True,
    subjects: Subjects | None = None,
) -> Snapshot:
    """Build a world, look at everything, and take it back."""
    with taken_back(), settled_time() as clock, collected_log() as log:
        before = len(mail.outbox)
        world = build(clock, waiting=waiting, edit=edit, private=private, invited=invited)
        letters = mail.outbox[before:]
        pages = crawl(world, roles, subjects=subjects)
        return Snapshot(world.subjects, pages, letters, log, _cached())


@contextmanager
def collected_log() -> Iterator[list[str]]:
    """Keep what is logged out of the output: a crawl is refused hundreds of times, and means to be."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(handler.format(record))  # type: ignore[method-assign]
    root = logging.getLogger()
    before, root.handlers = root.handlers, [handler]
    try:
        yield lines
    finally:
        root.handlers = before


def _cached() -> bytes:
    """Every key and value in the cache."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM django_cache")
        return b"".join(key.encode() + base64.b64decode(value) for key, value in cursor.fetchall())


@cache
def everything() -> Snapshot:
    """The whole world with its waiting story. The first test that asks makes it; only what was seen stays."""
    return snapshot(waiting=True, edit=False)


@contextmanager
def taken_back() -> Iterator[None]:
    """Leave the database as it was before."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
