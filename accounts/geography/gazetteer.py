"""The city file, and how it becomes rows."""

import csv
import gzip
import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from pathlib import Path

from django.db import transaction

from accounts.geography.cities import City, CityName, Gazetteer
from accounts.geography.names import spellings

CITIES = Path(__file__).resolve().parent.parent / "data" / "cities.tsv.gz"
COLUMNS = ("id", "name", "name_de", "country", "region", "latitude", "longitude", "population", "time_zone")
NAMES = "names"
BATCH = 2000
Row = dict[str, str]


def read_cities(path: Path = CITIES) -> Iterator[Row]:
    """The rows of a city file: ``COLUMNS``, then other names parted by ``|``."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, (*COLUMNS, NAMES), delimiter="\t", quoting=csv.QUOTE_NONE)


def load_edition(path: Path = CITIES, *, tell: Callable[[int], None] = lambda _loaded: None) -> bool:
    """Bring the tables to the edition in ``path``. Return False if they hold it already."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if Gazetteer.objects.filter(digest=digest).exists() and City.objects.exists():
        return False
    with transaction.atomic():
        Gazetteer.objects.all().delete()
        CityName.objects.all().delete()
        load_cities(read_cities(path), tell=tell)
        Gazetteer.objects.create(digest=digest)
    return True


def load_cities(rows: Iterable[Row], *, tell: Callable[[int], None] = lambda _loaded: None) -> None:
    """Write rows of a city file. Cities that exist are updated; none is removed, somebody may live there."""
    loaded = 0
    for batch in batched(rows, BATCH):
        City.objects.bulk_create(
            [_city(row) for row in batch],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=COLUMNS[1:],
        )
        names = [name for row in batch for name in _names(row)]
        CityName.objects.bulk_create(names, batch_size=10 * BATCH, ignore_conflicts=True)
        loaded += len(batch)
        tell(loaded)


def _city(row: Row) -> City:
    return City(**{column: row[column] for column in COLUMNS})


def _names(row: Row) -> list[CityName]:
    main = spellings(row["name"]) | spellings(row["name_de"])
    others = {folded for name in row[NAMES].split("|") for folded in spellings(name)} - main
    return [
        CityName(city_id=row["id"], folded=folded, is_main=folded in main) for folded in sorted(main | others)
    ]
