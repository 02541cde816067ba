"""Read the guide's files and say in one sentence what is wrong with them. Knows no page and no database."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

CONTENT = Path(__file__).parent / "content"
LANGUAGES = ("en", "de")
FALLBACK = "en"


class ContentError(Exception):
    """A file of the guide is not as it must be; the sentence says where."""


def spoken() -> str:
    """The language of the guide that a reader gets: theirs, or English where it was not translated."""
    wanted = (get_language() or FALLBACK).split("-")[0]
    return wanted if wanted in LANGUAGES else FALLBACK


@dataclass(frozen=True)
class Words:
    """The same words in each language of the guide; shown in the reader's."""

    by_language: Mapping[str, str]

    def __str__(self) -> str:
        return self.by_language[spoken()]


@dataclass(frozen=True)
class Entry:
    """A mapping of a file that knows where it stands, so that what it lacks can be named."""

    where: str
    fields: Mapping[str, Any]

    def wrong(self, what: str) -> ContentError:
        return ContentError(f"{self.where}: {what}")

    def value(self, key: str, kind: type, *, default: Any = None) -> Any:
        """The field as ``kind``; without a default it must be there."""
        found = self.fields.get(key, default)
        if found is None:
            raise self.wrong(f"{key} is missing")
        if not isinstance(found, kind) or isinstance(found, bool) is not (kind is bool):
            raise self.wrong(f"{key} must be {kind.__name__}, not {type(found).__name__}")
        return found

    def line(self, key: str) -> str:
        text = " ".join(self.value(key, str).split())
        if not text:
            raise self.wrong(f"{key} is empty")
        return text

    def words(self, key: str) -> Words:
        """A text in every language, none of them empty."""
        texts = self.value(key, dict)
        if set(texts) != set(LANGUAGES):
            raise self.wrong(f"{key} must be there in {', '.join(LANGUAGES)}, and in nothing else")
        inner = Entry(f"{self.where}, {key}", texts)
        return Words({language: inner.line(language) for language in LANGUAGES})

    def day(self, key: str) -> date:
        return self.value(key, date)

    def entries(self, key: str) -> list["Entry"]:
        """A list of mappings, each named by its own key or its number."""
        rows = self.value(key, list)
        if not all(isinstance(row, dict) for row in rows):
            raise self.wrong(f"{key} must hold nothing but mappings")
        return [Entry(f"{self.where}, {row.get('key', number)}", row) for number, row in enumerate(rows, 1)]

    def one_of(self, key: str, known: Iterable[str]) -> str:
        found = self.line(key)
        if found not in (names := tuple(known)):
            raise self.wrong(f"{key} is {found}; it can be {', '.join(names)}")
        return found

    def only(self, *keys: str) -> None:
        """Refuse a field nobody reads: it is a misspelt one."""
        if unknown := sorted(set(self.fields) - set(keys)):
            raise self.wrong(f"nobody reads {', '.join(unknown)}")


def read_file(folder: Path, name: str) -> Entry:
    """A YAML file as one mapping."""
    return parse(name, _text(folder / name))


def parse(where: str, text: str) -> Entry:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise ContentError(f"{where}{line}: this is no YAML") from error
    if not isinstance(found, dict):
        raise ContentError(f"{where}: this must be a mapping")
    return Entry(where, found)


def keyed[Row](rows: Iterable[Entry], build: Callable[[Entry], Row]) -> dict[str, Row]:
    """What ``build`` makes of each entry, by its key, in their order; a key may be there once."""
    made: dict[str, Row] = {}
    for row in rows:
        key = row.line("key")
        if key in made:
            raise row.wrong("this key is there twice")
        made[key] = build(row)
    return made


def translations(folder: Path) -> Iterator[tuple[str, dict[str, Entry]]]:
    """Each ``name.LANGUAGE.md`` of a folder: its head, with what follows it as ``body``, by language."""
    names = sorted({path.name.split(".")[0] for path in folder.glob("*.md")})
    for name in names:
        yield name, {language: _page(folder / f"{name}.{language}.md") for language in LANGUAGES}


def _page(path: Path) -> Entry:
    empty, *parts = _text(path).split("---\n", 2)
    if empty.strip() or len(parts) != 2:
        raise ContentError(f"{path.name}: it must begin with a head between two lines of ---")
    head, body = parts
    return Entry(path.name, {**parse(path.name, head).fields, "body": body})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(f"{path.name} is missing") from None
