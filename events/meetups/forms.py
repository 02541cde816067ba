"""Input checks for meetups and answers."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.identifiers import new_nonce
from accounts.text import LineField, ProseField
from events.meetups.choices import ZoneChoice
from events.meetups.kinds import MeetupKind
from events.meetups.models import Part
from events.meetups.ratio import RUNNERS_PER_LEADER, STAGES
from events.meetups.walltime import NoSuchTime, TwiceThatDay, moment

STAGE_WORDS = (
    gettext_lazy("0: never run backwards"),
    gettext_lazy("1: walks backwards, first steps of a jog"),
    gettext_lazy("2: jogs 50 m"),
    gettext_lazy("3: runs 100 m and hears every call"),
    gettext_lazy("4: laps and longer"),
)
OWN_LIMITS = (
    ("", gettext_lazy("As our convention says")),
    ("1", gettext_lazy("One runner to a spotter, always")),
    ("2", gettext_lazy("Two runners to a spotter at most")),
)


class MeetupForm(forms.Form):
    """A date at a zone, in the local time of the place."""

    title = LineField(label=gettext_lazy("Title"), max_length=80)
    zone = forms.ChoiceField(
        label=gettext_lazy("Where"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pick a place. Only checked ones can be used.")},
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The times below are those of the place: one day, three hours at most."),
    )
    starts = forms.TimeField(
        label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=gettext_lazy("To"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    session = forms.ChoiceField(
        label=gettext_lazy("What you will do"), choices=MeetupKind.choices, widget=forms.RadioSelect
    )
    lowest_stage = forms.TypedChoiceField(
        label=gettext_lazy("Lowest stage you invite"),
        choices=[(str(stage), STAGE_WORDS[stage]) for stage in STAGES],
        coerce=int,
        help_text=gettext_lazy(
            "Session and stage set how many runners one spotter may have: our convention."
        ),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Lanes for runners"),
        min_value=1,
        max_value=RUNNERS_PER_LEADER,
        initial=6,
        help_text=gettext_lazy("At most 8 runners to a leader; you lead, and neither run nor spot."),
    )
    own_limit = forms.TypedChoiceField(
        label=gettext_lazy("Runners to a spotter"),
        choices=OWN_LIMITS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    description = ProseField(
        label=gettext_lazy("What people should know"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Where you meet exactly, what to bring, who it is for."),
    )
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=22, initial=new_nonce)

    def __init__(self, *args, choices: list[ZoneChoice], **kwargs):
        super().__init__(*args, **kwargs)
        self.zones = {choice.zone.public_id: choice for choice in choices}
        self.fields["zone"].choices = [
            (key, f"{choice.zone.place.name}, {choice.zone.name}") for key, choice in self.zones.items()
        ]

    def clean(self):
        """Turn wall time at the place into moments; what does not happen or happens twice is not guessed."""
        given = super().clean()
        if not {"zone", "day", "starts", "ends"} <= given.keys():
            return given
        zone = self.zones[given["zone"]].zone
        day, starts, ends = given.pop("day"), given.pop("starts"), given.pop("ends")
        return given | {
            "zone": zone,
            "starts_at": self._moment("starts", day, starts, zone.place.time_zone),
            "ends_at": self._moment("ends", day, ends, zone.place.time_zone),
        }

    def zone_rows(self):
        """The radio buttons, each with what is known of its zone."""
        return [(radio, self.zones[radio.data["value"]]) for radio in self["zone"]]

    def _moment(self, field, day, clock, time_zone):
        try:
            return moment(day, clock, time_zone)
        except NoSuchTime:
            self.add_error(field, _("The clocks skip this time on that day. Pick another."))
        except TwiceThatDay:
            self.add_error(field, _("The clocks show this time twice on that day. Pick another."))
        except OverflowError:
            self.add_error("day", _("Pick a date within the next months."))


class MoveForm(forms.Form):
    """Another zone for a date."""

    zone = forms.ChoiceField(
        label=gettext_lazy("Where"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pick a place. Only checked ones can be used.")},
    )

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
    """I'll run, I'll spot, or I can't come."""

    LEAVE = "leave"

    part = forms.ChoiceField(choices=[*Part.choices, (LEAVE, "")])
    saw_lane = forms.BooleanField(required=False, widget=forms.HiddenInput)


class CallOffForm(forms.Form):
    """Everybody who meant to come reads the reason."""

    reason = LineField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("It stands in the subject of the mail: “ice on the straight”."),
        error_messages={"required": gettext_lazy("Say why in a few words; it stands in the mail.")},
    )
