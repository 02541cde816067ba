"""An archive of one person's data: a page to read, one file for programs, tables for spreadsheets, photos."""

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.identifiers import new_nonce
from accounts.images import open_rendition, photo_storage
from accounts.privacy.everything import data_of, photos, words
from accounts.users.given import Coded, Rows
from accounts.users.models import User

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
STYLE = "accounts/privacy/archive.css"


def archive_storage() -> Storage:
    """Return the storage called "archives" if the settings have one, else files without addresses."""
    if "archives" in settings.STORAGES:
        return storages["archives"]
    location = Path(settings.MEDIA_ROOT) / "archives"
    return FileSystemStorage(location, file_permissions_mode=0o600, directory_permissions_mode=0o700)


def keep_archive(user: User, now: datetime) -> tuple[str, int]:
    """Write the archive; return its random name in storage and its size in bytes."""
    with tempfile.TemporaryFile() as file:
        write_archive(user, now, file)
        size = file.tell()
        file.seek(0)
        return archive_storage().save(f"{new_nonce()}.zip", File(file)), size


def write_archive(user: User, now: datetime, file: IO[bytes]) -> None:
    """In the person's language and time zone, without holding more than one table or photo in memory."""
    profile = user.profile
    with translation.override(profile.language), timezone.override(ZoneInfo(profile.time_zone)):
        data, pictures = data_of(user.pk), {}
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, key in photos(user.pk).items():
                if path := _add_photo(archive, name, key):
                    pictures[name] = path
            archive.writestr("data.json", as_json(user, data, now))
            for name, rows in data.items():
                if rows:
                    archive.writestr(_table_file(name), as_csv(rows))
            archive.writestr("style.css", render_to_string(STYLE))
            archive.writestr("index.html", as_page(data, pictures, now))


def _add_photo(archive: ZipFile, name: str, key: str) -> str:
    """Copy the largest size; empty if its files are gone. Pictures are compressed already."""
    path = f"photos/{name}.webp"
    with suppress(FileNotFoundError):
        sizes = [int(size.removesuffix(".webp")) for size in photo_storage().listdir(key)[1]]
        if sizes:
            with open_rendition(key, max(sizes)) as photo, archive.open(path, "w", force_zip64=True) as copy:
                shutil.copyfileobj(photo, copy)
            return path
    return ""


def as_json(user: User, data: Mapping[str, Rows], now: datetime) -> str:
    whole = {"site": settings.SITE_URL, "person": user.public_id, "made_at": now, "data": data}
    return json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def as_csv(rows: Rows) -> bytes:
    """One table; nothing in it begins like a formula, which a spreadsheet would run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(rows[0])
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(BEGINS_FORMULA):
        return "'" + value
    return str(value)


def as_page(data: Mapping[str, Rows], pictures: Mapping[str, str], now: datetime) -> str:
    """The page to read first: every table, and the photos."""
    known = words()
    tables = [
        {
            "name": name,
            "title": known.get(name, name),
            "file": _table_file(name),
            "rows": [_in_words(row, known) for row in rows],
        }
        for name, rows in data.items()
    ]
    context = {
        "tables": tables,
        "empty": [table["title"] for table in tables if not table["rows"]],
        "pictures": pictures,
        "made_at": now,
        "site_url": settings.SITE_URL,
    }
    return render_to_string("accounts/privacy/archive.html", context)


def _table_file(name: str) -> str:
    return f"tables/{name}.csv"


def _in_words(row: Mapping[str, Any], known: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The columns of one row by what they are called; lists as one line."""
    return [(str(known.get(column, column)), _plain(value)) for column, value in row.items()]


def _plain(value: Any) -> Any:
    if isinstance(value, Coded):
        return value.words
    if isinstance(value, list | tuple):
        return ", ".join(str(_plain(part)) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(part)}" for key, part in value.items())
    return value
