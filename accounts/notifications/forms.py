"""Input checks for the bell."""

from django import forms


class MarkReadForm(forms.Form):
    """Which line was the newest when the page was made."""

    newest = forms.CharField(widget=forms.HiddenInput, max_length=16)
