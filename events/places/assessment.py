"""What the checks of a zone say together, with the words for what comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.places.combine import Combined, Look, Standing, combine
from events.places.models import Check, Light, Place, Zone
from events.places.rubric_lines import LINE_BY_KEY

NEXT_STEPS = {
    Standing.NOT_CHECKED: _(
        "Nobody has looked yet. Two people of a group check it line by line, at least one of them on foot."
    ),
    Standing.ONE_PERSON: _(
        "One person has looked. A second person has to look too before anybody meets here."
    ),
    Standing.NOBODY_ON_FOOT: _("Nobody has walked it in the 30 days before the last check. Somebody has to."),
    Standing.EXPIRED: _("This check ran out. Two people need to walk it again before anybody can meet here."),
    Standing.STOP: _("One line or more says stop: nobody runs backward here until that changes."),
    Standing.UNKNOWN: _("Some lines have no answer, and unknown is not OK. Measure them and check again."),
    Standing.CHECKED: _("Two different people have checked it."),
}

# Darker first: where two people disagree, the darker answer counts.
BRIGHTNESS = (Light.NONE, Light.PARTIAL, Light.FULL)


@dataclass(frozen=True)
class Assessment:
    """A zone, its checks from new to old, and what they come to today."""

    zone: Zone
    checks: list[Check]
    combined: Combined

    @property
    def next_step(self) -> str:
        return str(NEXT_STEPS[self.combined.standing])

    @property
    def length_m(self) -> float | None:
        """The straight as measured last."""
        lengths = (check.answers.get("straight_length") for check in self.checks)
        return next((length for length in lengths if isinstance(length, int | float)), None)


def assess(zone: Zone, checks: Iterable[Check], place: Place) -> Assessment:
    newest_first = sorted(checks, key=lambda check: (check.checked_at, check.pk), reverse=True)
    looks = [look_of(check, place) for check in newest_first]
    return Assessment(zone, newest_first, combine(looks, today=today_at(place)))


def look_of(check: Check, place: Place) -> Look:
    """A stored check as the pure rubric reads it."""
    on = check.checked_at.astimezone(ZoneInfo(place.time_zone)).date()
    return Look(check.checked_by_id, with_measures(check.answers, check.measures), on, check.is_on_foot)


def with_measures(answers: Mapping[str, object], measures: Mapping[str, str]) -> dict[str, object]:
    """Answers and measures are stored apart; the rubric reads them together."""
    return {**answers, **{LINE_BY_KEY[key].measure_key: words for key, words in measures.items()}}


def today_at(place: Place) -> date:
    return timezone.localdate(timezone=ZoneInfo(place.time_zone))


def light_of(looks: Iterable[Look]) -> tuple[Light, time | None] | None:
    """The light as all who count saw it: the darker and the earlier answer. None if one could not tell."""
    answers = [look.answers for look in looks]
    if not answers or any(answer.get("light") not in BRIGHTNESS for answer in answers):
        return None
    light = min((Light(str(answer["light"])) for answer in answers), key=BRIGHTNESS.index)
    hours = [time.fromisoformat(str(answer["lit_until"])) for answer in answers if answer.get("lit_until")]
    return light, min(hours, key=_evening_first, default=None) if light is Light.FULL else None


def _evening_first(hour: time) -> datetime:
    """01:00 is later than 23:00 for a lamp."""
    return datetime(2000, 1, 2 if hour.hour < 12 else 1, hour.hour, hour.minute, tzinfo=UTC)
