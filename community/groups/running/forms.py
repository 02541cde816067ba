"""Input checks for the settings of a group."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.images import PhotoField
from accounts.text import LineField, ProseField
from accounts.users import languages
from community.groups.forms import GroupForm
from community.groups.models import Group, JoinPolicy
from community.groups.running.marks import COVER, POLICY, WORDS, mark_of

MOST_QUESTIONS = 3
OWN_LIMITS = (
    ("", gettext_lazy("As our convention says")),
    ("1", gettext_lazy("One runner to a spotter, always")),
    ("2", gettext_lazy("Two runners to a spotter at most")),
)


class MarkedForm(forms.Form):
    """Carries the mark of what was there when somebody began to write."""

    base = forms.CharField(widget=forms.HiddenInput, max_length=16)

    fields_of_group: tuple[str, ...] = ()
    part = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Several of them stand on one page, so each has ids of its own."""
        super().__init__(*args, auto_id=f"{self.part}_%s", **kwargs)

    def renew_base(self, group: Group) -> None:
        """Sending it once more is meant: the page has shown what is there now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("base")] = mark_of(group, self.fields_of_group)

    @classmethod
    def filled(cls, group: Group) -> "MarkedForm":
        """The form as it stands before anybody writes in it."""
        values = {name: getattr(group, name) for name in cls.fields_of_group}
        return cls(initial=cls.initial_of(values) | {"base": mark_of(group, cls.fields_of_group)})

    @classmethod
    def initial_of(cls, values: dict) -> dict:
        return values


class WordsForm(MarkedForm, GroupForm):
    """What the group says of itself."""

    fields_of_group = WORDS
    part = "words"

    rules = ProseField(
        label=gettext_lazy("Rules of the group"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("What you expect of each other. Everybody who finds the group reads them."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language you mostly speak"), choices=languages.by_own_name
    )

    field_order = ["name", "description", "rules", "language", "base"]


class PolicyForm(MarkedForm):
    """Who comes in, and what holds for dates and stories."""

    fields_of_group = POLICY
    part = "policy"

    join_policy = forms.ChoiceField(
        label=gettext_lazy("Who comes in?"), choices=JoinPolicy.choices, widget=forms.RadioSelect
    )
    question1 = LineField(
        label=gettext_lazy("First question"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Who asks to join answers it. Ask only for what you need to decide."),
    )
    question2 = LineField(label=gettext_lazy("Second question"), max_length=200, required=False)
    question3 = LineField(label=gettext_lazy("Third question"), max_length=200, required=False)
    runners_per_spotter = forms.TypedChoiceField(
        label=gettext_lazy("Runners to a spotter"),
        choices=OWN_LIMITS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy(
            "For all dates of the group. The strictest limit wins; dates that are posted keep theirs."
        ),
    )
    always_reviews = forms.BooleanField(
        label=gettext_lazy("A moderator always reads stories first"),
        required=False,
        help_text=gettext_lazy(
            "Today that is so in every group. With this it stays so in yours, should the site ever change it."
        ),
    )

    field_order = [
        "join_policy",
        "question1",
        "question2",
        "question3",
        "runners_per_spotter",
        "always_reviews",
        "base",
    ]

    @classmethod
    def initial_of(cls, values: dict) -> dict:
        questions = enumerate(values.pop("questions")[:MOST_QUESTIONS], start=1)
        return values | {f"question{number}": text for number, text in questions}

    def clean(self) -> dict:
        given = super().clean() or {}
        names = [f"question{number}" for number in range(1, MOST_QUESTIONS + 1)]
        return given | {"questions": [text for name in names if (text := given.pop(name, ""))]}


class CoverForm(MarkedForm):
    """A photo that stands for the group, described for people who cannot see it."""

    fields_of_group = COVER
    part = "cover"

    file = PhotoField(label=gettext_lazy("Photo"), required=False)
    description = LineField(
        label=gettext_lazy("What is to see on it?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For people who cannot see the photo."),
    )

    field_order = ["file", "description", "base"]

    def __init__(self, *args, has_cover: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if has_cover:
            self.fields["file"].label = _("Another photo instead")

    @classmethod
    def initial_of(cls, values: dict) -> dict:
        return {"description": values["cover_description"]}


class VisibilityForm(forms.Form):
    """Private at once; public in seven days; or stay private after all."""

    CLOSE, OPEN, STAY = "close", "open", "stay"

    step = forms.ChoiceField(choices=[(name, name) for name in (CLOSE, OPEN, STAY)])


class ArchiveForm(forms.Form):
    """Rest, or go on."""

    ARCHIVE, REVIVE = "archive", "revive"

    step = forms.ChoiceField(choices=[(name, name) for name in (ARCHIVE, REVIVE)])
