"""A form field in which people type a city."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.geography.cities import City

FAR_LARGER = 10


class CityField(forms.CharField):
    """Text in, ``City`` out. Namesakes are listed, to be typed as they are written there."""

    default_error_messages = {
        "unknown": gettext_lazy("We know no city of that name. Try a larger one nearby."),
    }

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs["autocomplete"] = "address-level2"

    def clean(self, value):
        text = super().clean(value)
        return self._find(text) if text else None

    def prepare_value(self, value):
        return value.long_label() if isinstance(value, City) else value

    def _find(self, text: str) -> City:
        name = text.split(",", 1)[0]
        found = list(City.objects.search(name))
        if not found:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        for city in found:
            if text.casefold() in (city.label().casefold(), city.long_label().casefold()) and "," in text:
                return city
        if len(found) == 1 or found[0].population > FAR_LARGER * max(city.population for city in found[1:]):
            return found[0]
        whole = [city for city in found if city.rank <= 1]
        if len(whole) == 1 or (whole and whole[0].population > FAR_LARGER * whole[1].population):
            return whole[0]
        choices = "; ".join(city.long_label() for city in found[:5])
        raise ValidationError(
            _("Which one do you mean? Type it as written here: %(choices)s"), params={"choices": choices}
        )
