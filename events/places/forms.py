"""Input checks for places, zones and checks."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.identifiers import is_public_id, new_nonce, new_public_id
from events.places.models import Place
from events.places.rubric_lines import ON_FOOT_WITHIN_DAYS

UPLOAD_MOST = 5 * 1024 * 1024
NUMBER = r"[-−+]?\d{1,3}(?:\.\d+)?"
POINT = re.compile(rf"\(?\s*({NUMBER})°?\s*[,; ]\s*({NUMBER})°?\s*\)?")

YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
YES_OR_NO = {"yes": True, "no": False}
CANNOT_TELL = ("unknown", gettext_lazy("I can’t tell"))


def nonce_field() -> forms.CharField:
    return forms.CharField(widget=forms.HiddenInput, max_length=22, initial=new_nonce)


class PhotoNonceField(forms.CharField):
    """Under what a photo is kept, so that it is kept once however often its form is sent."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 16, "initial": new_public_id} | kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not is_public_id(value):
            raise ValidationError(_("Load the page again and choose the photo once more."), code="nonce")


def time_field(**options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **options)


class NumberField(forms.FloatField):
    """A measured number: ``4.9``, ``4,9`` and ``4.9 m`` are all the same."""

    def __init__(self, *, largest: float, unit: str, **kwargs: Any) -> None:
        self.largest, self.unit = largest, unit
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> float | None:
        text = str(value or "").strip().removesuffix(self.unit).strip().replace(",", ".")
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not 0 <= number <= self.largest:
            words = {"largest": f"{self.largest:g}", "unit": self.unit}
            sentence = _("Write a number from 0 to %(largest)s, like 4.5, in %(unit)s.")
            if not self.unit:
                sentence = _("Write a number from 0 to %(largest)s.")
            raise ValidationError(sentence % words, code="number")
        return number


class PointField(forms.CharField):
    """Latitude and longitude as map services write them: ``49.3981, 8.6512``."""

    def to_python(self, value: Any) -> tuple[float, float] | None:
        text = super().to_python(value)
        if not text:
            return None
        found = POINT.fullmatch(text)
        numbers = (
            [float(part.replace("−", "-")) for part in found.groups()] if found else [math.nan, math.nan]
        )
        latitude, longitude = numbers
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValidationError(
                _("Write two numbers, north first, like 49.3981, 8.6512. Map apps show them."),
                code="point",
            )
        return latitude, longitude


class ImportForm(forms.Form):
    """A file of open map data."""

    file = forms.FileField(
        label=gettext_lazy("GeoJSON file, up to 5 MB"),
        help_text=gettext_lazy(
            "An extract of OpenStreetMap, for example from overpass-turbo.eu, or a file of Open Data DC."
        ),
        error_messages={"empty": gettext_lazy("This file is empty. Export it again and choose the new one.")},
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json,application/json"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > UPLOAD_MOST:
            raise ValidationError(_("This file is larger than 5 MB. Cut it to your town and send it again."))
        return file


class WhenForm(forms.Form):
    """When somebody looked, in the place's own time."""

    checked_on = forms.DateField(
        label=gettext_lazy("Day you looked"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    checked_hour = time_field(label=gettext_lazy("Time of day"))
    is_on_foot = forms.TypedChoiceField(
        label=gettext_lazy("Were you there?"),
        choices=[
            ("yes", gettext_lazy("Yes, I walked the whole zone")),
            ("no", gettext_lazy("No, I looked at somebody’s photos")),
        ],
        coerce=YES_OR_NO.get,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether you walked it.")},
    )

    def __init__(self, *args: Any, place: Place, initial: Mapping[str, object], **kwargs: Any) -> None:
        self.time_zone = ZoneInfo(place.time_zone)
        now = timezone.localtime(timezone=self.time_zone)
        today = {"checked_on": now.date(), "checked_hour": now.time()}
        super().__init__(*args, initial={**today, **initial}, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, hour = data.pop("checked_on", None), data.pop("checked_hour", None)
        if day is None or hour is None:
            return data
        moment = datetime.combine(day, hour, self.time_zone)
        if moment > timezone.now():
            self.add_error("checked_on", _("This lies ahead. Write when you looked."))
        elif moment < timezone.now() - timedelta(days=ON_FOOT_WITHIN_DAYS):
            words = {"days": ON_FOOT_WITHIN_DAYS}
            self.add_error("checked_on", _("A look counts for %(days)d days. Please look again.") % words)
        elif moment.astimezone(UTC).astimezone(self.time_zone).time() != hour:
            self.add_error("checked_hour", _("The clocks went forward over this hour. Write another one."))
        data["checked_at"] = moment
        return data

    def when_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ("checked_on", "checked_hour", "is_on_foot"))
