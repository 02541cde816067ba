"""Read the environment and refuse a half-made configuration, one sentence per fault."""

from functools import cached_property
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


class Environment:
    """What the environment variables say, as values for ``config.settings``."""

    def __init__(self, env: environ.Env, *, base: Path, testing: bool) -> None:
        self.env = env
        self.testing = testing
        self.debug: bool = env.bool("DEBUG", default=False)
        self.demo: bool = env.bool("BACKSTRIDE_DEMO", default=False)
        self.data_dir = Path(env("DATA_DIR", default=str(base / "var"))).resolve()
        self.data_dir.mkdir(parents=True, exist_ok=True)
        faults = self.faults()
        if faults:
            raise ImproperlyConfigured("\n".join(faults))

    @property
    def is_public(self) -> bool:
        """Somebody outside this machine may be served: then nothing may be left to a default."""
        return not (self.testing or self.debug or self.demo)

    def faults(self) -> list[str]:
        found = []
        if self.is_public and self.env("SITE_URL", default="") and not self.env("SECRET_KEY", default=""):
            found.append("SECRET_KEY is missing: set it to a long random text and keep it secret.")
        if self.env("SMTP_PASSWORD", default="") and not self.env("SMTP_HOST", default=""):
            found.append("SMTP_PASSWORD is set but SMTP_HOST is not: name the mail server, or remove both.")
        if self.sends_mail and not self.env("MAIL_FROM", default=""):
            found.append("MAIL_FROM is missing: give the address that mail is sent from.")
        if self.sends_mail and not self.env("SITE_URL", default=""):
            found.append("SITE_URL is missing: links in mail need the address people open, with https://.")
        database = self.env("DATABASE_URL", default="")
        if database and not database.startswith(("postgres://", "postgresql://", "sqlite://")):
            found.append("DATABASE_URL must start with postgresql:// (or be absent for SQLite).")
        cache = self.env("CACHE_URL", default="")
        if cache and not cache.startswith(("redis://", "rediss://", "unix://")):
            found.append(
                "CACHE_URL must start with redis:// or rediss:// (or be absent for the database cache)."
            )
        if self.env("SITE_URL", default="").endswith("/"):
            found.append("SITE_URL must not end with a slash.")
        return found

    @property
    def sends_mail(self) -> bool:
        return bool(self.env("SMTP_HOST", default="") or self.env("MAIL_PROVIDER", default=""))

    @cached_property
    def secret_key(self) -> str:
        """Given by the environment; otherwise a random one kept in the data folder, never a known default."""
        if given := self.env("SECRET_KEY", default=""):
            return given
        kept = self.data_dir / "secret_key"
        try:
            return kept.read_text().strip()
        except FileNotFoundError:
            kept.touch(mode=0o600)
            kept.write_text(get_random_secret_key())
            return kept.read_text().strip()

    @property
    def site_url(self) -> str:
        return self.env("SITE_URL", default=f"http://localhost:{self.env('PORT', default='8000')}")

    @property
    def https(self) -> bool:
        return self.site_url.startswith("https://")

    @property
    def allowed_hosts(self) -> list[str]:
        host = self.site_url.split("://", 1)[1].split("/")[0].rsplit(":", 1)[0]
        local = [] if self.https else ["localhost", "127.0.0.1"]
        return [host, *local, *self.env.list("ALLOWED_HOSTS", default=[])]

    @property
    def serves_sources(self) -> bool:
        """Static files straight from their folders: no collectstatic needed, no hashed names."""
        return self.testing or self.debug or self.demo

    @property
    def database(self) -> dict[str, Any]:
        if url := self.env("DATABASE_URL", default=""):
            config: dict[str, Any] = self.env.db_url_config(url)
            if config["ENGINE"].endswith("sqlite3"):
                return config | {"OPTIONS": SQLITE_OPTIONS}
            if not self.testing:
                config["OPTIONS"] = {**config.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": 8}}
            return config | {"CONN_MAX_AGE": 0}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": self.data_dir / "backstride.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
        }

    @property
    def cache(self) -> dict[str, Any]:
        if url := self.env("CACHE_URL", default=""):
            return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}

    @property
    def mailer(self) -> dict[str, Any]:
        if self.testing:
            return {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
        if provider := self.env("MAIL_PROVIDER", default=""):
            options = {"api_key": self.env("MAIL_API_KEY", default="")}
            return {"BACKEND": f"anymail.backends.{provider}.EmailBackend", "OPTIONS": options}
        if self.env("SMTP_HOST", default=""):
            return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": self.smtp_options}
        if self.demo:
            folder = self.data_dir / "mail"
            folder.mkdir(exist_ok=True)
            return {"BACKEND": "config.mail.FolderBackend", "OPTIONS": {"folder": str(folder)}}
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}

    @property
    def smtp_options(self) -> dict[str, Any]:
        return {
            "host": self.env("SMTP_HOST"),
            "port": self.env.int("SMTP_PORT", default=587),
            "username": self.env("SMTP_USER", default=""),
            "password": self.env("SMTP_PASSWORD", default=""),
            "use_tls": self.env.bool("SMTP_TLS", default=True),
            "timeout": 30,
        }

    @property
    def from_email(self) -> str:
        return self.env("MAIL_FROM", default="Backstride <hello@localhost>")

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
            "root": {"handlers": ["console"], "level": self.env("LOG_LEVEL", default="INFO")},
        }
