"""The quiz and the self-check as forms."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.guide import self_check
from community.guide.quiz import QUESTIONS, Result, mark
from community.guide.self_check import SELF_CHECK, assess

YES, NO = "yes", "no"
YES_OR_NO = ((YES, gettext_lazy("Yes")), (NO, gettext_lazy("No")))
UNANSWERED = {"required": gettext_lazy("Choose an answer.")}


class QuizForm(forms.Form):
    """One radio field for each question."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            choices = [(str(index), str(words)) for index, words in enumerate(question.choices)]
            self.fields[question.key] = forms.ChoiceField(
                label=str(question.words),
                choices=choices,
                widget=forms.RadioSelect,
                error_messages=UNANSWERED,
            )

    def result(self) -> Result:
        return mark(self.cleaned_data)


class SelfCheckForm(forms.Form):
    """Yes or no to each question. What is answered lives as long as the request."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for question in SELF_CHECK.questions:
            self.fields[question.key] = forms.ChoiceField(
                label=str(question.words),
                choices=YES_OR_NO,
                widget=forms.RadioSelect,
                error_messages=UNANSWERED,
            )

    def result(self) -> self_check.Result:
        return assess([key for key, answer in self.cleaned_data.items() if answer == YES])


class ReadForm(forms.Form):
    """Says that a result was read, and of which version."""

    read = forms.IntegerField(widget=forms.HiddenInput)

    def clean_read(self) -> int:
        version = self.cleaned_data["read"]
        if version != SELF_CHECK.version:
            raise ValidationError(
                _("We changed the questions while you were reading. Please go through them once more.")
            )
        return version
