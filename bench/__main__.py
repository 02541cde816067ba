"""Measure: ``./run bench [NAME…] [--scale N]…``. On PostgreSQL, in a database of its own."""

import argparse
import io
import platform
from collections.abc import Iterable, Iterator
from importlib import import_module
from time import monotonic
from typing import Any

from bench.growth import growth
from bench.private import surroundings
from bench.report import Row, print_rows, print_table

OF_THE_SITE = ("pages", "rsvp")
OF_THEIR_OWN = {
    "telling": 10_000,
    "rates": 2_000,
    "nearest": 100_000,
    "groups": 1_000_000,
    "places": 1_000_000,
    "photos": 10_000,
    "places_import": 20_000,
    "series": 10_000,
    "upcoming": 1_000_000,  # last: what it fills the tables with stays there
}
STORIES = (10_000, 100_000)


def main() -> None:
    options = _options()
    with surroundings() as database:
        _prepare(database)
        rows = list(_measure(options.names, options.scale or STORIES))
    if options.markdown:
        print_table(rows)


def _options() -> Any:
    names = [*OF_THE_SITE, *OF_THEIR_OWN]
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}; all of them if none"
    )
    parser.add_argument(
        "--scale", type=int, action="append", help="stories; 10,000 and then 100,000 if not told"
    )
    parser.add_argument("--markdown", action="store_true", help="end with a table for docs/performance.md")
    options = parser.parse_args()
    if unknown := set(options.names) - set(names):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}: there are {', '.join(names)}")
    options.names = options.names or names
    return options


def _prepare(database: str) -> None:
    import django  # noqa: PLC0415  the environment has to be ready first
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    settings.CACHES["default"]["KEY_PREFIX"] = database
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    cache = settings.CACHES["default"]["BACKEND"].rpartition(".")[2]
    print(f"{platform.machine()}, Python {platform.python_version()}, Django {django.__version__}, {cache}")


def _measure(names: Iterable[str], scales: Iterable[int]) -> Iterator[Row]:
    by_scale: list[list[Row]] = []
    wanted = [name for name in OF_THE_SITE if name in names]
    for stories in scales if wanted else ():
        _seed(stories)
        by_scale.append([row for name in wanted for row in _told(name, stories)])
        yield from by_scale[-1]
    if len(by_scale) > 1:
        rows = growth(by_scale[0], by_scale[-1])
        print("\nThe same with more data, beside the same with less")
        print_rows(rows)
        yield from rows
    for name, scale in OF_THEIR_OWN.items():
        if name in names:
            yield from _told(name, scale)


def _seed(stories: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415  Django has to be ready first
    from django.db import connection  # noqa: PLC0415

    began = monotonic()
    call_command("seed_scale", stories=stories, stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"\n{stories:,} stories are there ({monotonic() - began:.0f} s)", flush=True)


def _told(name: str, scale: int) -> list[Row]:
    began = monotonic()
    rows = import_module(f"bench.{name}").run(scale)
    print(f"\n{name}, {scale:,} ({monotonic() - began:.0f} s)")
    print_rows(rows)
    return rows


if __name__ == "__main__":
    main()
