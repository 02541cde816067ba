"""Input checks for decisions and reports. What is written here is shown as plain text."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.text import ProseField
from community.moderation.models import ReasonCode

MOST_WORDS = 2000
NO_REASON = [("", _("Choose a reason"))]


class VersionForm(forms.Form):
    """Which version the moderator had before their eyes."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PublishForm(VersionForm):
    """Publishing needs no reason; words are welcome."""

    words = ProseField(required=False, max_length=MOST_WORDS)


class ReasonedForm(forms.Form):
    """What restricts somebody needs a reason and words."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=NO_REASON + ReasonCode.choices,
        error_messages={"required": _("Choose the reason that fits best.")},
    )
    words = ProseField(
        label=_("Words to the author"),
        max_length=MOST_WORDS,
        help_text=_("The author reads exactly this, with the reason and how to object."),
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": " "}),
        error_messages={
            "required": _("Write what should change, or why not. The author reads exactly this.")
        },
    )


class DecisionForm(VersionForm, ReasonedForm):
    """Sending back or rejecting one version."""


class LeaveForm(forms.Form):
    """Leaving it as it is needs no reason."""

    words = ProseField(required=False, max_length=MOST_WORDS)


class RemoveForm(ReasonedForm):
    """Removing the version that was seen."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)


class ReportForm(forms.Form):
    """A reader's report: a reason, and words where they help."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        widget=forms.RadioSelect,
        choices=ReasonCode.choices,
        error_messages={"required": _("Choose what fits best.")},
    )
    words = ProseField(
        label=_("What should a moderator know?"),
        required=False,
        max_length=MOST_WORDS,
        help_text=_("Only moderators read this. The author does not learn who reported."),
    )


class BlockForm(ReportForm):
    """Block somebody, and report them in the same step if the box is ticked."""

    tell = forms.BooleanField(label=_("Also report this person to the moderators"), required=False)
    field_order = ["tell", "reason", "words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What is wrong?")
        self.fields["words"].help_text = _("Only moderators read this. Nobody else learns who reported.")

    def clean(self):
        """A reason is asked for only with a report."""
        found = super().clean()
        if not found.get("tell"):
            self.errors.pop("reason", None)
        return found
