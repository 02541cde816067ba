"""What is filled in for a date and for a series alike: all but the days."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.identifiers import new_nonce
from accounts.text import LineField, ProseField
from community.groups.models import Group
from events.meetups.choices import ZoneChoice
from events.meetups.kinds import MeetupKind
from events.meetups.leading import Person
from events.meetups.models import Audience
from events.meetups.posting import HIGHEST_STAGE
from events.meetups.ratio import RUNNERS_PER_LEADER, STAGES
from events.meetups.walltime import NoSuchTime, TwiceThatDay, moment

MOST_LEADERS = 5
STAGE_WORDS = (
    gettext_lazy("0: never run backwards"),
    gettext_lazy("1: walks backwards, first steps of a jog"),
    gettext_lazy("2: jogs 50 m"),
    gettext_lazy("3: runs 100 m and hears every call"),
    gettext_lazy("4: laps and longer"),
)
STAGE_CHOICES = [(str(stage), STAGE_WORDS[stage]) for stage in STAGES]
OWN_LIMITS = (
    ("", gettext_lazy("As our convention says")),
    ("1", gettext_lazy("One runner to a spotter, always")),
    ("2", gettext_lazy("Two runners to a spotter at most")),
)
SIGNUP_HOURS = (
    ("", gettext_lazy("Until it ends")),
    ("0", gettext_lazy("Until it begins")),
    ("2", gettext_lazy("Until two hours before")),
    ("24", gettext_lazy("Until a day before")),
    ("48", gettext_lazy("Until two days before")),
)
FIRST_OR_SECOND = (
    ("0", gettext_lazy("The first time, before the clocks go back")),
    ("1", gettext_lazy("The second time, after the clocks went back")),
)
CLOCK = "%H:%M"
PEOPLE = ("leaders", "audience", "guests")


def clock_field(label) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format=CLOCK),
        input_formats=[CLOCK, "%H:%M:%S"],
    )


class MeetupFields(forms.Form):
    """Where, at what time of day, what, who and for whom. ``group`` is asked, ``people`` are its members.

    Without ``chooses_people`` the form does not ask who leads and for whom it is, and reads nothing of it.
    """

    title = LineField(label=gettext_lazy("Title"), max_length=80)
    zone = forms.ChoiceField(
        label=gettext_lazy("Where"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Pick a place. Only checked ones can be used."),
            "invalid_choice": gettext_lazy(
                "This zone is not among those near the group any more. Pick another."
            ),
        },
    )
    starts = clock_field(gettext_lazy("From"))
    ends = clock_field(gettext_lazy("To"))
    which = forms.TypedChoiceField(
        label=gettext_lazy("Which of the two"),
        choices=FIRST_OR_SECOND,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    session = forms.ChoiceField(
        label=gettext_lazy("What you will do"), choices=MeetupKind.choices, widget=forms.RadioSelect
    )
    lowest_stage = forms.TypedChoiceField(
        label=gettext_lazy("Lowest stage you invite"),
        choices=STAGE_CHOICES,
        coerce=int,
        required=False,
        empty_value=0,
        help_text=gettext_lazy(
            "Session and stage set how many runners one spotter may have: our convention."
        ),
    )
    highest_stage = forms.TypedChoiceField(
        label=gettext_lazy("Highest stage you invite"),
        choices=STAGE_CHOICES,
        coerce=int,
        required=False,
        empty_value=HIGHEST_STAGE,
        initial=HIGHEST_STAGE,
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Lanes for runners"),
        min_value=1,
        max_value=RUNNERS_PER_LEADER * MOST_LEADERS,
        initial=6,
        help_text=gettext_lazy("At most 8 runners to a leader, who neither runs nor spots."),
    )
    own_limit = forms.TypedChoiceField(
        label=gettext_lazy("Runners to a spotter"),
        choices=OWN_LIMITS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    leaders = forms.MultipleChoiceField(
        label=gettext_lazy("Who leads"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("If you tick nobody, you lead. We tell whom you tick."),
    )
    is_peer_led = forms.BooleanField(
        label=gettext_lazy("We are at most six, nobody below stage 2: the leader runs along"), required=False
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who sees it"), widget=forms.RadioSelect, required=False)
    guests = forms.MultipleChoiceField(
        label=gettext_lazy("Whom you invite"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Counts if only invited members see it. Leaders and organizers see it too."),
    )
    bring = LineField(label=gettext_lazy("What to bring"), max_length=300, required=False)
    access_note = LineField(
        label=gettext_lazy("Accessibility"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Steps, toilets, a quiet place, how to get there without a car."),
    )
    signup_hours = forms.TypedChoiceField(
        label=gettext_lazy("Sign up"), choices=SIGNUP_HOURS, coerce=int, empty_value=None, required=False
    )
    description = ProseField(
        label=gettext_lazy("What people should know"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Where you meet exactly and who it is for."),
    )
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=22, initial=new_nonce)

    asks_which = False
    """The clocks show a time of it twice: the page asks for one of the two."""

    def __init__(
        self,
        *args,
        group: Group,
        choices: Sequence[ZoneChoice],
        people: Sequence[Person],
        chooses_people: bool,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.chooses_people = chooses_people
        self.zones = {choice.zone.public_id: choice for choice in choices}
        self.people = {person.public_id: person for person in people}
        self.fields["zone"].choices = [
            (key, f"{choice.zone.place.name}, {choice.zone.name}") for key, choice in self.zones.items()
        ]
        if chooses_people:
            self._offer_people(group)
        else:
            for name in PEOPLE:
                del self.fields[name]

    def _offer_people(self, group: Group) -> None:
        names = [(key, person.name) for key, person in self.people.items()]
        self.fields["guests"].choices = names
        self.fields["leaders"].choices = [(key, name) for key, name in names if self.people[key].may_lead]
        self.fields["audience"].choices = [
            choice for choice in Audience.choices if not (group.is_private and choice[0] == Audience.PUBLIC)
        ]
        self.fields["audience"].initial = self.fields["audience"].choices[0][0]

    def clean_zone(self):
        return self.zones[self.cleaned_data["zone"]].zone

    def clean_audience(self):
        return self.cleaned_data["audience"] or self.fields["audience"].initial

    def clean_leaders(self):
        return [self.people[key].pk for key in self.cleaned_data["leaders"]]

    def clean_guests(self):
        guests = [self.people[key].pk for key in self.cleaned_data["guests"]]
        if self.cleaned_data.get("audience") != Audience.INVITED:
            return []
        if not guests:
            self.add_error("guests", _("Tick whom you invite, or let the whole group see it."))
        return guests

    def zone_rows(self):
        """The radio buttons, each with what is known of its zone."""
        return [(radio, self.zones[radio.data["value"]]) for radio in self["zone"]]

    def has_more_to_mend(self):
        """Something is wrong with a field that the short form does not show."""
        return any(name in self.errors for name in MORE)

    def moment_of(self, field: str, day: date, clock: time, time_zone: str) -> datetime | None:
        """When that is. What does not happen is refused; of what happens twice one is asked for."""
        try:
            return moment(day, clock, time_zone, fold=self.cleaned_data.get("which"))
        except NoSuchTime:
            self.add_error(field, _("The clocks skip this time on that day. Pick another."))
        except TwiceThatDay:
            self.asks_which = True
            self.add_error(field, _("The clocks show this time twice on that day. Say which you mean."))
        except OverflowError:
            self.add_error("day", _("Pick a date within the next months."))
        return None


class NoteField(LineField):
    """What who changes a date says to those who come; empty each time, and no part of what the date says."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("A word to who comes"),
            max_length=300,
            required=False,
            help_text=gettext_lazy("It stands in the letter, if they are asked whether they still come."),
        )


MORE = (
    "lowest_stage",
    "highest_stage",
    "own_limit",
    "leaders",
    "is_peer_led",
    "audience",
    "guests",
    "bring",
    "access_note",
    "signup_hours",
    "description",
)
"""What is below "More" on the page: a date is posted without a look at it."""


def signup_until(starts_at: datetime, hours: int | None) -> datetime | None:
    """Up to when people sign up; None: until it ends."""
    return None if hours is None else starts_at - timedelta(hours=hours)
