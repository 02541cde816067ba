"""Input checks for a new place and for a new zone."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.geography import largest_town_at
from accounts.geography.fields import CityField
from accounts.images import PhotoField
from accounts.text import LineField
from events.places.adding.drawn import (
    LEAST_OF_AREA,
    LEAST_OF_LINE,
    LONGEST_M,
    MOST,
    REACH_M,
    crosses_itself,
    farthest_m,
    is_too_long,
    without_repeats,
)
from events.places.forms import (
    CANNOT_TELL,
    YES_NO,
    YES_OR_NO,
    PhotoNonceField,
    PointField,
    nonce_field,
    time_field,
)
from events.places.models import Light, Place, PlaceKind, Travel
from events.places.opendata.geometry import Point, distance_m, length_m

FAR_FROM_CITY_M = 100_000
DECIMALS = 6
ACCESS = (
    "is_step_free",
    "has_toilets",
    "has_seating",
    "has_shelter",
    "has_transport",
    "has_quiet_option",
)


def can_tell(name: str) -> forms.TypedChoiceField:
    """Yes, no, or nobody can tell: a field of Place that may stay unknown."""
    label = Place._meta.get_field(name).verbose_name
    return forms.TypedChoiceField(
        label=str(label)[:1].upper() + str(label)[1:],
        choices=[*YES_NO, CANNOT_TELL],
        coerce=YES_OR_NO.get,
        empty_value=None,
        initial=CANNOT_TELL[0],
        required=False,
        widget=forms.RadioSelect,
    )


class PlaceForm(forms.Form):
    """A place by hand. The point is exact, or the middle of a city until somebody knows better."""

    name = LineField(label=gettext_lazy("Name of the place"), max_length=80)
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=PlaceKind.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A sidewalk is the strictest: most of them cannot be used."),
    )
    point = PointField(
        label=gettext_lazy("Coordinates"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Of the gate or the start, like 49.3981, 8.6512. Everybody can read them."),
        widget=forms.TextInput(attrs={"data-pin-field": "", "autocomplete": "off"}),
    )
    city = CityField(
        label=gettext_lazy("City or town"),
        required=False,
        help_text=gettext_lazy("If you do not know the coordinates, or to be sure that they are right."),
    )
    address = LineField(
        label=gettext_lazy("How to get in"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Street, gate, opening hours."),
    )
    light = forms.ChoiceField(
        label=gettext_lazy("Light after dusk"),
        choices=Light.choices,
        initial=Light.UNKNOWN,
        widget=forms.RadioSelect,
    )
    lit_until = time_field(label=gettext_lazy("Lit until"), required=False)
    direction_rule = LineField(
        label=gettext_lazy("Posted rule about direction or use"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As it stands on the sign, like “Counterclockwise. Lane 1 for fast runners.”"),
    )
    emergency_address = LineField(
        label=gettext_lazy("Address for an emergency call"), max_length=200, required=False
    )
    aed = LineField(
        label=gettext_lazy("Nearest defibrillator (AED) and its hours"), max_length=200, required=False
    )
    photo = PhotoField(label=gettext_lazy("A photo of it"), required=False)
    nobody = forms.BooleanField(
        label=gettext_lazy("No person and no number plate can be recognized on it"), required=False
    )
    photo_nonce = PhotoNonceField(required=False)
    nonce = nonce_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*ACCESS, "has_phone_signal"):
            self.fields[name] = can_tell(name)

    def access_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ACCESS]

    def clean(self) -> dict[str, Any]:
        """Exchange point and city for one latitude and longitude."""
        data = super().clean() or self.cleaned_data
        point, city = data.pop("point", None), data.pop("city", None)
        if point is None and city is None and not {"point", "city"} & self.errors.keys():
            self.add_error("point", _("Say where it is: coordinates, or at least the city."))
        elif point or city:
            if point and (doubt := doubt_about(point, city)):
                self.add_error("point", doubt)
            data["latitude"], data["longitude"] = point or (city.latitude, city.longitude)
        if data.get("light") != Light.FULL:
            data["lit_until"] = None
        if data.get("photo") and not data.pop("nobody", False):
            self.add_error("nobody", _("Look at the photo once more: people on it have not been asked."))
        data.pop("nobody", None)
        return data


def doubt_about(point: Point, city: Any) -> str:
    """Why this is hardly the point that was meant; empty if nothing speaks against it.

    Swapped numbers are the commonest slip: they lie far from the city, or where there is no town at all, and
    the other way round they do not.
    """
    words = {"swapped": f"{point[1]:g}, {point[0]:g}", "city": city and city.local_name()}
    swapped = (point[1], point[0]) if abs(point[1]) <= 90 else None
    if city:
        center = (city.latitude, city.longitude)
        if distance_m(point, center) <= FAR_FROM_CITY_M:
            return ""
        if swapped and distance_m(swapped, center) <= FAR_FROM_CITY_M:
            return _("This lies far from %(city)s. Did you mean %(swapped)s? North comes first.") % words
        return _("This lies more than 100 km from %(city)s. Correct one of the two.") % words
    if swapped and not largest_town_at(*point) and largest_town_at(*swapped):
        sentence = _(
            "There is no town near this point. Did you mean %(swapped)s? North comes first. If it is right, "
            "name the nearest city too."
        )
        return sentence % words
    return ""


class PointsField(forms.CharField):
    """Points, one on each line."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[Point]:
        lines = (super().to_python(value) or "").splitlines()
        point, points = PointField(), []
        for number, line in enumerate(lines, 1):
            try:
                found = point.to_python(line)
            except ValidationError:
                sentence = _("Line %(number)d: write two numbers, north first, like 49.39810, 8.65120.")
                raise ValidationError(sentence % {"number": number}, code="point") from None
            points += [found] if found else []
        return without_repeats(points)


class ZoneForm(forms.Form):
    """A line or area of a place."""

    name = LineField(
        label=gettext_lazy("Name of the zone"),
        max_length=80,
        help_text=gettext_lazy("What people call it, like “home straight”."),
    )
    description = LineField(
        label=gettext_lazy("Where it begins and ends, and which way people run backward"),
        max_length=300,
    )
    shape = PointsField(
        label=gettext_lazy("Where it lies"),
        required=False,
        max_length=3_000,
        help_text=gettext_lazy(
            "Points in the order in which people pass them, one on each line, like 49.39810, 8.65120. Two "
            "make a straight."
        ),
    )
    is_area = forms.BooleanField(
        label=gettext_lazy("It is an area: the points are its corners"), required=False
    )
    travel = forms.ChoiceField(
        label=gettext_lazy("Which way people run backward"),
        choices=Travel.choices,
        initial=Travel.AS_DRAWN,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Along the points as you wrote them."),
    )
    nonce = nonce_field()

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.center = (place.latitude, place.longitude)
        marks = {"data-shape-field": "", "data-area": "id_is_area", "rows": 5, "autocomplete": "off"}
        marks["data-center"] = f"{place.latitude:.6f}, {place.longitude:.6f}"
        self.fields["shape"].widget.attrs.update(marks)

    def clean_travel(self) -> str:
        return self.cleaned_data["travel"] or Travel.AS_DRAWN

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        points, is_area = data.get("shape"), data.get("is_area", False)
        if not points:
            data |= {"shape": None, "is_area": False}
        elif sentence := self._against(points, is_area=is_area):
            self.add_error("shape", sentence)
        else:
            data["shape"] = [[round(degrees, DECIMALS) for degrees in point] for point in points]
        return data

    def _against(self, points: list[Point], *, is_area: bool) -> str:
        """What speaks against these points; empty if nothing does."""
        least = LEAST_OF_AREA if is_area else LEAST_OF_LINE
        if len(points) < least:
            return ngettext("At least %(n)d point.", "At least %(n)d points.", least) % {"n": least}
        if len(points) > MOST:
            return _("At most %(n)d points. Leave out those that change little.") % {"n": MOST}
        if (far := farthest_m(self.center, points)) > REACH_M:
            sentence = _(
                "A point lies %(far)s km from the place; a zone lies within %(most)d km. If it is right, the "
                "place's own point has to be corrected first."
            )
            return sentence % {"far": f"{far / 1000:.1f}", "most": REACH_M // 1000}
        if is_area and crosses_itself(points):
            return _("The outline crosses itself. Write the corners in the order in which you walk round it.")
        if not is_area and is_too_long(points):
            words = {"length": round(length_m(points)), "most": LONGEST_M}
            return _("This line is %(length)d m long. A zone is at most %(most)d m: name two.") % words
        return ""
