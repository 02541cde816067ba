"""The check of a zone as a form: one block per line of the rubric, every answer may be "I can't tell"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import LineField
from events.places import values
from events.places.assessment import with_measures
from events.places.forms import CANNOT_TELL, YES_NO, YES_OR_NO, NumberField, WhenForm, nonce_field, time_field
from events.places.models import Light, Place
from events.places.rubric import judge
from events.places.rubric_lines import LIMITS, LINES, Line, Words

MEASURE_MOST = TEXT_MOST = 200
LIT_UNTIL = "lit_until"
UNITS = {
    "m": gettext_lazy("%(line)s, in meters"),
    "%": gettext_lazy("%(line)s, in percent"),
    "": gettext_lazy("%(line)s, in five minutes"),
}


@dataclass(frozen=True)
class Block:
    """One line of the rubric on the page; ``proposed`` is what a map says of it."""

    line: Line
    fields: list[forms.BoundField]
    proposed: str

    @property
    def key(self) -> str:
        return self.line.key

    @property
    def number(self) -> int:
        return self.line.number


def choice_field(label: Any, choices: Iterable[tuple[str, Words]], **options: Any) -> forms.ChoiceField:
    """Rows to choose from, "I can't tell" last. None is chosen beforehand, so that none is overlooked."""
    return forms.ChoiceField(
        label=label,
        choices=[*choices, CANNOT_TELL],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one. “I can’t tell” is an answer too.")},
        **options,
    )


class CheckForm(WhenForm):
    """What one person found. Cautions need their measure before the form is taken."""

    nonce = nonce_field()

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        known = {
            text.key: getattr(place, text.key)
            for line in LINES
            for text in line.texts
            if hasattr(place, text.key)
        }
        super().__init__(*args, place=place, initial=known, **kwargs)
        self.proposed = place.proposed
        for line in LINES:
            self.fields.update(fields_of(line))

    def blocks(self) -> list[Block]:
        return [
            Block(line, [self[name] for name in fields_of(line)], in_words(line, self.proposed))
            for line in LINES
        ]

    def clean(self) -> dict[str, Any]:
        """Gather the fields of all lines into ``answers`` and ``measures``."""
        data = super().clean()
        answers = {key: value for line in LINES for key, value in _answers(line, data).items()}
        measures = {line.key: words for line in LINES if (words := data.pop(line.measure_key, ""))}
        self._ask_for_what_is_missing(answers, measures)
        return data | {"answers": answers, "measures": measures}

    def _ask_for_what_is_missing(self, answers: Mapping[str, object], measures: Mapping[str, str]) -> None:
        if _is_slope(answers.get("gradient")) and answers.get("gradient_direction") not in ("up", "down"):
            words = _("Say whether running backward goes uphill or downhill.")
            self.add_error("gradient_direction", words)
        for found in judge(with_measures(answers, measures)).cautions:
            if found.lacks_measure and found.line.measure_key not in self.errors:
                words = _("This is a caution: %(reason)s Write what you do about it.")
                self.add_error(found.line.measure_key, words % {"reason": found.reason})


def fields_of(line: Line) -> dict[str, forms.Field]:
    """The fields of one line: the answer, its direction, its questions and words, its measure."""
    fields: dict[str, forms.Field] = {}
    if line.choices or line.is_measured:
        fields[line.key] = _answer_field(line)
    if line.key == "light":
        fields[LIT_UNTIL] = time_field(label=gettext_lazy("Lit until"), required=False)
    if line.directions:
        fields[line.direction_key] = choice_field(gettext_lazy("Direction"), line.directions)
    for flag in line.flags:
        first = {} if fields else {"help_text": line.help}
        question = flag.question if fields else f"{line.number}. {flag.question}"
        fields[flag.key] = choice_field(question, YES_NO, required=flag.required, **first)
    for text in line.texts:
        fields[text.key] = LineField(label=text.label, max_length=TEXT_MOST, required=False)
    if line.takes_measure:
        fields[line.measure_key] = LineField(
            label=gettext_lazy("If it is a caution: what you do about it"),
            max_length=MEASURE_MOST,
            required=False,
            help_text=_suggestion(line),
        )
    return fields


def _suggestion(line: Line) -> Words:
    return format_lazy(gettext_lazy("For example: {words}"), words=line.suggestion)


def in_words(line: Line, proposed: Mapping[str, object]) -> str:
    """What a map says of this line; empty if it says nothing the rubric understands."""
    if line.key not in proposed:
        return ""
    value = values.in_words(line, proposed)
    return "" if value == _("Unknown") else value


def _is_slope(percent: object) -> bool:
    return isinstance(percent, float) and LIMITS.flat_percent < percent <= LIMITS.steep_percent


def _answer_field(line: Line) -> forms.Field:
    title = f"{line.number}. {line.label}"
    if line.choices:
        choices = [(choice.value, choice.words) for choice in line.choices]
        return choice_field(title, choices, help_text=line.help)
    empty = _("Leave it empty if you can’t tell.")
    return NumberField(
        label=UNITS[line.unit or ""] % {"line": title},
        largest=line.largest,
        unit=line.unit or "",
        required=False,
        help_text=f"{line.help} {empty}",
    )


def _answers(line: Line, data: dict[str, Any]) -> dict[str, object]:
    """The answers of one line, taken out of the cleaned data; what nobody could tell is left out."""
    found: dict[str, object] = {line.key: data.pop(line.key, None)}
    if line.directions:
        found[line.direction_key] = data.pop(line.direction_key, None)
    for flag in line.flags:
        found[flag.key] = YES_OR_NO.get(data.pop(flag.key, ""))
    for text in line.texts:
        found[text.key] = data.pop(text.key, "")
    if line.key == "light" and (until := data.pop(LIT_UNTIL, None)) and found["light"] == Light.FULL:
        found[LIT_UNTIL] = until.isoformat("minutes")
    return {key: value for key, value in found.items() if value not in (None, "", CANNOT_TELL[0])}
