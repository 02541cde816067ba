"""Input checks for groups."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.geography.fields import CityField
from accounts.identifiers import new_nonce
from accounts.text import LineField, ProseField
from accounts.users import languages
from community.groups.models import Role


class GroupForm(forms.Form):
    """The words of a group."""

    name = LineField(label=_("Name of the group"), max_length=60)
    description = ProseField(
        label=_("What you do"),
        max_length=2000,
        help_text=_("Who you are, on which days you meet, what a first visit is like."),
    )


class FoundGroupForm(GroupForm):
    """A new group also needs a town and a language, and makes one group however often it is sent."""

    city = CityField(
        label=_("City or town"), help_text=_("Where you usually meet. It also sets the time zone.")
    )
    language = forms.ChoiceField(
        label=_("Language you mostly speak"),
        choices=languages.by_own_name,
        initial=get_language,
        required=False,
    )
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=22, initial=new_nonce)

    field_order = ["name", "city", "description", "language", "nonce"]

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or get_language() or settings.LANGUAGE_CODE

    def renew_nonce(self) -> None:
        """Let the form be sent once more as another one."""
        self.data = self.data.copy()
        self.data["nonce"] = new_nonce()


class RoleForm(forms.Form):
    """What an organizer may make of somebody else in the group."""

    role = forms.ChoiceField(choices=Role.choices)


class StepDownForm(forms.Form):
    """What somebody with a role may make of themselves."""

    role = forms.ChoiceField(choices=[(role.value, role.label) for role in (Role.MEMBER, Role.MODERATOR)])
