"""The quiz as a form."""

from django import forms

from community.guide.quiz import QUESTIONS, Result, mark


class QuizForm(forms.Form):
    """One radio field for each question."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            choices = [(str(index), words) for index, words in enumerate(question.choices)]
            self.fields[question.key] = forms.ChoiceField(
                label=question.words, choices=choices, widget=forms.RadioSelect
            )

    def result(self) -> Result:
        return mark(self.cleaned_data)
