"""Write the places of one source to a GeoJSON file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from events.places.exporting import geojson_of
from events.places.models import Place, Source


class Command(BaseCommand):
    help = (
        "Write all places that came from one source, with what people changed about them, as GeoJSON. The "
        "file names licence and attribution. Whoever runs a site gives it to anybody who asks: the ODbL does."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="where to write it")
        parser.add_argument("--source", default=Source.OPENSTREETMAP.value, help="openstreetmap if not told")

    def handle(self, *, file: Path, source: str, **options):
        count = Place.objects.from_sources([source]).count()
        if source == Source.PERSON or not count:
            raise CommandError(f"No place came from a source called {source}.")
        try:
            with file.open("w", encoding="utf-8") as out:
                out.writelines(geojson_of(source, Place.objects.all()))
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(self.style.SUCCESS(f"{count} places of {source} written to {file}."))
