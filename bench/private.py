"""A database and a data folder of our own, made before Django starts and removed at the end."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

REDIS = ("127.0.0.1", 6379)


@contextmanager
def surroundings() -> Iterator[str]:
    """Point the environment to them for as long as it lasts; give the database's name."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        raise SystemExit("Set DATABASE_URL to a PostgreSQL server on which a database may be created.")
    name = f"backstride_bench_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder, psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        os.environ |= {
            "DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{name}")),
            "CACHE_URL": os.environ.get("CACHE_URL") or _redis(),
            "DATA_DIR": folder,
            "LOG_LEVEL": "ERROR",
            "DEBUG": "false",
            "BACKSTRIDE_DEMO": "false",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        try:
            yield name
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _redis() -> str:
    """The local cache server if there is one; without it the cache is in the database and costs queries."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return "redis://{}:{}/9".format(*REDIS) if probe.connect_ex(REDIS) == 0 else ""
