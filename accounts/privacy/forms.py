"""What somebody decides who deletes the account."""

from django import forms
from django.utils.translation import gettext_lazy as _

KEEP, ERASE = "keep", "erase"


class DeleteForm(forms.Form):
    texts = forms.ChoiceField(
        label=_("Your published stories and their photos"),
        choices=[
            (KEEP, _("They stay, under “Former member”")),
            (ERASE, _("They are deleted too")),
        ],
        widget=forms.RadioSelect,
        initial=KEEP,
        error_messages={"required": _("Choose what becomes of your stories.")},
    )
    understood = forms.BooleanField(
        label=_("I have read this. After 14 days nobody can bring anything of it back."),
        error_messages={"required": _("Tick this first, so that we know you have read it.")},
    )

    @property
    def without_texts(self) -> bool:
        return self.cleaned_data["texts"] == ERASE
