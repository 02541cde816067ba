"""Where clean copies are kept: random keys, whole files, no addresses."""

import logging
import os
import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.translation import gettext_lazy as _

from accounts.images.pipeline import Renditions
from accounts.permissions import Refused

logger = logging.getLogger(__name__)

CONTENT_TYPE = "image/webp"
KEY = re.compile(r"[a-z][a-z0-9_]*/[\w-]{2}/[\w-]{22}", re.ASCII)
STORE_FAILED = _("We couldn't keep your photo just now. Try again in a few minutes, or go on without it.")


class PhotoStorage(FileSystemStorage):
    """Files under MEDIA_ROOT without addresses; a file is whole and on the disk, or it is not there."""

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        try:
            with part.open("xb") as file:
                file.write(content.read())
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        _sync_folders(path.parent, up_to=Path(self.location))
        return name

    def url(self, name: str | None) -> str:
        raise ValueError("Photos are served by views that ask who is looking.")


def _sync_folders(folder: Path, *, up_to: Path) -> None:
    """Make the new names last through a power cut, in every folder that may be new."""
    for path in (folder, *folder.parents):
        with suppress(PermissionError):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        if path == up_to:
            return


def photo_storage() -> Storage:
    """Return the storage called "photos" when the settings have one, else files under MEDIA_ROOT."""
    return storages["photos"] if "photos" in settings.STORAGES else PhotoStorage()


def store(photo: Renditions, *, under: str) -> str:
    """Write all copies and return their new key; call it before the row that names the key is committed."""
    token = secrets.token_urlsafe(16)
    key = f"{under}/{token[:2]}/{token}"
    storage = photo_storage()
    try:
        for size, copy in photo.by_size.items():
            storage.save(_name(key, size), ContentFile(copy.data))
    except OSError:
        logger.exception("A photo could not be written.")
        with suppress(OSError):
            delete_renditions(key)
        raise Refused(str(STORE_FAILED)) from None
    return key


def open_rendition(key: str, size: int) -> File:
    """Open one copy for reading; raise FileNotFoundError when it is gone. Ask who is looking before."""
    return photo_storage().open(_name(key, size))


def delete_renditions(key: str) -> None:
    """Remove every copy of a photo; it is no mistake if some or all are gone already."""
    storage = photo_storage()
    with suppress(FileNotFoundError):
        for name in storage.listdir(_checked(key))[1]:
            storage.delete(f"{key}/{name}")
        storage.delete(key)


def orphans(known_keys: Collection[str], older_than: datetime, *, under: str) -> Iterator[str]:
    """Yield keys under ``under`` that no row knows and whose files were all written before ``older_than``."""
    storage = photo_storage()
    with suppress(FileNotFoundError):
        for shard in storage.listdir(under)[0]:
            for token in storage.listdir(f"{under}/{shard}")[0]:
                key = f"{under}/{shard}/{token}"
                if key not in known_keys and _is_older(storage, key, older_than):
                    yield key


def _is_older(storage: Storage, key: str, moment: datetime) -> bool:
    """An empty folder counts as young: its files may be on their way."""
    written = [storage.get_modified_time(f"{key}/{name}") for name in storage.listdir(key)[1]]
    return bool(written) and max(written) < moment


def _name(key: str, size: int) -> str:
    return f"{_checked(key)}/{int(size)}.webp"


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError("This is not a key of a photo.")
    return key
