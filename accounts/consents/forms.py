"""Reading on, and writing, a document."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.consents.models import Document, DocumentKind
from accounts.consents.querysets import FALLBACK_LANGUAGE
from accounts.text import MARKDOWN_MOST, ProseField

PREFIX = "text_"
VERSION_MOST = 1_000_000


class AcknowledgeForm(forms.Form):
    """Carries which version was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": document.version}, **kwargs)
        self.document = document

    def clean_version(self) -> int:
        version = self.cleaned_data["version"]
        if version != self.document.version:
            raise ValidationError(_("We changed this text while you were reading. Please read it once more."))
        return version


class DocumentForm(forms.Form):
    """One text for each language; English must be there, the others fall back to it."""

    replaces = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=VERSION_MOST)

    def __init__(self, *args: Any, kind: DocumentKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, name in settings.LANGUAGES:
            field = ProseField(label=name, max_length=MARKDOWN_MOST, required=language == FALLBACK_LANGUAGE)
            field.widget.attrs |= {"rows": 18, "lang": language}
            field.help_text = _("Markdown. A line that begins with ## is a heading.")
            self.fields[PREFIX + language] = field
        if kind == DocumentKind.SAFETY:
            self.fields["asks_again"] = forms.BooleanField(
                label=_("Ask everybody to read it again before they next take part"),
                help_text=_("Leave it out for a corrected spelling, not for a changed meaning."),
                required=False,
            )

    @property
    def texts(self) -> dict[str, str]:
        """What was written, by language."""
        return {
            name.removeprefix(PREFIX): text
            for name, text in self.cleaned_data.items()
            if name.startswith(PREFIX) and text
        }

    def rebase(self, version: int) -> None:
        """Keep what was typed, and let the next try follow ``version``."""
        self.data = self.data.copy()
        self.data["replaces"] = version
