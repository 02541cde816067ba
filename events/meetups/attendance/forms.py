"""Input checks for the day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.consents.models import Document
from accounts.text import LineField
from accounts.users.models import User
from events.meetups.attendance.doings import standing_of
from events.meetups.attendance.heirs import Heir
from events.meetups.attendance.models import Attendance, Doing
from events.meetups.attendance.today import CROWDING, GROUND, WEATHER, Today, today
from events.meetups.models import Meetup
from events.places.forms import nonce_field, time_field
from events.places.rubric_lines import Line

TICKS = {
    "walked": gettext_lazy("I walked the whole zone"),
    "surface": gettext_lazy("I looked at the ground: holes, leaves, wet"),
    "obstacles": gettext_lazy("What can be moved is out of the way"),
    "crowd": gettext_lazy("I counted who crosses for five minutes"),
    "light": gettext_lazy("The light lasts to the end"),
    "help": gettext_lazy("A phone has signal, and I know where the AED is"),
}
REASONS = {
    "ice": gettext_lazy("Ice or snow on the ground"),
    "lightning": gettext_lazy("Thunder or lightning"),
    "water": gettext_lazy("Standing water"),
    "event": gettext_lazy("Another event is on the ground"),
    "help": gettext_lazy("No working phone or AED"),
    "spotters": gettext_lazy("Too few spotters"),
    "leader": gettext_lazy("Nobody can lead"),
}


def _choices(line: Line, label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(choice.value, choice.words) for choice in line.choices],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you see.")},
    )


class DayCheckForm(forms.Form):
    """Six ticks and three answers. With a stop nothing has to be ticked: nobody runs."""

    ground = _choices(GROUND, gettext_lazy("How is the ground?"))
    weather = _choices(WEATHER, gettext_lazy("How is the weather?"))
    crossing = forms.IntegerField(
        label=gettext_lazy("How many people crossed the zone in five minutes?"),
        min_value=0,
        max_value=int(CROWDING.largest),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Count for five minutes, and write the number: 0 counts.")},
    )
    measure = LineField(
        label=gettext_lazy("What you do about what is not fine"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Like “One spotter stands at the gate; we keep to the dry half.”"),
    )
    nonce = nonce_field()

    def __init__(self, *args: Any, meetup: Meetup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetup = meetup
        for name, words in TICKS.items():
            self.fields[name] = forms.BooleanField(label=words, required=False)

    def ticks(self) -> list[forms.BoundField]:
        return [self[name] for name in TICKS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        ticked = {name: data.pop(name, False) for name in TICKS}
        if not {"ground", "weather", "crossing"} <= data.keys():
            return data
        seen = {name: data[name] for name in ("ground", "weather", "crossing")}
        found = today(self.meetup, **seen)
        if not found.stops:
            self._ask_for_the_rest(found, ticked)
        return data

    def _ask_for_the_rest(self, found: Today, ticked: dict[str, bool]) -> None:
        for name, is_done in ticked.items():
            if not is_done:
                self.add_error(name, _("Do this and tick it. If it cannot be done, call it off."))
        if found.cautions and not self.cleaned_data.get("measure"):
            reasons = " ".join(line.reason for line in found.cautions)
            words = _("This is a caution: %(reason)s Write what you do about it.")
            self.add_error("measure", words % {"reason": reasons})


class ArrivalForm(forms.Form):
    """What somebody does today, and that they have read the safety text on this phone."""

    doing = forms.ChoiceField(
        label=gettext_lazy("Today"),
        choices=(),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what they do.")},
    )
    has_read = forms.BooleanField(label="", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, name: str, doings: tuple[str, ...], document: Document | None, **kwargs: Any
    ) -> None:
        """``document``: the safety text, if this person has not read it yet."""
        super().__init__(*args, **kwargs)
        self.document = document
        self.fields["doing"].choices = [(one, Doing(one).label) for one in doings]  # type: ignore[attr-defined]
        if document is None:
            del self.fields["has_read"], self.fields["version"]
            return
        self.fields["version"].initial = document.version
        self.fields["has_read"].label = _("%(name)s has read it and agrees") % {"name": name}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        has_read, version = data.pop("has_read", False), data.pop("version", None)
        needs = self.document is not None and data.get("doing") not in (None, Doing.WATCHER, Doing.LEADER)
        if needs and not has_read:
            self.add_error("has_read", _("Have them read it, then tick. Or they watch."))
        if self.document is None:
            return data
        return data | {"acknowledged_version": version if has_read else None}


class WalkInForm(ArrivalForm):
    """Somebody without an account."""

    name = LineField(
        label=gettext_lazy("Their name"),
        max_length=60,
        help_text=gettext_lazy("As they want to be called. We delete it after 90 days."),
        error_messages={"required": gettext_lazy("Ask for a name to call.")},
    )
    nonce = nonce_field()
    field_order = ("name", "doing", "has_read")

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, name="", doings=(Doing.RUNNER, Doing.WATCHER), document=document, **kwargs)
        self.fields["has_read"].label = _("They have read it and agree")


class CorrectForm(forms.Form):
    """What somebody did, and the times of the clock at the place."""

    doing = forms.ChoiceField(label=gettext_lazy("Today"), choices=(), widget=forms.RadioSelect)
    came = time_field(label=gettext_lazy("Came at"))
    went = time_field(label=gettext_lazy("Went at"), required=False)
    because = LineField(label=gettext_lazy("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, meetup: Meetup, entry: Attendance, **kwargs: Any) -> None:
        self.meetup, self.entry, self.clock = meetup, entry, ZoneInfo(meetup.time_zone)
        initial = {
            "doing": entry.doing,
            "came": self._shown(entry.checked_in_at),
            "went": self._shown(entry.checked_out_at),
        }
        super().__init__(*args, initial=initial, **kwargs)
        doings = standing_of(meetup, entry.user).doings if entry.user else (Doing.RUNNER, Doing.WATCHER)
        kept = dict.fromkeys((entry.doing, *doings))
        self.fields["doing"].choices = [(one, Doing(one).label) for one in kept]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        came, went = data.pop("came", None), data.pop("went", None)
        if came is None:
            return data
        times = {
            "checked_in_at": self._moment(came, self.entry.checked_in_at),
            "checked_out_at": self._moment(went, self.entry.checked_out_at) if went else None,
        }
        if times["checked_out_at"] and times["checked_out_at"] < times["checked_in_at"]:
            self.add_error("went", _("They would have gone before they came."))
        return data | times

    def _shown(self, at: datetime | None) -> Any:
        return at.astimezone(self.clock).time().replace(second=0, microsecond=0) if at else None

    def _moment(self, clock: Any, stored: datetime | None) -> datetime:
        """That hour, on the day on which it lies nearest to the start; what was not changed stays."""
        if stored and self._shown(stored) == clock:
            return stored
        start = self.meetup.starts_at.astimezone(self.clock)
        days = (start.date() + timedelta(days=shift) for shift in (-1, 0, 1))
        moments = [datetime.combine(day, clock, self.clock) for day in days]
        return min(moments, key=lambda moment: abs(moment - start))


class BecauseForm(forms.Form):
    """Why somebody is taken off the list."""

    because = LineField(max_length=200, required=False)


class HandOverForm(forms.Form):
    """Who leads it from now on, instead of whom the page named."""

    to = forms.ChoiceField(
        label=gettext_lazy("Who leads it from now on?"),
        choices=(),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose who leads it from now on."),
            "invalid_choice": gettext_lazy("This person cannot take it over any more. Choose somebody else."),
        },
    )
    leads_now = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, heirs: Sequence[Heir], leader: User, **kwargs: Any) -> None:
        super().__init__(*args, initial={"leads_now": leader.public_id}, **kwargs)
        self.people = {heir.user.public_id: heir.user for heir in heirs}
        names = [(heir.user.public_id, f"{heir.user.get_full_name()} · {heir.words}") for heir in heirs]
        self.fields["to"].choices = names  # type: ignore[attr-defined]

    def clean_to(self) -> User:
        return self.people[self.cleaned_data["to"]]


class DayCallOffForm(forms.Form):
    """One of the usual reasons, or words of one's own."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    words = LineField(label=gettext_lazy("Or in your words"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not (data.get("reason") or data.get("words")):
            self.add_error("words", _("Choose why, or say it in a few words: it stands in the mail."))
        return data

    @property
    def because(self) -> str:
        return self.cleaned_data["words"] or str(REASONS[self.cleaned_data["reason"]])
