"""How the columns of a city's open data become proposals: read from a TOML file, explained in the docs.

A mapping says by which columns a data set is known, which of them give name, id, kind, facts and address,
and what is left out and why. Values are compared trimmed and in small letters.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from events.places.opendata.proposals import LONGEST_ADDRESS, LONGEST_NAME, LeftOut, Reason, tidy
from events.places.opendata.tags import Facts, Tags, width_m, word
from events.places.rubric_lines import LINE_BY_KEY

SHIPPED = Path(__file__).resolve().parent / "mappings"
KINDS = ("track", "park", "path", "field", "hall", "sidewalk")
CHOSEN = ("surface", "evenness", "kerb")
YES_OR_NO = ("lit", "is_step_free")
NUMBERS = ("clear_width", "gradient")
TERRAIN = ("flat", "sloping")
OWN = frozenset({"person", "openstreetmap"})
LONGEST_ATTRIBUTION = 200
SOURCE = re.compile(r"[a-z][a-z0-9_]{1,19}")


class BrokenMapping(ValueError):
    """The mapping cannot be used; the text says what to mend."""


@dataclass(frozen=True)
class Rule:
    """Leaves a row out for what stands in one of its columns."""

    column: str
    reason: Reason
    equal: frozenset[str] = frozenset()
    other_than: frozenset[str] = frozenset()
    words: re.Pattern[str] | None = None

    def finds(self, row: Tags) -> str | None:
        """What decided; None if the row may stay."""
        value = word(row, self.column)
        if value in self.equal or (self.other_than and value not in self.other_than):
            return value
        found = self.words.search(value) if self.words else None
        return found[0] if found else None


@dataclass(frozen=True)
class Mapping:
    """One data set of one city."""

    source: str
    attribution: str
    data_set: str
    columns: frozenset[str]
    id: str
    name: str
    address: str
    kind: str
    kind_column: str
    kinds: dict[str, str]
    leave_out: tuple[Rule, ...]
    facts: dict[str, tuple[str, dict[str, str | bool]]]

    def fits(self, row: Tags) -> bool:
        return self.columns <= row.keys()

    def ref_of(self, row: Tags) -> str:
        given = row.get(self.id)
        is_id = isinstance(given, int | str) and not isinstance(given, bool)
        return tidy(f"{self.data_set}/{given}", 60) if is_id and str(given).strip() else ""

    def name_of(self, row: Tags) -> str:
        return tidy(row.get(self.name), LONGEST_NAME) if self.name else ""

    def address_of(self, row: Tags) -> str:
        return tidy(row.get(self.address), LONGEST_ADDRESS) if self.address else ""

    def kind_of(self, row: Tags) -> str:
        """The kind of place, or LeftOut."""
        for rule in self.leave_out:
            if (found := rule.finds(row)) is not None:
                raise LeftOut(rule.reason, found)
        if not self.kind_column:
            return self.kind
        value = word(row, self.kind_column)
        if kind := self.kinds.get(value, self.kind):
            return kind
        raise LeftOut(Reason.NOT_FOR_RUNNING, value)

    def facts_of(self, row: Tags) -> Facts:
        facts: Facts = {}
        for key, (column, values) in self.facts.items():
            fact = _number(key, row.get(column)) if key in NUMBERS else values.get(word(row, column))
            if fact is not None:
                facts[key] = fact
        return facts


@cache
def shipped() -> tuple[Mapping, ...]:
    """The mappings that come with the site."""
    return tuple(read_mapping(path) for path in sorted(SHIPPED.glob("*.toml")))


def read_mapping(path: Path) -> Mapping:
    """The mapping in a file; raises BrokenMapping."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenMapping(_("It cannot be read as TOML: %(error)s") % {"error": error}) from error
    source = _text(data, "source")
    if not SOURCE.fullmatch(source) or source in OWN:
        raise BrokenMapping(_("“source” is a short name of your own in small letters, like open_data_paris."))
    kind = _table(data, "kind", {"is", "column", "values"})
    return Mapping(
        source=source,
        attribution=tidy(_text(data, "attribution"), LONGEST_ATTRIBUTION),
        data_set=_text(data, "data_set"),
        columns=frozenset(_texts(data, "known_by")) or _missing("known_by"),
        id=_text(data, "id"),
        name=_text(data, "name", default=""),
        address=_text(data, "address", default=""),
        kind=_one_of(KINDS, kind.get("is"), "kind.is") if "is" in kind else "",
        kind_column=_text(kind, "column", default="") if "is" in kind else _text(kind, "column"),
        kinds={
            value.strip().lower(): _one_of(KINDS, one, "kind.values")
            for value, one in _table(kind, "values").items()
        },
        leave_out=tuple(map(_rule, _tables(data, "leave_out"))),
        facts={key: _fact(key, _table(_table(data, "facts"), key)) for key in _table(data, "facts")},
    )


def _rule(data: dict) -> Rule:
    reason = _one_of([reason.value for reason in Reason], data.get("reason"), "leave_out.reason")
    words = [re.escape(part.lower()) for part in _texts(data, "has_word")]
    parts = [re.escape(part.lower()) for part in _texts(data, "contains")]
    patterns = [*(rf"\b{part}\b" for part in words), *parts]
    rule = Rule(
        column=_text(data, "column"),
        reason=Reason(reason),
        equal=frozenset(part.lower() for part in _texts(data, "is")),
        other_than=frozenset(part.lower() for part in _texts(data, "is_not")),
        words=re.compile("|".join(patterns)) if patterns else None,
    )
    if not (rule.equal or rule.other_than or rule.words):
        raise BrokenMapping(_("A “leave_out” says when: is, is_not, has_word or contains."))
    return rule


def _fact(key: str, data: dict) -> tuple[str, dict[str, str | bool]]:
    values = {value.strip().lower(): fact for value, fact in _table(data, "values").items()}
    if key in CHOSEN:
        allowed: list[str | bool] = [choice.value for choice in LINE_BY_KEY[key].choices]
    elif key in YES_OR_NO:
        allowed = [True, False]
    elif key == "terrain":
        allowed = list(TERRAIN)
    elif key in NUMBERS:
        allowed = []
    else:
        known = ", ".join((*CHOSEN, *YES_OR_NO, *NUMBERS, "terrain"))
        raise BrokenMapping(
            _("We know no fact “%(key)s”. There are: %(known)s.") % {"key": key, "known": known}
        )
    for fact in values.values():
        _one_of(allowed, fact, f"facts.{key}.values")
    return _text(data, "column"), values


def _number(key: str, value: object) -> float | None:
    text = str(value).strip().lower() if isinstance(value, int | float | str) else ""
    if key == "gradient":
        text = text.removesuffix("%")
    return width_m(text)


def _missing(key: str) -> frozenset[str]:
    raise BrokenMapping(_("“%(key)s” is missing.") % {"key": key})


def _text(data: dict, key: str, *, default: str | None = None) -> str:
    value = data.get(key, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        _missing(key)
    return str(value)


def _texts(data: dict, key: str) -> list[str]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise BrokenMapping(_("“%(key)s” is a list of texts.") % {"key": key})
    return value


def _table(data: dict, key: str, known: set[str] | None = None) -> dict:
    value = data.get(key, {})
    if not isinstance(value, dict) or (known is not None and set(value) - known):
        raise BrokenMapping(_("“%(key)s” is not written as the docs show it.") % {"key": key})
    return value


def _tables(data: dict, key: str) -> list[dict]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise BrokenMapping(_("“%(key)s” is not written as the docs show it.") % {"key": key})
    return value


def _one_of[Value](allowed: "list[Value] | tuple[Value, ...]", value: Value | None, key: str) -> Value:
    if value is None or value not in allowed:
        known = ", ".join(str(one).lower() for one in allowed)
        words = {"key": key, "value": value, "known": known}
        raise BrokenMapping(_("“%(value)s” is none of what “%(key)s” may be: %(known)s.") % words)
    return value
