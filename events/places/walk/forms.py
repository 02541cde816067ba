"""Input checks for checks on the way and for pictures of places."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.images import PhotoField
from accounts.text import LineField
from events.places.check_form import CheckForm
from events.places.forms import PhotoNonceField
from events.places.models import Zone
from events.places.rubric_lines import LINE_BY_KEY

# One answer is a choice, a number or a line of words; all of a check stay far below 64 kB.
ANSWER_MOST = 500
DRAFT_MOST = 64 * 1024


def draft_of(form: CheckForm, sent: Mapping[str, str]) -> dict[str, str]:
    """What was typed so far, field by field as it was typed; what the form does not know is left out."""
    found = {name: sent[name] for name in form.fields if sent.get(name)}
    for answer in found.values():
        if len(answer) > ANSWER_MOST or "\x00" in answer:
            raise ValidationError(_("An answer is too long to be kept. Shorten it."), code="long")
    return found


class PlacePhotoForm(forms.Form):
    """A picture of a place, of one of its zones, or of one line of a check."""

    photo = PhotoField(label=gettext_lazy("Photo"))
    zone = forms.ModelChoiceField(
        label=gettext_lazy("Which zone does it show?"),
        queryset=Zone.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=gettext_lazy("The place as a whole"),
    )
    description = LineField(
        label=gettext_lazy("What is to see on it?"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For people who cannot see the photo."),
    )
    nobody = forms.BooleanField(
        label=gettext_lazy("No person and no number plate can be recognized on it"),
        error_messages={
            "required": gettext_lazy(
                "Look at it once more: people on it have not been asked. Then tick this."
            )
        },
    )
    line = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    nonce = PhotoNonceField()

    def __init__(self, *args: Any, zones: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].queryset = zones  # type: ignore[attr-defined]

    def in_one_sentence(self) -> str:
        """What is wrong, for a page that shows it beside the photo."""
        return " ".join(str(sentence) for errors in self.errors.values() for sentence in errors)

    def clean_line(self) -> str:
        line = self.cleaned_data["line"]
        return line if line in LINE_BY_KEY else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data.pop("nobody", None)
        return data
