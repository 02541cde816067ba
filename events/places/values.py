"""What somebody answered, read with care and put in words for the page.

Pure. What is missing, of the wrong kind or impossible is no answer.
"""

import math
from collections.abc import Mapping
from datetime import datetime

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.places.rubric_lines import Line, short

type Answers = Mapping[str, object]

BAND_HOURS = 3
OPEN_TO_ALL = "is_open_to_all"  # no answer of a person: the kind of place says so
ACCESS = {
    "is_step_free": gettext_lazy("step-free"),
    "has_toilets": gettext_lazy("toilets"),
    "has_seating": gettext_lazy("seats"),
    "has_shelter": gettext_lazy("shelter"),
    "has_transport": gettext_lazy("bus or train"),
    "has_quiet_option": gettext_lazy("quiet corner"),
}


def number_in(answers: Answers, line: Line) -> float | None:
    """A finite number of a likely size, or None: text, negative and absurd sizes are unknown."""
    value = answers.get(line.key)
    if value is None or isinstance(value, bool):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]  # anything else is a TypeError
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and 0 <= number <= line.largest else None


def yes_or_no(answers: Answers, key: str) -> bool | None:
    value = answers.get(key)
    return value if isinstance(value, bool) else None


def words_in(answers: Answers, key: str) -> str:
    value = answers.get(key)
    return value.strip() if isinstance(value, str) else ""


def when_counted(moment: datetime) -> dict[str, object]:
    """Weekday (0 is Monday) and the first hour of the band in which people were counted, in local time."""
    return {
        "crowding_weekday": moment.weekday(),
        "crowding_hour": moment.hour // BAND_HOURS * BAND_HOURS,
    }


def in_words(line: Line, answers: Answers) -> str:
    """The answer as it stands on the page; “Unknown” where there is none."""
    if line.key in _IN_WORDS:
        return _IN_WORDS[line.key](line, answers) or _("Unknown")
    if line.choices:
        return _choice(line, answers) or _("Unknown")
    return _measured(line, answers) or _("Unknown")


def _choice(line: Line, answers: Answers) -> str:
    choice = line.choice(answers.get(line.key))
    return str(choice.words) if choice else ""


def _measured(line: Line, answers: Answers) -> str:
    number = number_in(answers, line)
    if number is None:
        return ""
    words = f"{short(number)} {line.unit}"
    direction = {"up": _("uphill"), "down": _("downhill")}.get(str(answers.get(line.direction_key)))
    return f"{words} {direction}" if direction and number else words


def _crowding(line: Line, answers: Answers) -> str:
    number = number_in(answers, line)
    if number is None:
        return ""
    parts = [_("%(count)s in 5 min") % {"count": short(number)}]
    weekday, hour = answers.get("crowding_weekday"), answers.get("crowding_hour")
    if isinstance(weekday, int) and weekday in WEEKDAYS and isinstance(hour, int):
        parts += [str(WEEKDAYS[weekday]), f"{hour:02d}–{hour + BAND_HOURS:02d}"]
    return ", ".join(parts)


def _light(line: Line, answers: Answers) -> str:
    words, until = _choice(line, answers), words_in(answers, "lit_until")
    if answers.get("light") == "full" and until:
        return _("%(light)s, until %(time)s") % {"light": words, "time": until}
    return words


def _help(line: Line, answers: Answers) -> str:
    there = {
        _("phone signal"): yes_or_no(answers, "phone_signal"),
        _("address"): bool(words_in(answers, "emergency_address")),
        _("AED"): bool(words_in(answers, "aed")),
    }
    if all(there.values()):
        return _("All three")
    return ", ".join(words for words, is_there in there.items() if is_there)


def _access(line: Line, answers: Answers) -> str:
    said = {key: yes_or_no(answers, key) for key in ACCESS}
    if said_yes := [str(ACCESS[key]) for key, is_there in said.items() if is_there]:
        return ", ".join(said_yes)
    return _("Nothing of it") if any(is_there is False for is_there in said.values()) else ""


_IN_WORDS = {"crowding": _crowding, "light": _light, "help": _help, "access": _access}
