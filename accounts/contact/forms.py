"""Input checks for messages: plain text, and each form makes one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import new_nonce
from accounts.text import ProseField

MOST = 2000


class MessageForm(forms.Form):
    """A few lines of plain text."""

    nonce = forms.CharField(widget=forms.HiddenInput, max_length=22, initial=new_nonce)
    text = ProseField(
        label=_("Your message"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something first.")},
    )
