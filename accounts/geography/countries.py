"""What a country is called in the languages of the site."""

import csv
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from accounts.geography.names import fold

COUNTRIES = Path(__file__).resolve().parent.parent / "data" / "countries.tsv"
FALLBACK = "en"
ABBREVIATIONS = {"usa": "US", "uk": "GB", "uae": "AE"}


@cache
def _countries() -> dict[str, dict[str, str]]:
    """``{ISO code: {language: name}}``; a further language is a further column of the file."""
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        return {row.pop("code"): row for row in csv.DictReader(file, delimiter="\t")}


def country_name(code: str, language: str | None = None) -> str:
    """The name of a country by ISO code, in ``language`` or the active one; the code if it is unknown."""
    names = _countries().get(code, {})
    short = (language or get_language() or FALLBACK).split("-")[0]
    return names.get(short) or names.get(FALLBACK) or code


def countries_named(text: str) -> set[str]:
    """ISO codes of the countries whose name starts with ``text`` in any language we have."""
    wanted = fold(text)
    if not wanted:
        return set()
    if wanted in ABBREVIATIONS:
        return {ABBREVIATIONS[wanted]}
    return {
        code
        for code, names in _countries().items()
        if wanted == code.lower() or any(fold(name).startswith(wanted) for name in names.values())
    }
