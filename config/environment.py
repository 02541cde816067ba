"""Read the environment and refuse a half-made configuration, one sentence per fault."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from accounts.users.throwaway import read_domains
from config.tiles import faults_of_map, origin_of
from events.places.convention import faults_of

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
PROVIDERS = {
    "brevo": "api_key",
    "mailersend": "api_token",
    "mailgun": "api_key",
    "mailtrap": "api_token",
    "mandrill": "api_key",
    "postmark": "server_token",
    "resend": "api_key",
    "sparkpost": "api_key",
}
"""Mail providers that need one key, and what Anymail calls it."""

ADDRESS = re.compile(r"https?://(\[[0-9a-f:]+\]|[^\s/:?#@]+)(:[0-9]{1,5})?", re.IGNORECASE)
NUMBERS = (
    "PORT",
    "SMTP_PORT",
    "TRUSTED_PROXIES",
    "MINIMUM_AGE_YEARS",
    "LEASE_SECONDS",
    "FAULT_POINT",
    "WORKER_LOST_SECONDS",
)
BOOLEANS = ("DEBUG", "BACKSTRIDE_DEMO", "SMTP_TLS")
TRUE_OR_FALSE = ("true", "false", "1", "0", "yes", "no", "on", "off")
SHORTEST_KEY = 32
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
IMPLICIT_TLS_PORT = 465
CACHE_MOST = 10_000  # entries; of 300, Django's default, a busy hour drops tries that a limit has counted


class HalfConfigured(ImproperlyConfigured):
    """Something is missing or contradicts itself; one sentence a line says what to do."""


class Environment:
    """What the environment variables say, as values for ``config.settings``."""

    def __init__(self, env: environ.Env, *, base: Path, testing: bool) -> None:
        self.env = env
        self.testing = testing
        self.debug: bool = env.bool("DEBUG", default=False)
        self.demo: bool = env.bool("BACKSTRIDE_DEMO", default=False)
        self.data_dir = Path(env("DATA_DIR", default=str(base / "var"))).resolve()
        if faults := list(self.faults()):
            raise HalfConfigured("\n".join(faults))

    @property
    def runners_per_spotter(self) -> int | None:
        """What the whole site asks for beyond the convention; None where it asks for nothing."""
        return int(self.get("RUNNERS_PER_SPOTTER") or 0) or None

    @property
    def is_public(self) -> bool:
        """Somebody outside this machine may be served: then nothing may be left to a default."""
        return not (self.testing or self.debug or self.demo)

    def get(self, name: str) -> str:
        """What a variable says; one that is set to nothing is as good as absent."""
        return self.env(name, default="").strip()

    def faults(self) -> Iterator[str]:
        """Everything that is missing or contradicts itself, each in a sentence that says what to do."""
        yield from self._faults_of_site()
        yield from self._faults_of_stores()
        if self.sends_mail:
            yield from self._faults_of_sending()
        for name, needs in (
            ("SMTP_USER", "SMTP_HOST"),
            ("SMTP_PASSWORD", "SMTP_HOST"),
            ("MAIL_API_KEY", "MAIL_PROVIDER"),
            ("MAP_ATTRIBUTION", "MAP_TILES"),
        ):
            if self.get(name) and not self.get(needs):
                yield f"{name} is set but {needs} is not: set it too, or remove {name}."

    def _faults_of_site(self) -> Iterator[str]:
        site = self.get("SITE_URL")
        if site.endswith("/"):
            yield "SITE_URL must not end with a slash."
        elif site and not ADDRESS.fullmatch(site):
            yield "SITE_URL must be https:// and a host name, nothing more: https://run.example.org"
        if self.is_public and site:
            yield from self._faults_of_public_site(site)
        if self.get("FAULT_POINT") and (self.is_public or site.startswith("https://")):
            yield "FAULT_POINT ends the process on purpose, for the crash tests: remove it."
        if self.get("WORKER_LOST_SECONDS") == "0":
            yield "WORKER_LOST_SECONDS must be at least 1: no worker can show itself more often."
        if self.get("RUNNERS_PER_SPOTTER") not in ("", "1", "2", "3"):
            yield "RUNNERS_PER_SPOTTER must be 1, 2 or 3, or absent: then our convention decides alone."
        if self.get("LOG_LEVEL") not in ("", *LOG_LEVELS):
            yield f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}."
        for name in NUMBERS:
            if self.get(name) and not (self.get(name).isascii() and self.get(name).isdigit()):
                yield f"{name} must be a whole number."
        for name in BOOLEANS:
            if self.get(name).lower() not in ("", *TRUE_OR_FALSE):
                yield f"{name} must be true or false."
        try:
            self.throwaway_domains  # noqa: B018  read once, here
        except (OSError, UnicodeError):
            yield "THROWAWAY_DOMAINS_FILE cannot be read: name a text file with one domain a line."
        yield from faults_of_map(self.get("MAP_TILES"), self.get("MAP_ATTRIBUTION"))
        if own := self.get("RUBRIC_FILE"):
            yield from faults_of(own)
        if "*" in self.get("ALLOWED_HOSTS"):
            yield "ALLOWED_HOSTS must name the hosts, without *: links in mail are built from one of them."

    def _faults_of_public_site(self, site: str) -> Iterator[str]:
        key = self.get("SECRET_KEY")
        if not key:
            yield "SECRET_KEY is missing: set it to a long random text and keep it secret."
        elif len(key) < SHORTEST_KEY:
            yield f"SECRET_KEY is too short: use at least {SHORTEST_KEY} random characters."
        if site.startswith("https://") and not self.sends_mail:
            yield "Nobody would get a code: set SMTP_HOST, or MAIL_PROVIDER and MAIL_API_KEY."

    def _faults_of_stores(self) -> Iterator[str]:
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError:
            yield "DATA_DIR cannot be made: name a folder that this user may write to."
        else:
            if not os.access(self.data_dir, os.W_OK | os.X_OK):
                yield "DATA_DIR cannot be written: name a folder that this user may write to."
        database, cache = self.get("DATABASE_URL"), self.get("CACHE_URL")
        if database and not database.startswith(("postgres://", "postgresql://", "sqlite://")):
            yield "DATABASE_URL must start with postgresql:// (or be absent for SQLite)."
        if cache and not cache.startswith(("redis://", "rediss://", "unix://")):
            yield "CACHE_URL must start with redis:// or rediss:// (or be absent for the database cache)."

    def _faults_of_sending(self) -> Iterator[str]:
        provider = self.get("MAIL_PROVIDER")
        if not self.get("MAIL_FROM"):
            yield "MAIL_FROM is missing: give the address that mail is sent from."
        if not self.get("SITE_URL"):
            yield "SITE_URL is missing: links in mail need the address people open, with https://."
        if provider and self.get("SMTP_HOST"):
            yield "MAIL_PROVIDER and SMTP_HOST are both set: keep one."
        if provider and provider not in PROVIDERS:
            yield f"MAIL_PROVIDER must be one of {', '.join(PROVIDERS)}; all others work through SMTP_HOST."
        if provider and not self.get("MAIL_API_KEY"):
            yield "MAIL_API_KEY is missing: the mail provider gives you one."
        if bool(self.get("SMTP_USER")) != bool(self.get("SMTP_PASSWORD")):
            yield "SMTP_USER and SMTP_PASSWORD belong together: set both, or neither."

    @cached_property
    def throwaway_domains(self) -> frozenset[str]:
        """Domains of mail addresses that nobody may sign up with; none if no list is named."""
        path = self.get("THROWAWAY_DOMAINS_FILE")
        return read_domains(Path(path).read_text(encoding="utf-8").splitlines()) if path else frozenset()

    @property
    def sends_mail(self) -> bool:
        return bool(self.get("SMTP_HOST") or self.get("MAIL_PROVIDER"))

    @cached_property
    def secret_key(self) -> str:
        """Given by the environment; otherwise a random one kept in the data folder, never a known default."""
        if given := self.get("SECRET_KEY"):
            return given
        kept = self.data_dir / "secret_key"
        if not kept.exists():
            self._keep_new_secret(kept)
        return kept.read_text().strip()

    def _keep_new_secret(self, kept: Path) -> None:
        """Write it whole and then give it its name: of processes that start together one wins."""
        part = kept.with_name(f"secret_key.{os.getpid()}")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(get_random_secret_key())
        with suppress(FileExistsError):
            os.link(part, kept)
        part.unlink()

    @property
    def site_url(self) -> str:
        return self.get("SITE_URL") or f"http://localhost:{self.get('PORT') or 8000}"

    @property
    def map_tiles_origin(self) -> str:
        """Where pictures of the map come from, as a content policy names it; empty without them."""
        return origin_of(self.get("MAP_TILES"))

    @property
    def https(self) -> bool:
        return self.site_url.lower().startswith("https://")

    @property
    def allowed_hosts(self) -> list[str]:
        host = self.site_url.split("://", 1)[1].removesuffix(f":{urlsplit(self.site_url).port}").lower()
        local = [] if self.https else ["localhost", "127.0.0.1"]
        return [host, *local, *self.env.list("ALLOWED_HOSTS", default=[])]

    @property
    def serves_sources(self) -> bool:
        """Static files straight from their folders: no collectstatic needed, no hashed names."""
        return self.testing or self.debug or self.demo

    @property
    def database(self) -> dict[str, Any]:
        if self.get("DATABASE_URL"):
            config: dict[str, Any] = self.env.db_url_config(self.get("DATABASE_URL"))
            if config["ENGINE"].endswith("sqlite3"):
                return config | {"OPTIONS": SQLITE_OPTIONS}
            if not self.testing:
                config["OPTIONS"] = {**config.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": 8}}
            return config | {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": self.data_dir / "backstride.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
        }

    @property
    def cache(self) -> dict[str, Any]:
        if url := self.get("CACHE_URL"):
            return {"BACKEND": "config.cache.RedisCache", "LOCATION": url}
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "django_cache",
            "OPTIONS": {"MAX_ENTRIES": CACHE_MOST},
        }

    @property
    def sessions(self) -> str:
        """Sessions are rows; a cache beside the database saves most questions for them."""
        return f"django.contrib.sessions.backends.{'cached_db' if self.get('CACHE_URL') else 'db'}"

    @property
    def mailer(self) -> dict[str, Any]:
        if self.testing:
            return {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
        if provider := self.get("MAIL_PROVIDER"):
            options = {PROVIDERS[provider]: self.get("MAIL_API_KEY")}
            return {"BACKEND": f"anymail.backends.{provider}.EmailBackend", "OPTIONS": options}
        if self.get("SMTP_HOST"):
            return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": self.smtp_options}
        if self.demo:
            folder = self.data_dir / "mail"
            folder.mkdir(exist_ok=True)
            return {"BACKEND": "config.mail.FolderBackend", "OPTIONS": {"folder": str(folder)}}
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}

    @property
    def smtp_options(self) -> dict[str, Any]:
        port = int(self.get("SMTP_PORT") or 587)
        encrypts = not self.get("SMTP_TLS") or self.env.bool("SMTP_TLS")
        return {
            "host": self.get("SMTP_HOST"),
            "port": port,
            "username": self.get("SMTP_USER"),
            "password": self.get("SMTP_PASSWORD"),
            "use_tls": encrypts and port != IMPLICIT_TLS_PORT,
            "use_ssl": encrypts and port == IMPLICIT_TLS_PORT,
            "timeout": 30,
        }

    @property
    def from_email(self) -> str:
        return self.get("MAIL_FROM") or "Backstride <hello@localhost>"

    @property
    def logging(self) -> dict[str, Any]:
        """JSON lines without personal data when served to others, plain lines on a developer's machine."""
        formatter = "plain" if self.testing or self.debug else "json"
        return {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {"()": "config.logs.JsonFormatter"},
                "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
            },
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": formatter}},
            "loggers": {
                # Django gives it a handler of its own, which would write addresses as they are.
                "django.server": {"level": "INFO", "handlers": [], "propagate": True},
                "django.tasks": {"level": "WARNING"},  # a task that failed, not each that ran
                "django_tasks_db": {"level": "ERROR"},
            },
            "root": {"handlers": ["console"], "level": self.get("LOG_LEVEL") or "INFO"},
        }
