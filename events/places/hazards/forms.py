"""Input checks for reports of hazards."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.images import PhotoField
from accounts.text import LineField
from events.places.forms import PointField, nonce_field, time_field
from events.places.hazards.limits import PIN_WITHIN_KM, SEEN_WITHIN
from events.places.hazards.models import Category, Severity
from events.places.models import Place, Zone
from events.places.opendata.geometry import distance_m


class HazardForm(forms.Form):
    """What somebody saw, filled in on the spot with one hand: three taps and a few words."""

    category = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what it is.")},
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("How bad is it?"),
        choices=Severity.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how bad it is.")},
    )
    words = LineField(
        label=gettext_lazy("What did you see?"),
        max_length=300,
        help_text=gettext_lazy("Name no people: everybody reads it."),
        error_messages={"required": gettext_lazy("Say in a few words what you saw.")},
    )
    zone = forms.ChoiceField(label=gettext_lazy("Where?"), required=False)
    photo = PhotoField(label=gettext_lazy("Photo"), required=False)
    nobody = forms.BooleanField(
        label=gettext_lazy("No person and no number plate can be recognized on it"), required=False
    )
    point = PointField(
        label=gettext_lazy("Coordinates"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Only if it helps to find it, like 49.3981, 8.6512."),
        widget=forms.TextInput(attrs={"data-pin-field": "", "autocomplete": "off"}),
    )
    seen_on = forms.DateField(
        label=gettext_lazy("Day you saw it"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    seen_hour = time_field(label=gettext_lazy("Time there"))
    nonce = nonce_field()

    def __init__(self, *args: Any, place: Place, zones: list[Zone], **kwargs: Any) -> None:
        self.place, self.zones = place, {zone.public_id: zone for zone in zones}
        self.clock = ZoneInfo(place.time_zone)
        now = timezone.localtime(timezone=self.clock)
        super().__init__(*args, initial={"seen_on": now.date(), "seen_hour": now.time()}, **kwargs)
        marks = self.fields["point"].widget.attrs
        marks["data-center"] = f"{place.latitude:.6f}, {place.longitude:.6f}"
        everywhere = ("", _("The whole place"))
        self.fields["zone"].choices = [everywhere, *((key, zone.name) for key, zone in self.zones.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Exchange day and hour for a moment, the point for two numbers, the zone's id for the zone."""
        data = super().clean() or self.cleaned_data
        data["zone"] = self.zones.get(data.get("zone", ""))
        if not data.pop("nobody", False) and data.get("photo"):
            self.add_error("nobody", _("Look at the photo once more: people on it have not been asked."))
        if point := data.pop("point", None):
            data["latitude"], data["longitude"] = point
            self._check_near(*point)
        day, hour = data.pop("seen_on", None), data.pop("seen_hour", None)
        if day and hour:
            data["seen_at"] = self._moment(day, hour)
        return data

    def _check_near(self, latitude: float, longitude: float) -> None:
        away = distance_m((latitude, longitude), (self.place.latitude, self.place.longitude))
        if away > 1000 * PIN_WITHIN_KM:
            words = {"km": round(away / 1000), "place": self.place.name}
            self.add_error(
                "point", _("This is %(km)d km from %(place)s. Leave it empty, or correct it.") % words
            )

    def _moment(self, day: Any, hour: Any) -> datetime:
        moment = datetime.combine(day, hour, self.clock)
        if moment > timezone.now():
            self.add_error("seen_hour", _("This lies ahead. Write when you saw it."))
        elif moment < timezone.now() - SEEN_WITHIN:
            words = {"days": SEEN_WITHIN.days}
            self.add_error(
                "seen_on", _("We take what was seen within %(days)d days. Please look again.") % words
            )
        elif moment.astimezone(UTC).astimezone(self.clock).time() != hour:
            self.add_error("seen_hour", _("The clocks went forward over this hour. Write another one."))
        return moment


class VoiceForm(forms.Form):
    """It is still there, or it is gone."""

    is_gone = forms.TypedChoiceField(choices=[("no", ""), ("yes", "")], coerce=lambda value: value == "yes")


class ResolveForm(forms.Form):
    """How it was resolved, for who comes next."""

    how = LineField(
        label=gettext_lazy("How was it resolved?"),
        max_length=300,
        help_text=gettext_lazy("Like “The branch is cut up and gone.”"),
        error_messages={"required": gettext_lazy("Say in a few words how it was resolved.")},
    )
