"""Input checks for meetups and answers."""

from datetime import time

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import LineField
from events.meetups.choices import ZoneChoice
from events.meetups.fields import MeetupFields, NoteField, signup_until
from events.meetups.models import Part


class MeetupForm(MeetupFields):
    """A date at a zone, in the local time of the place."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The times below are those of the place: one day, three hours at most."),
    )

    def clean(self):
        """Turn wall time at the place into moments; what does not happen or happens twice is not guessed."""
        given = super().clean()
        if not {"zone", "day", "starts", "ends"} <= given.keys():
            return given
        day, time_zone = given.pop("day"), given["zone"].place.time_zone
        starts_at = self.moment_of("starts", day, given.pop("starts"), time_zone)
        ends_at = self.moment_of("ends", day, given.pop("ends"), time_zone)
        given.pop("which", None)
        hours = given.pop("signup_hours", None)
        return given | {
            "starts_at": starts_at,
            "ends_at": ends_at,
            "signup_until": starts_at and signup_until(starts_at, hours),
        }


class EditForm(MeetupForm):
    """The same of a date that is posted, as it was when this form was shown."""

    nonce = None
    sequence = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    change_note = NoteField()

    def both_versions(self):
        """``[(what, as it is now, as typed)]`` if somebody changed it since; sent again, this counts."""
        if not self._is_stale():
            return []
        rows = self._differences()
        self.data = self.data.copy()
        self.data["sequence"] = self.initial["sequence"]
        return rows

    def was_sent_before(self):
        """It says what the date says by now: the button was pressed twice."""
        return self._is_stale() and not self._differences()

    def _is_stale(self):
        return self.is_bound and self["sequence"].data != str(self.initial["sequence"])

    def _differences(self):
        rows = [
            (field.label, said(field, self.initial.get(name)), said(field, self[name].data))
            for name, field in self.fields.items()
            if name not in ("sequence", "which", "change_note")
        ]
        return [(label, now, typed) for label, now, typed in rows if now != typed]


def said(field, value):
    """What is chosen or typed, in words."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if not hasattr(field, "choices"):
        text = f"{value:%H:%M}" if isinstance(value, time) else str("" if value is None else value)
        return " ".join(text.split())
    labels = {str(key): str(label) for key, label in field.choices}
    values = value if isinstance(value, list) else ["" if value is None else value]
    order = [*labels]
    picked = sorted(map(str, values), key=lambda one: order.index(one) if one in labels else len(order))
    return ", ".join(labels.get(one, one) for one in picked)


class MoveForm(forms.Form):
    """Another zone for a date."""

    zone = forms.ChoiceField(
        label=gettext_lazy("Where"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pick a place. Only checked ones can be used.")},
    )
    change_note = NoteField()

    def __init__(self, *args, choices: list[ZoneChoice], **kwargs):
        super().__init__(*args, **kwargs)
        self.zones = {choice.zone.public_id: choice for choice in choices}
        self.fields["zone"].choices = [(key, choice.zone.name) for key, choice in self.zones.items()]

    def clean_zone(self):
        return self.zones[self.cleaned_data["zone"]].zone

    def zone_rows(self):
        """The radio buttons, each with what is known of its zone."""
        return [(radio, self.zones[radio.data["value"]]) for radio in self["zone"]]


class MitigateForm(forms.Form):
    """What is done about a hazard."""

    words = LineField(
        label=gettext_lazy("What you do about it"),
        max_length=300,
        help_text=gettext_lazy("Like “We use the south half, and cones stand around the branch.”"),
        error_messages={"required": gettext_lazy("Say in a few words what you do about it.")},
    )


class AnswerForm(forms.Form):
    """I'll run, I'll spot, either, I can't come; or, asked again, yes, I still come."""

    LEAVE, STAY = "leave", "stay"

    part = forms.ChoiceField(choices=[*Part.choices, (LEAVE, ""), (STAY, "")])
    saw_lane = forms.BooleanField(required=False, widget=forms.HiddenInput)


class CallOffForm(forms.Form):
    """Everybody who meant to come reads the reason."""

    reason = LineField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("It stands in the subject of the mail: “ice on the straight”."),
        error_messages={"required": gettext_lazy("Say why in a few words; it stands in the mail.")},
    )
