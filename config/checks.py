"""System checks: refuse to run on settings that were seen to lose data or to leak."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connection

OF_ONE_PROCESS = ("LocMemCache", "DummyCache", "FileBasedCache")


@register(Tags.compatibility)
def sqlite_is_set_up_for_writers(app_configs, **kwargs):
    """SQLite with default options fails under concurrent writers with "database is locked".

    It reads settings only, so it does not wait to be asked for with ``--database`` as checks of that tag do.
    """
    if connection.vendor != "sqlite":
        return []
    options = connection.settings_dict.get("OPTIONS", {})
    errors = []
    if options.get("transaction_mode") != "IMMEDIATE":
        errors.append(
            Error(
                "SQLite must use transaction_mode IMMEDIATE.",
                hint="Use config.environment.SQLITE_OPTIONS.",
                id="config.E001",
            )
        )
    if "journal_mode=wal" not in options.get("init_command", "").replace(" ", "").lower():
        errors.append(Error("SQLite must use the write-ahead log (journal_mode=WAL).", id="config.E002"))
    if options.get("timeout", 0) < 10:
        errors.append(Error("SQLite must wait at least 10 seconds for a lock (timeout).", id="config.E003"))
    return errors


@register(Tags.caches)
def cache_is_shared_between_processes(app_configs, **kwargs):
    """Rate limits live in the cache; a cache for each process multiplies every limit by their number."""
    if settings.CACHES["default"]["BACKEND"].endswith(OF_ONE_PROCESS):
        return [
            Error("The cache must be shared between processes: use the database or Redis.", id="config.E004")
        ]
    return []
