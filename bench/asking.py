"""Requests to the site without a server, and the CPU they cost: ours and the database's."""

import io
import os
import statistics
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils import timezone

from accounts.users.models import User
from accounts.users.sessions import USED_ON

ROUNDS = 7
ENOUGH_SECONDS = 0.25
MOST_REQUESTS = 300
APART = ('"django_session"', "SAVEPOINT", '"django_cache"', '"django_tasks_database')


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Asker:
    """One person's browser in front of one application, as far as the application can tell."""

    def __init__(self, application: Any, cookie: str = "") -> None:
        self.application = application
        self.cookie = cookie

    def __call__(self, path: str, *, post: bytes | None = None, **headers: str) -> Answer:
        told: dict[str, Any] = {}

        def start_response(status, answer_headers, exc_info=None):
            told.update(status=int(status[:3]), headers=dict(answer_headers))

        body = self.application(self._environ(path, post, headers), start_response)
        content = b"".join(body)
        body.close()
        return Answer(told["status"], told["headers"], content)

    def _environ(self, path: str, post: bytes | None, headers: Mapping[str, str]) -> dict[str, Any]:
        path, _, query = path.partition("?")
        return {
            "REQUEST_METHOD": "GET" if post is None else "POST",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT_LANGUAGE": "en",
            "CONTENT_LENGTH": str(len(post or b"")),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "wsgi.input": io.BytesIO(post or b""),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            **({"HTTP_COOKIE": self.cookie} if self.cookie else {}),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }


def sign_in(user: User) -> str:
    """The cookie of a session, as the sign-in page would have set it, with a page read today."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[USED_ON] = timezone.now().date().isoformat()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


class Backends:
    """CPU of the database processes that serve us, where they run on this machine."""

    def __init__(self) -> None:
        self.watch = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)

    def milliseconds(self) -> float:
        ours = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        files = (Path(f"/proc/{pid}/schedstat") for (pid,) in self.watch.execute(ours).fetchall())
        return sum(int(file.read_text().split()[0]) for file in files if file.exists()) / 1e6


def cpu_of(
    request: Callable[[], object], times: int, backends: Backends, before: Callable[[], object]
) -> float:
    """Milliseconds per request, application and database together; ``before`` each is not counted."""
    spent, database = 0.0, backends.milliseconds()
    for _ in range(times):
        before()
        start = time.process_time()
        request()
        spent += time.process_time() - start
    return (spent * 1e3 + backends.milliseconds() - database) / times


def side_by_side(
    ours: Callable[[], object],
    reference: Callable[[], object],
    backends: Backends,
    before: Callable[[], object] = lambda: None,
    most: int = MOST_REQUESTS,
) -> tuple[float, float]:
    """Medians of both in turns, after a round that only warms up and says how many requests are enough."""
    times = {work: _enough(work, backends, before, most) for work in (ours, reference)}
    figures: dict[Any, list[float]] = {ours: [], reference: []}
    for number in range(ROUNDS):
        for work in sorted(figures, key=lambda work: (work is ours) != (number % 2 == 0)):
            figures[work].append(cpu_of(work, times[work], backends, before if work is ours else _nothing))
    return statistics.median(figures[ours]), statistics.median(figures[reference])


def _enough(work: Callable[[], object], backends: Backends, before: Callable[[], object], most: int) -> int:
    cpu_of(work, 2, backends, before)
    each = max(cpu_of(work, 3, backends, before), 0.01)
    return max(5, min(most, int(ENOUGH_SECONDS * 1e3 / each)))


def _nothing() -> None:
    pass


def queries_of(request: Callable[[], object]) -> list[str]:
    """What the request asks the database about its own matter: session, user, cache and savepoints apart."""
    seen: list[str] = []

    def watch(execute, sql, params, many, context):
        is_user = 'FROM "accounts_user"' in sql and "FOR NO KEY" not in sql
        if not is_user and not any(word in sql for word in APART):
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        request()
    return seen
