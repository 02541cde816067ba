"""Input checks for stories. Photos that were accepted are kept while other fields are mended."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import new_nonce
from accounts.images import PhotoField, Renditions
from accounts.text import LineField, ProseField
from community.stories.models import Audience, Photo

MOST_PHOTOS = 4


class PhotoForm(forms.Form):
    """One place for a photo: a new file, or one that was uploaded before, and words about it."""

    file = PhotoField(label=_("Photo"), required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    description = LineField(
        label=_("What is to see on it?"),
        required=False,
        max_length=200,
        help_text=_("For people who cannot see the photo."),
    )
    leave_out = forms.BooleanField(label=_("Leave this photo out"), required=False)

    photo: Photo | None = None

    @property
    def new_file(self) -> Renditions | None:
        """The clean copies of a file that was sent just now."""
        return getattr(self, "cleaned_data", {}).get("file")

    @property
    def kept_id(self) -> str:
        public_id = self["kept"].value() or ""
        return public_id if public_id.isprintable() else ""  # PostgreSQL takes no null character

    @property
    def is_used(self) -> bool:
        return bool(self.photo or self.errors or self["description"].value())

    def show(self, photo: Photo | None) -> None:
        """Remember an accepted photo in the form, so that it survives another field's mistake."""
        self.photo = photo
        if photo:
            self.fields["file"].label = _("Another photo instead")
        if self.is_bound:
            self.data = self.data.copy()
            self.data[self.add_prefix("kept")] = photo.public_id if photo else ""


class StoryForm(forms.Form):
    """Title, text, readers, and up to four photos."""

    title = LineField(
        label=_("Title"), max_length=120, error_messages={"required": _("Give your story a title.")}
    )
    text = ProseField(
        label=_("Your story"),
        max_length=8000,
        help_text=_("How was it? Empty lines make paragraphs. **Two stars** make words strong."),
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": _("Write your story. A few sentences are plenty.")},
    )
    audience = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=Audience.choices,
        initial=Audience.GROUP,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        photos: Sequence[tuple[Photo, str]] = (),
        is_private: bool = False,
        **kwargs,
    ):
        super().__init__(data, files, **kwargs)
        if is_private:
            del self.fields["audience"]  # nothing to choose: only members read it
        self.places = [PhotoForm(data, files, prefix=f"photo{number}") for number in range(MOST_PHOTOS)]
        for place, (photo, description) in zip(self.places, photos, strict=False):
            place.initial = {"kept": photo.public_id, "description": description}
            place.show(photo)

    def is_valid(self) -> bool:
        """Check every part, even if the first has mistakes: all of them are shown at once."""
        return all([super().is_valid(), *(place.is_valid() for place in self.places)])

    def clean(self) -> dict[str, Any]:
        return {"audience": Audience.GROUP} | (super().clean() or {})

    def is_multipart(self) -> bool:
        return True

    @property
    def further_is_used(self) -> bool:
        return any(place.is_used for place in self.places[1:])

    @property
    def shown(self) -> list[tuple[Photo, str]]:
        """The photos to show with their words, each once, in order."""
        chosen: dict[int, tuple[Photo, str]] = {}
        for place in self.places:
            if place.photo and (place.new_file or not place.cleaned_data.get("leave_out")):
                chosen.setdefault(place.photo.pk, (place.photo, place.cleaned_data.get("description", "")))
        return list(chosen.values())


class TellStoryForm(StoryForm):
    """A new story: the same form sent twice makes one."""

    nonce = forms.CharField(widget=forms.HiddenInput, max_length=22, initial=new_nonce)


class EditStoryForm(StoryForm):
    """A next version, and the one it was written on."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
