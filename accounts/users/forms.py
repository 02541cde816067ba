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
from accounts.users.models import Profile
from accounts.users.names import is_plain, mixes_alphabets, shape_of_name, speaks_for_us, without_hidden
from accounts.users.throwaway import is_throwaway

NAME_MOST = 60
EARLIEST_BIRTH_YEAR = 1900


class NameField(LineField):
    """What others call somebody: each word in one alphabet, and not the site's voice."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value and (without_hidden(value) or value))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if mixes_alphabets(value):
            raise ValidationError(
                _("A word in this mixes letters of two alphabets. Write each word in one of them."),
                code="mixed",
            )
        if speaks_for_us(value):
            raise ValidationError(_("This name would speak for the site. Choose another one."), code="ours")


def refuse_imitation(name: str, *, but: int | None) -> str:
    """Return the name; raise where only other letters tell it from the handle of somebody else."""
    others = Profile.objects.look_alikes(shape_of_name(name), but=but)
    if not is_plain(name) and others.exists():
        raise ValidationError(
            _("This looks like the handle of somebody else. Add something, such as a second name."),
            code="imitation",
        )
    return name


def name_field() -> NameField:
    return NameField(
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


def refuse_throwaway(email: str) -> None:
    """The operator's list of domains; it says the same whether the address is known or not."""
    if is_throwaway(email, settings.THROWAWAY_DOMAINS):
        raise ValidationError(
            _("Mail to this address is thrown away after a while. Use one at which we reach you next month."),
            code="throwaway",
        )


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

    def clean_display_name(self):
        return refuse_imitation(self.cleaned_data["display_name"], but=None)

    def clean_email(self):
        refuse_throwaway(self.cleaned_data["email"])
        return super().clean_email()

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


class PositionForm(forms.Form):
    """Where a browser is, already snapped to its cell; it is snapped again before it is kept."""

    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)

    @property
    def position(self) -> tuple[float, float]:
        return self.cleaned_data["latitude"], self.cleaned_data["longitude"]


class SessionForm(forms.Form):
    session = forms.IntegerField(min_value=1, max_value=2**63 - 1)
