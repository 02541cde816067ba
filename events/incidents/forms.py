"""Input checks for what went wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import LineField, ProseField
from events.incidents.models import HowItWent, Severity
from events.meetups.models import Meetup
from events.places.forms import nonce_field
from events.places.models import Zone

YES, NO, UNKNOWN = "yes", "no", "unknown"
SPOTTED = {YES: True, NO: False, UNKNOWN: None}


class IncidentForm(forms.Form):
    """A near miss or a fall, told on a phone right after it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What was it?"),
        choices=[(kind.value, kind.label) for kind in (HowItWent.NEAR_MISS, HowItWent.FALL)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether it was a near miss or a fall.")},
    )
    severity = forms.TypedChoiceField(
        label=gettext_lazy("How bad was it?"),
        choices=Severity.choices,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("From “somebody needed a doctor” on, the place closes until others look."),
        error_messages={"required": gettext_lazy("Say how bad it was.")},
    )
    is_head_hit = forms.BooleanField(
        label=gettext_lazy("A head was hit"),
        required=False,
        help_text=gettext_lazy("Then it counts as if somebody had needed a doctor."),
    )
    zone = forms.ChoiceField(label=gettext_lazy("In which zone?"))
    where = LineField(
        label=gettext_lazy("Where exactly?"),
        max_length=200,
        help_text=gettext_lazy("Like “At the end of the straight, by the gate.”"),
        error_messages={"required": gettext_lazy("Say where, so that others can look.")},
    )
    what = ProseField(
        label=gettext_lazy("What happened?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What you saw, in your own words. Name nobody: “a runner”, “a passer-by”."),
        error_messages={"required": gettext_lazy("Say in a few words what happened.")},
    )
    was_spotted = forms.TypedChoiceField(
        label=gettext_lazy("Was a spotter with the runner?"),
        choices=[
            (YES, gettext_lazy("Yes")),
            (NO, gettext_lazy("No")),
            (UNKNOWN, gettext_lazy("I don’t know")),
        ],
        coerce=SPOTTED.get,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say yes, no, or that you don’t know.")},
    )
    may_keep = forms.BooleanField(
        label=gettext_lazy("You may keep what I write here, also what it says about somebody’s health."),
        error_messages={
            "required": gettext_lazy("We keep nothing about health that you don’t allow. Tick this to send.")
        },
    )
    nonce = nonce_field()

    def __init__(self, *args: Any, meetup: Meetup, zones: list[Zone], kind: str = "", **kwargs: Any) -> None:
        self.zones = {zone.public_id: zone for zone in (meetup.zone, *zones)}
        super().__init__(*args, initial={"zone": meetup.zone.public_id, "kind": kind}, **kwargs)
        self.fields["zone"].choices = [(key, zone.name) for key, zone in self.zones.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Exchange the zone's id for the zone; that we may keep it is said by sending it."""
        data = super().clean() or self.cleaned_data
        if "zone" in data:
            data["zone"] = self.zones[data["zone"]]
        data.pop("may_keep", None)
        if data.get("kind") == HowItWent.FALL and data.get("severity") == Severity.NOTHING:
            self.add_error("severity", _("That is a near miss. Choose that above, or say how bad it was."))
        return data


class CloseForm(forms.Form):
    """What was done about it."""

    how = LineField(
        label=gettext_lazy("What was done?"),
        max_length=300,
        help_text=gettext_lazy("Like “Cones mark the edge; the city repairs it in July.” Name nobody."),
        error_messages={"required": gettext_lazy("Say in a few words what was done.")},
    )
