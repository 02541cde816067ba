"""Input checks for the bell and for how one is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Channel, Kind, Preset
from accounts.notifications.operating import Box
from accounts.notifications.preferences import Wishes, kinds_by_category
from accounts.permissions import Viewer

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MOST_LINES = 100
LONGEST_ID = 16


def number_of(moment: datetime) -> int:
    """A moment as an address holds it: microseconds since 1970, exact."""
    return (moment - BEGINNING) // MICROSECOND


class MarkReadForm(forms.Form):
    """Which line was the newest when the page was made."""

    newest = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_ID)


class LinesField(forms.Field):
    """Public ids of lines that stood on one page."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        lines = [
            line for line in value or [] if len(line) <= LONGEST_ID and line.isascii() and "\0" not in line
        ]
        if not 0 < len(lines) <= MOST_LINES:
            raise ValidationError(_("Choose what to mark."), code="lines")
        return lines


class MarkTheseForm(forms.Form):
    line = LinesField()


class MomentForm(forms.Form):
    """At which moment lines were marked as read."""

    read = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**16)

    def clean_read(self) -> datetime:
        return BEGINNING + self.cleaned_data["read"] * MICROSECOND


class PresetForm(forms.Form):
    preset = forms.ChoiceField(
        label=_("How much"),
        choices=Preset.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the three.")},
    )


class MuteForm(forms.Form):
    """One of the groups this person can mute, and whether to."""

    group = forms.ChoiceField(widget=forms.HiddenInput)
    is_muted = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, slugs: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [(slug, slug) for slug in slugs]


@dataclass(frozen=True)
class Choosing:
    """One kind on the page of choices: without a field if there is nothing to choose."""

    kind: Kind
    field: forms.BoundField | None
    is_own: bool


class KindsForm(forms.Form):
    """A channel for each kind that can be switched, under the kind's own name."""

    def __init__(self, *args: Any, wishes: Wishes, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wishes = wishes
        self.categories = kinds_by_category(viewer)
        for kind in (kind for _category, kinds in self.categories for kind in kinds):
            if kind.is_switchable:
                self.fields[kind.name] = _channel_field(kind, wishes)

    def by_category(self) -> list[tuple[Category, list[Choosing]]]:
        """Every kind under its heading, as the page shows them."""
        return [(category, list(map(self._choosing, kinds))) for category, kinds in self.categories]

    def _choosing(self, kind: Kind) -> Choosing:
        if not kind.is_switchable:
            return Choosing(kind, None, is_own=False)
        return Choosing(kind, self[kind.name], is_own=self.wishes.is_own(kind))


def _channel_field(kind: Kind, wishes: Wishes) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=kind.label,
        choices=[(channel, _in_words(kind, channel)) for channel in kind.channels],
        initial=wishes.channel(kind),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={
            "required": _("Choose how you hear of this."),
            "invalid_choice": _("Choose how you hear of this."),
        },
    )


def _in_words(kind: Kind, channel: Channel) -> Any:
    """A letter that has no line is there or not."""
    if kind.is_in_bell:
        return channel.label
    return _("Send it") if channel == Channel.NOW else _("Do not send it")


class FailureForm(forms.Form):
    """Which dead letters: those of one box that share kind and error."""

    box = forms.TypedChoiceField(choices=[(box, box) for box in Box], coerce=Box)
    kind = forms.CharField(max_length=60)
    error = forms.CharField(max_length=120)
