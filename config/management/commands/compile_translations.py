"""Build the ``.mo`` files from the committed ``.po`` files, without gettext's tools."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/*.po for Django to read. Does nothing for a file that is up to date."

    def handle(self, *args, **options) -> None:
        for source in sorted(path for root in settings.LOCALE_PATHS for path in Path(root).rglob("*.po")):
            if compile_if_older(source):
                self.stdout.write(f"Compiled {source.relative_to(settings.BASE_DIR)}")


def compile_if_older(source: Path) -> bool:
    """Write the catalogue beside its source. Return False if it is newer already."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    part = target.with_suffix(".part")
    polib.pofile(str(source)).save_as_mofile(str(part))
    part.replace(target)
    return True
