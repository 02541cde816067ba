"""The seven call words. Our convention: one word, twice, loud; the runner answers "yes"."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Call:
    """A call word, what it means, what the runner does, and the sign for it with the arm held high."""

    key: str
    word: Promise
    meaning: Promise
    runner: Promise
    sign: Promise

    @property
    def drawing(self) -> str:
        """The template of its hand sign."""
        return f"community/guide/signs/{self.key}.html"


CALLS = (
    Call(
        "stop", _("STOP"), _("Danger within five seconds"), _("Stop on both feet, then turn"), _("Flat palm")
    ),
    Call("easy", _("EASY"), _("Slow to a walk"), _("Shorten your steps"), _("Palm pressing down")),
    Call(
        "in-out",
        _("IN / OUT"),
        _("Towards the landmark you agreed on"),
        _("One lane over"),
        _("Arm to that side"),
    ),
    Call(
        "people",
        _("PEOPLE"),
        _("Somebody near the line"),
        _("Be ready to stop"),
        _("Two fingers to the eyes"),
    ),
    Call(
        "step", _("STEP"), _("Kerb, drain or a new surface"), _("Stop, step over, go on"), _("Arm chopping")
    ),
    Call("end", _("END"), _("Ten metres to go"), _("Slow down"), _("Crossed arms")),
    Call("clear", _("CLEAR"), _("All clear"), _("Start, or go on"), _("Thumb up")),
)
