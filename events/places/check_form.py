"""The check of a zone as a form: one block per line of the rubric, every answer may be "I can't tell"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import LineField
from events.places.assessment import with_measures
from events.places.forms import CANNOT_TELL, YES_NO, NumberField, WhenForm, nonce_field, time_field
from events.places.models import Light
from events.places.rubric import judge, judge_line
from events.places.rubric_lines import LIMITS, LINES, Line, Words

GROUND = [
    ("dry", gettext_lazy("Dry")),
    ("damp", gettext_lazy("Damp")),
    ("wet", gettext_lazy("Wet")),
    CANNOT_TELL,
]
MEASURE_MOST = 200


@dataclass(frozen=True)
class Block:
    """One line of the rubric on the page; ``proposed`` is what a map says of it."""

    line: Line
    fields: list[forms.BoundField]
    proposed: str


class CheckForm(WhenForm):
    """What one person found. Cautions need their measure before the form is taken."""

    ground = forms.ChoiceField(
        label=gettext_lazy("How was the ground?"), choices=GROUND, required=False, widget=forms.RadioSelect
    )
    light = forms.ChoiceField(
        label=gettext_lazy("Light after dusk"),
        choices=[choice for choice in Light.choices if choice[0] != Light.UNKNOWN] + [CANNOT_TELL],
        required=False,
        widget=forms.RadioSelect,
    )
    lit_until = time_field(label=gettext_lazy("Lit until"), required=False)
    nonce = nonce_field()

    def __init__(self, *args: Any, proposed: Mapping[str, object], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = proposed
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
        self._ask_for_choices()
        if _is_slope(answers.get("gradient")) and answers.get("gradient_direction") not in ("up", "down"):
            words = _("Say whether running backward goes uphill or downhill.")
            self.add_error("gradient_direction", words)
        for found in judge(with_measures(answers, measures)).cautions:
            if found.lacks_measure and found.line.measure_key not in self.errors:
                words = _("This is a caution: %(reason)s Write what you do about it.")
                self.add_error(found.line.measure_key, words % {"reason": found.reason})

    def _ask_for_choices(self) -> None:
        """Nothing chosen is a slip; “I can't tell” is an answer."""
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.RadioSelect) and not field.required and name not in self.data:
                self.add_error(name, _("Choose one. “I can’t tell” is an answer too."))


def fields_of(line: Line) -> dict[str, forms.Field]:
    """The fields of one line: the answer, its direction, its yes-or-no questions, its measure."""
    fields: dict[str, forms.Field] = {line.key: _answer_field(line)}
    if line.directions:
        fields[line.direction_key] = _choice_field(gettext_lazy("Direction"), [*line.directions, CANNOT_TELL])
    for flag in line.flags:
        fields[flag.key] = _choice_field(flag.question, [*YES_NO, CANNOT_TELL])
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
    if line.choices:
        return _choice_field(line.label, [*((c.value, c.words) for c in line.choices), CANNOT_TELL])
    label = gettext_lazy("In metres") if line.unit == "m" else gettext_lazy("In percent")
    help_text = gettext_lazy("Leave it empty if you can’t tell.")
    return NumberField(label=label, largest=line.largest, unit=line.unit, required=False, help_text=help_text)


def _choice_field(label: Words, choices: list[tuple[str, Words]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect)


def _answers(line: Line, data: dict[str, Any]) -> dict[str, object]:
    """The answers of one line, taken out of the cleaned data; what nobody could tell is left out."""
    found: dict[str, object] = {line.key: data.pop(line.key, None)}
    if line.directions:
        found[line.direction_key] = data.pop(line.direction_key, None)
    for flag in line.flags:
        found[flag.key] = {"yes": True, "no": False}.get(data.pop(flag.key, ""))
    return {key: value for key, value in found.items() if value not in (None, "")}


def _surroundings(data: dict[str, Any]) -> dict[str, object]:
    """Light and ground, which are kept with the answers but judged elsewhere."""
    light, lit_until, ground = data.pop("light", ""), data.pop("lit_until", None), data.pop("ground", "")
    found: dict[str, object] = {}
    if light:
        found["light"] = light
    if light == Light.FULL and lit_until:
        found["lit_until"] = lit_until.isoformat("minutes")
    if ground:
        found["ground"] = ground
    return found
