"""The check of a zone as a form: one block per line of the rubric, every answer may be "I can't tell"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import LineField
from events.places.assessment import with_measures
from events.places.forms import CANNOT_TELL, YES_NO, YES_OR_NO, NumberField, WhenForm, nonce_field, time_field
from events.places.models import Light, Place
from events.places.rubric import judge, judge_line
from events.places.rubric_lines import LIMITS, LINES, Line, Words

GROUND = [
    ("dry", gettext_lazy("Dry")),
    ("damp", gettext_lazy("Damp")),
    ("wet", gettext_lazy("Wet")),
]
MEASURE_MOST = 200


@dataclass(frozen=True)
class Block:
    """One line of the rubric on the page; ``proposed`` is what a map says of it."""

    line: Line
    fields: list[forms.BoundField]
    proposed: str


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

    ground = choice_field(gettext_lazy("How was the ground?"), GROUND)
    light = choice_field(
        gettext_lazy("Light after dusk"), [choice for choice in Light.choices if choice[0] != Light.UNKNOWN]
    )
    lit_until = time_field(label=gettext_lazy("Lit until"), required=False)
    emergency_address = LineField(
        label=gettext_lazy("Address for an emergency call"), max_length=200, required=False
    )
    aed = LineField(
        label=gettext_lazy("Nearest defibrillator (AED) and its hours"), max_length=200, required=False
    )
    nonce = nonce_field()

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        known = {"emergency_address": place.emergency_address, "aed": place.aed}
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
        answers |= _surroundings(data)
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
    """The fields of one line: the answer, its direction, its yes-or-no questions, its measure."""
    fields: dict[str, forms.Field] = {line.key: _answer_field(line)}
    if line.directions:
        fields[line.direction_key] = choice_field(gettext_lazy("Direction"), line.directions)
    for flag in line.flags:
        fields[flag.key] = choice_field(flag.question, YES_NO)
    fields[line.measure_key] = LineField(
        label=gettext_lazy("If it is a caution: what you do about it"),
        max_length=MEASURE_MOST,
        required=False,
    )
    return fields


def in_words(line: Line, proposed: Mapping[str, object]) -> str:
    """What a map says of this line; empty if it says nothing the rubric understands."""
    if line.key not in proposed:
        return ""
    value = judge_line(line, proposed).value
    return "" if value == _("Unknown") else value


def _is_slope(percent: object) -> bool:
    return isinstance(percent, float) and LIMITS.flat_percent < percent <= LIMITS.steep_percent


def _answer_field(line: Line) -> forms.Field:
    title = f"{line.number}. {line.label}"
    if line.choices:
        choices = [(choice.value, choice.words) for choice in line.choices]
        return choice_field(title, choices, help_text=line.help)
    label = _("%(line)s, in meters") if line.unit == "m" else _("%(line)s, in percent")
    return NumberField(
        label=label % {"line": title},
        largest=line.largest,
        unit=line.unit,
        required=False,
        help_text=f"{line.help} {_('Leave it empty if you can’t tell.')}",
    )


def _answers(line: Line, data: dict[str, Any]) -> dict[str, object]:
    """The answers of one line, taken out of the cleaned data; what nobody could tell is left out."""
    found: dict[str, object] = {line.key: data.pop(line.key, None)}
    if line.directions:
        found[line.direction_key] = data.pop(line.direction_key, None)
    for flag in line.flags:
        found[flag.key] = YES_OR_NO.get(data.pop(flag.key, ""))
    return {key: value for key, value in found.items() if value not in (None, "", CANNOT_TELL[0])}


def _surroundings(data: dict[str, Any]) -> dict[str, object]:
    """Light and ground, which are kept with the answers but judged elsewhere."""
    light, lit_until, ground = data.pop("light", None), data.pop("lit_until", None), data.pop("ground", None)
    found: dict[str, object] = {"light": light, "ground": ground}
    if light == Light.FULL and lit_until:
        found["lit_until"] = lit_until.isoformat("minutes")
    return {key: value for key, value in found.items() if value not in (None, CANNOT_TELL[0])}
