"""What people say of themselves, a form a section. Each carries the state it was opened in."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.images import PhotoField
from accounts.text import LineField, ProseField
from accounts.users import languages
from accounts.users.editing import handle_not_free, state_of
from accounts.users.forms import NAME_MOST, name_field, refuse_imitation
from accounts.users.handles import is_reserved, is_well_formed, shape_of
from accounts.users.models import Goal, PhotoConsent, Profile, SeenBy
from accounts.users.stages import STAGES

BIO_MOST, PHONE_MOST, LANGUAGES_MOST = 500, 30, 12
PACE = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
FASTEST, SLOWEST = 2 * 60, 60 * 60  # seconds for a kilometer backward; walking is welcome
PHONE = re.compile(r"\+?[\d\s()/.-]+")


class HandleField(forms.CharField):
    """A handle, as typed with or without its @."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Handle"),
            help_text=gettext_lazy(
                "3 to 30 of the letters a to z, digits, and hyphens between them; a letter first. It is the "
                "address of your page: if you change it, old links to you stop working."
            ),
            widget=forms.TextInput(
                attrs={"autocapitalize": "none", "autocomplete": "username", "spellcheck": "false"}
            ),
        )

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").removeprefix("@").lower()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not is_well_formed(value):
            raise ValidationError(
                _("Use 3 to 30 of a to z, 0 to 9 and single hyphens, beginning with a letter."), code="handle"
            )


class PaceField(forms.CharField):
    """Minutes and seconds for a kilometer, "7:30"; the value is seconds."""

    def __init__(self, label: Any) -> None:
        attrs = {"inputmode": "text", "autocomplete": "off"}
        super().__init__(label=label, required=False, widget=forms.TextInput(attrs=attrs))

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 60}:{value % 60:02}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        found = PACE.fullmatch(text)
        seconds = int(found[1]) * 60 + int(found[2] or 0) if found and int(found[2] or 0) < 60 else 0
        if not FASTEST <= seconds <= SLOWEST:
            raise ValidationError(_("Write minutes and seconds, like 7:30, from 2:00 to 60:00."), code="pace")
        return seconds


def audience_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Who sees this"), choices=SeenBy)


class SectionForm(forms.Form):
    """A part of somebody's profile, filled with what is there now."""

    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        super().__init__(*args, **kwargs)
        self.profile = profile
        self.names = [name for name in self.fields if hasattr(profile, name)]
        held = {name: getattr(profile, name) for name in self.names}
        self.initial = {**held, "base": state_of(profile, self.names), **self.initial}

    def rebase(self, profile: Profile) -> None:
        """Keep what was typed, and let the next try replace what is there now."""
        data: Any = self.data
        self.data = data.copy()
        self.data["base"] = state_of(profile, self.names)  # type: ignore[index]


class PersonForm(SectionForm):
    display_name = name_field()
    handle = HandleField()
    bio = ProseField(
        label=gettext_lazy("About me"),
        max_length=BIO_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("A few sentences, 500 characters at most."),
    )
    bio_seen_by = audience_field()
    home_seen_by = audience_field()
    age_seen_by = audience_field()

    def clean_display_name(self) -> str:
        return refuse_imitation(self.cleaned_data["display_name"], but=self.profile.user_id)

    def clean_handle(self) -> str:
        """Its own look may change; another's may not be taken, nor what is kept back."""
        handle: str = self.cleaned_data["handle"]
        others = Profile.objects.look_alikes(shape_of(handle), but=self.profile.user_id)
        if handle != self.profile.handle and (is_reserved(handle) or others.exists()):
            raise ValidationError(handle_not_free(), code="handle")
        return handle


def _stage_choices() -> Iterator[tuple[Any, Any]]:
    yield "", _("I'd rather not say")
    for stage, words, meaning in STAGES:
        yield stage, format_html('<b>{} · {}</b> <span class="meta">{}</span>', stage, words, meaning)


class RunningForm(SectionForm):
    """How somebody runs, and the languages they speak."""

    stage = forms.TypedChoiceField(
        label=gettext_lazy("Your stage"),
        choices=_stage_choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("How far you have come, backward. The stages are our convention."),
    )
    stage_seen_by = audience_field()
    goal = forms.ChoiceField(
        label=gettext_lazy("What brings you here"),
        choices=[("", gettext_lazy("I'd rather not say")), *Goal.choices],
        required=False,
    )
    goal_seen_by = audience_field()
    pace_from = PaceField(gettext_lazy("From"))
    pace_to = PaceField(gettext_lazy("To"))
    pace_seen_by = audience_field()
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages you speak"),
        choices=languages.by_own_name,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages_seen_by = audience_field()

    def __init__(self, *args: Any, is_first_run: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first_run:
            for name in [name for name in self.fields if name.endswith("_seen_by")]:
                del self.fields[name]
                self.names.remove(name)
            self.initial["base"] = state_of(self.profile, self.names)
        if is_first_run and not self.profile.languages:
            self.initial["languages"] = [self.profile.language]

    def clean_languages(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["languages"]
        if len(chosen) > LANGUAGES_MOST:
            raise ValidationError(_("Choose twelve at most: those you would speak at a meetup."), code="many")
        return chosen

    def clean(self) -> dict[str, Any]:
        """One pace is a range of its own, and the faster one comes first."""
        data = super().clean() or self.cleaned_data
        ends = [end for end in (data.get("pace_from"), data.get("pace_to")) if end is not None]
        pace = {"pace_from": min(ends), "pace_to": max(ends)} if ends else {}
        return data | pace

    @property
    def offered_languages(self) -> list[Any]:
        """Those chosen, that of the pages, and a few that many speak: each a box to tick."""
        return [box for box in self["languages"] if box.data["value"] in self._first]

    @property
    def further_languages(self) -> list[Any]:
        return [box for box in self["languages"] if box.data["value"] not in self._first]

    @property
    def _first(self) -> set[str]:
        chosen = self["languages"].value() or []
        return {*languages.COMMON, self.profile.language, *chosen}


class PhotoForm(SectionForm):
    photo = PhotoField(
        label=gettext_lazy("Photo of you"),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, shown as a circle. We remove what it says about where it was taken."
        ),
        required=False,
    )
    photo_seen_by = audience_field()


class EmergencyForm(SectionForm):
    emergency_name = LineField(
        label=gettext_lazy("Emergency contact"),
        max_length=NAME_MOST,
        required=False,
        help_text=gettext_lazy("Whom should be called if you fall? Ask them first."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    emergency_phone = LineField(
        label=gettext_lazy("Their phone number"),
        max_length=PHONE_MOST,
        required=False,
        help_text=gettext_lazy("With the country code, like +49 6221 000000."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    photo_consent = forms.ChoiceField(
        label=gettext_lazy("Photos of you"), choices=PhotoConsent, widget=forms.RadioSelect
    )

    def clean_emergency_phone(self) -> str:
        phone: str = self.cleaned_data["emergency_phone"]
        if phone and (not PHONE.fullmatch(phone) or sum(char.isdecimal() for char in phone) < 5):
            raise ValidationError(_("Write a phone number: digits, spaces and a + in front."), code="phone")
        return phone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        name, phone = data.get("emergency_name", ""), data.get("emergency_phone", "")
        if bool(name) != bool(phone) and not self.errors:
            missing = "emergency_name" if phone else "emergency_phone"
            self.add_error(
                missing, _("A name and a number belong together: add this one, or leave both out.")
            )
        return data


class LanguageForm(SectionForm):
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=lambda: settings.LANGUAGES,
        help_text=gettext_lazy("For these pages and for the mail we send you."),
    )
