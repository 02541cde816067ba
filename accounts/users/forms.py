"""What people type about themselves."""

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.geography import City
from accounts.permissions import is_older_than
from accounts.text import LineField

NAME_MOST = 60
EARLIEST_BIRTH_YEAR = 1900


def name_field() -> LineField:
    return LineField(
        label=gettext_lazy("Name"),
        max_length=NAME_MOST,
        help_text=gettext_lazy("This is what others see. It need not be your full name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )


class BirthYearField(forms.IntegerField):
    """A year somebody alive can be born in; four digits."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Year of birth"),
            help_text=gettext_lazy("The year is enough. Nobody else sees it."),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
        )

    def to_python(self, value: Any) -> int | None:
        sentence = ValidationError(_("Write your year of birth with four digits, like 1990."), code="year")
        try:
            year = super().to_python(value)
        except ValidationError as error:
            raise sentence from error
        if year is not None and not EARLIEST_BIRTH_YEAR <= year <= timezone.now().year:
            raise sentence
        return year


def says_too_young(birth_year: Any) -> bool:
    """Does this answer, if it is a year at all, name somebody who may not join alone?"""
    try:
        year = BirthYearField().clean(birth_year)
    except ValidationError:
        return False
    return not is_older_than(settings.MINIMUM_AGE_YEARS, birth_year=year)


class SignupForm(AllauthSignupForm):
    """Name, year of birth, e-mail and password on one page."""

    display_name = name_field()
    birth_year = BirthYearField()
    field_order = ["display_name", "birth_year", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].help_text = _("We send a code to it. Nobody else sees it.")
        self.fields["password1"].help_text = _(
            "At least 10 characters. A few words in a row are easy to keep in mind."
        )
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def save(self, request):
        """Login, profile and address together, or none of them."""
        with transaction.atomic():
            return super().save(request)

    def try_save(self, request):
        """A known address takes as long as a new one, and two forms at once make one account."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class ProfileForm(forms.Form):
    display_name = name_field()
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=lambda: settings.LANGUAGES,
        help_text=gettext_lazy("For these pages and for the mail we send you."),
    )


class CityForm(forms.Form):
    """A city by its name; when several have it, a choice between them. Works as plain pages."""

    q = LineField(
        label=gettext_lazy("Your city"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    city = forms.ModelChoiceField(
        City.objects,
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": gettext_lazy("Choose a city from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matches: list[City] = []

    def clean(self) -> dict[str, Any]:
        """``city`` is set, or the form is not valid and ``matches`` holds what can be chosen."""
        data = super().clean() or self.cleaned_data
        wanted, chosen = data.get("q"), data.get("city")
        if self.errors or (chosen and "search" not in self.data):
            return data
        if not wanted:
            raise ValidationError({"q": _("Type the name of your city, or of the next larger one.")})
        self.matches = list(City.objects.search(wanted))
        whole = [city for city in self.matches if city.rank <= 1]
        if not self.matches:
            raise ValidationError({"q": _("We know no city of this name. Try the next larger one.")})
        if "choose" in self.data:
            raise ValidationError({"city": _("Choose one of these first.")})
        if len(whole) != 1:
            raise ValidationError(_("Which one is it? Choose below."), code="several")
        return data | {"city": whole[0]}
