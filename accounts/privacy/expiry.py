"""What has run out is deleted, not only left unread: archives, sessions, and rows of the cache."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connections, router

from accounts.privacy.archive import archive_storage
from accounts.privacy.models import Export, ExportState

KEEP = timedelta(hours=72)
GIVEN_UP_AFTER = timedelta(days=1)
ON_ITS_WAY = timedelta(hours=1)  # a file may be written before its row says so


def sweep(now: datetime) -> None:
    """Archives that ran out, or that nobody will ever put together; files that no row knows."""
    Export.objects.filter(expires_at__lte=now).delete()
    lost = Export.objects.waiting().filter(asked_at__lte=now - GIVEN_UP_AFTER)
    lost.update(state=ExportState.FAILED)
    Export.objects.filter(state=ExportState.FAILED, asked_at__lte=now - KEEP).delete()
    known = set(Export.objects.exclude(file="").values_list("file", flat=True))
    for name in _files(before=now - ON_ITS_WAY):
        if name not in known:
            archive_storage().delete(name)


def _files(*, before: datetime) -> Iterator[str]:
    storage = archive_storage()
    with suppress(FileNotFoundError):
        for name in storage.listdir("")[1]:
            if storage.get_modified_time(name) < before:
                yield name


def forget_sessions() -> None:
    """Sessions that ran out."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def forget_cached(now: datetime) -> None:
    """Rows of a database cache that ran out; other caches do it by themselves."""
    cache = caches["default"]
    if not isinstance(cache, BaseDatabaseCache):
        return
    connection = connections[router.db_for_write(cache.cache_model_class)]
    table = connection.ops.quote_name(cache.cache_model_class._meta.db_table)
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [moment])  # noqa: S608  a name of ours
