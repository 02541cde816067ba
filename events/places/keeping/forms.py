"""Input checks for what happens to a place: a reason, conditions, corrected facts."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import LineField
from events.places.forms import CANNOT_TELL, YES_NO, YES_OR_NO, PointField, nonce_field, time_field
from events.places.keeping.conditions import Conditions, conditions_of
from events.places.keeping.facts import LABELS, LINES, POINT, changed_from, facts_of, in_words
from events.places.keeping.facts import YES_OR_NO as YES_OR_NO_FACTS
from events.places.models import Place, PlaceKind
from events.places.sessions import Session

SHOWN = "places.correction.shown"
STAGES = [
    (0, gettext_lazy("All stages")),
    (1, gettext_lazy("Stage 1 and up")),
    (2, gettext_lazy("Stage 2 and up")),
    (3, gettext_lazy("Stage 3 and up")),
    (4, gettext_lazy("Stage 4")),
]


RATIOS = [
    ("", gettext_lazy("As our convention says")),
    (1, gettext_lazy("One runner to a spotter, always")),
    (2, gettext_lazy("Two runners to a spotter at most")),
]


class ReasonForm(forms.Form):
    """A sentence that anybody reads in the history."""

    why = LineField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("One sentence. Anybody who can read the place reads it, with the day."),
    )


class WhyForm(ReasonForm):
    """Also knows the history it was written on, so that nobody decides on what has changed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class OpenForm(WhyForm):
    """Who opens a place again says what is different now."""

    why = LineField(
        label=gettext_lazy("What has changed"),
        max_length=300,
        help_text=gettext_lazy("One sentence. Anybody who can read the place reads it, with the day."),
    )


class ConditionsForm(WhyForm):
    """Below which stage, for what and when nobody meets here."""

    stage = forms.TypedChoiceField(label=gettext_lazy("Who may come"), choices=STAGES, coerce=int)
    sessions = forms.MultipleChoiceField(
        label=gettext_lazy("Only for"),
        choices=Session.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick none for all kinds of session."),
    )
    starts = time_field(label=gettext_lazy("Not before"), required=False)
    ends = time_field(
        label=gettext_lazy("Not after"), required=False, help_text=gettext_lazy("Local time of the place.")
    )

    ratio = forms.TypedChoiceField(
        label=gettext_lazy("Runners to a spotter"),
        choices=RATIOS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Dates that are posted keep theirs."),
    )

    field_order = ["stage", "sessions", "ratio", "starts", "ends", "why", "seen"]

    @staticmethod
    def initial_of(place: Place) -> dict[str, Any]:
        set_now = conditions_of(place)
        return {
            "stage": set_now.stage,
            "sessions": set_now.sessions,
            "starts": set_now.starts,
            "ends": set_now.ends,
            "ratio": set_now.ratio or "",
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts, ends = data.pop("starts", None), data.pop("ends", None)
        if starts and ends and ends <= starts:
            self.add_error("ends", _("This lies before the first hour. Pick a later one."))
        data["conditions"] = Conditions(
            data.pop("stage", 0), data.pop("sessions", []), starts, ends, data.pop("ratio", None)
        )
        return data


class GiveUpForm(WhyForm):
    """The second step: said, and ticked."""

    is_final = forms.BooleanField(
        label=gettext_lazy("Nobody meets here again"),
        error_messages={"required": gettext_lazy("Tick this if you mean it.")},
    )

    field_order = ["why", "is_final", "seen"]


class CorrectionForm(forms.Form):
    """All facts as they are; what is changed is what is sent."""

    kind = forms.ChoiceField(label=LABELS["kind"], choices=PlaceKind.choices)
    point = PointField(
        label=LABELS[POINT], max_length=60, help_text=gettext_lazy("Of the gate or the start.")
    )
    nonce = nonce_field()
    shown = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("There is a newer version of this. Load the page again.")},
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, initial=_typed(place) | {"shown": _signed(place)}, **kwargs)
        for name in LINES:
            most = Place._meta.get_field(name).max_length
            self.fields[name] = LineField(label=LABELS[name], max_length=most, required=name == "name")
        for name in YES_OR_NO_FACTS:
            self.fields[name] = _yes_or_no(name)
        self.fields["words"] = LineField(
            label=gettext_lazy("How do you know?"),
            max_length=300,
            help_text=gettext_lazy("Like “I was there on Sunday”. Anybody reads it in the history."),
        )
        self.order_fields(["name", "kind", POINT, *LINES[1:], *YES_OR_NO_FACTS, "words", "nonce", "shown"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        words, nonce, shown = data.pop("words", ""), data.pop("nonce", ""), data.pop("shown", None)
        return {"said": data, "words": words, "nonce": nonce, "shown": shown}

    def clean_shown(self) -> Any:
        try:
            return signing.loads(self.cleaned_data["shown"], salt=SHOWN)
        except signing.BadSignature:
            raise ValidationError(self.fields["shown"].error_messages["required"], code="shown") from None

    def show_anew(self, place: Place) -> None:
        """After somebody was faster: what was not changed here is as it is now, and that is shown."""
        self.data = self.data.copy()
        now = _typed(place)
        changed = changed_from(self.cleaned_data["shown"], self.cleaned_data["said"])
        self.data.update({name: now[name] for name in now if name not in changed})
        self.data["shown"] = _signed(place)


class WhichForm(forms.Form):
    """The place that stays."""

    into = forms.SlugField(max_length=80)
    nonce = nonce_field()


class DeclineForm(forms.Form):
    """Why a correction is not taken over."""

    why = LineField(
        label=gettext_lazy("Why not"),
        max_length=300,
        help_text=gettext_lazy("Who sent it reads this sentence."),
    )


def _typed(place: Place) -> dict[str, Any]:
    """The facts as the form's fields begin with them."""
    facts = facts_of(place)
    facts[POINT] = in_words(POINT, facts[POINT])
    return facts | {name: _spoken(facts[name]) for name in YES_OR_NO_FACTS}


def _signed(place: Place) -> str:
    """What the form showed, as it comes back with it."""
    return signing.dumps(facts_of(place), salt=SHOWN)


def _spoken(value: object) -> str:
    return next((word for word, meaning in YES_OR_NO.items() if meaning is value), CANNOT_TELL[0])


def _yes_or_no(name: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=LABELS[name],
        choices=[*YES_NO, CANNOT_TELL],
        coerce=YES_OR_NO.get,
        empty_value=None,
        required=False,
    )
