import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.images import (
    CONTENT_TYPE,
    SIZES,
    PhotoStorage,
    Rendition,
    Renditions,
    delete_renditions,
    open_rendition,
    orphans,
    store,
)
from accounts.permissions import Refused

pytestmark = pytest.mark.once


@pytest.fixture
def photo():
    return Renditions({size: Rendition(8, 8, b"webp %d" % size) for size in SIZES})


def files_under(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_copies_are_kept_under_a_random_key_and_opened_by_size(settings, photo):
    key = store(photo, under="stories")
    assert key != store(photo, under="stories")
    assert CONTENT_TYPE == "image/webp"
    for size in SIZES:
        with open_rendition(key, size) as file:
            assert file.read() == b"webp %d" % size
    assert len(files_under(settings.MEDIA_ROOT)) == 6


def test_every_copy_is_gone_after_deletion_and_deleting_again_is_no_mistake(settings, photo):
    kept, key = store(photo, under="stories"), store(photo, under="stories")
    for _ in range(2):
        delete_renditions(key)
    assert files_under(settings.MEDIA_ROOT) == sorted(f"{kept}/{size}.webp" for size in SIZES)
    with pytest.raises(FileNotFoundError):
        open_rendition(key, 160)


@pytest.mark.parametrize(
    "key", ["../etc", "stories/ab/../../../../x", "/etc/passwd", "stories", "", "stories/ab/short"]
)
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(ValueError, match="not a key"):
        open_rendition(key, 160)
    with pytest.raises(ValueError, match="not a key"):
        delete_renditions(key)


def test_a_stored_photo_has_no_address(photo):
    with pytest.raises(ValueError, match="who is looking"):
        PhotoStorage().url(f"{store(photo, under='stories')}/160.webp")


def test_a_disk_without_room_leaves_nothing_behind_and_says_so(settings):
    settings.MEDIA_ROOT.mkdir()
    script = f"""
import resource, django
django.setup()
from django.conf import settings
from accounts.images import Rendition, Renditions, store
from accounts.permissions import Refused
settings.MEDIA_ROOT = {str(settings.MEDIA_ROOT)!r}
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    store(Renditions({{1600: Rendition(8, 8, b"x"), 160: Rendition(8, 8, bytes(100_000))}}), under="stories")
except Refused as refused:
    raise SystemExit(refused.sentence)
"""
    told = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "We couldn't keep your photo just now." in told.stderr
    assert files_under(settings.MEDIA_ROOT) == []


def test_a_folder_that_cannot_be_written_refuses_the_photo(settings, photo):
    settings.MEDIA_ROOT.write_text("a file where the folder should be")
    with pytest.raises(Refused, match="Try again in a few minutes"):
        store(photo, under="stories")


def test_orphans_are_old_photos_no_row_knows(settings, photo):
    known, forgotten, elsewhere = (
        store(photo, under="stories"),
        store(photo, under="stories"),
        store(photo, under="places"),
    )
    now = timezone.now()
    assert list(orphans({known}, now - timedelta(days=1), under="stories")) == []
    assert list(orphans({known}, now + timedelta(days=1), under="stories")) == [forgotten]
    assert list(orphans(set(), now + timedelta(days=1), under="places")) == [elsewhere]
    assert list(orphans(set(), now + timedelta(days=1), under="nothing")) == []


def test_a_half_written_photo_is_an_orphan_once_it_is_old(settings):
    key = "stories/ab/" + "a" * 22
    part = settings.MEDIA_ROOT / key / ".640.webp.part"
    part.parent.mkdir(parents=True)
    (part.parent.parent / ("b" * 22)).mkdir()
    part.write_bytes(b"half")
    long_ago = datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    os.utime(part, (long_ago, long_ago))
    assert list(orphans(set(), timezone.now() - timedelta(days=1), under="stories")) == [key]
    delete_renditions(key)
    assert files_under(settings.MEDIA_ROOT) == []
