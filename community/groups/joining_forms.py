"""Input checks for coming in, being invited and being taken out."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import ProseField

MOST = 500


class AskForm(forms.Form):
    """A field for each of the group's questions, and which questions they were when the page was read."""

    asked = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, questions: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        self.fields["asked"].initial = self.mark = _mark_of(self.questions)
        for name, question in self._named():
            self.fields[name] = ProseField(
                label=question, max_length=MOST, widget=forms.Textarea(attrs={"rows": 3})
            )

    def clean(self) -> dict[str, Any]:
        """What was written for one question is not kept as the answer to another."""
        data = super().clean() or self.cleaned_data
        if data.get("asked", "") != self.mark:
            self.data = dict(self.data.items()) | {"asked": self.mark}
            raise forms.ValidationError(
                _("The questions have changed meanwhile. Your words are kept; look whether they still fit.")
            )
        return data

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Each question as it was asked, with its answer."""
        return [(question, self.cleaned_data[name]) for name, question in self._named()]

    def _named(self) -> list[tuple[str, str]]:
        return [(f"answer_{number}", question) for number, question in enumerate(self.questions, start=1)]


class DeclineForm(forms.Form):
    reason = ProseField(
        label=gettext_lazy("Why not"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("They read this, as you write it. One kind sentence is enough."),
    )


class BanForm(forms.Form):
    note = ProseField(
        label=gettext_lazy("Why, for those who run the group"),
        max_length=MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("They never read this."),
    )


class RemoveForm(forms.Form):
    reason = ProseField(
        label=gettext_lazy("Why"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("They read this in a letter. Say what happened and what you asked for."),
    )
    is_final = forms.BooleanField(
        label=gettext_lazy("They cannot come back (a ban)"),
        required=False,
        help_text=gettext_lazy(
            "The group is not there for them any more, whatever link they get. "
            "It holds for a new account with the same address too."
        ),
    )
    note = ProseField(
        label=gettext_lazy("A note about the ban, for those who run the group"),
        max_length=MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("They never read this."),
    )


class InviteForm(forms.Form):
    """One address, and the language of the letter."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        help_text=gettext_lazy("We forget it when the invitation ends, after 14 days at the latest."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"), choices=lambda: settings.LANGUAGES
    )


def _mark_of(questions: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(questions)).encode()).hexdigest()[:16]
