from django import forms


class TaskForm(forms.Form):
    """Which failed task."""

    task_id = forms.UUIDField()
