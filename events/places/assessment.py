"""What the checks of a zone say together, with the words for what comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.places.combine import Combined, Look, Standing, combine, heard_on
from events.places.models import Check, CheckerRole, Light, Place, Zone
from events.places.rubric import LineVerdict, judge
from events.places.rubric_lines import CONVENTION, LINE_BY_KEY, SEVERITY, Verdict
from events.places.season import season_end
from events.places.sessions import SHORT_SESSIONS, Session, sessions_left
from events.places.values import OPEN_TO_ALL

NEXT_STEPS = {
    Standing.NOT_CHECKED: _(
        "Nobody has looked yet. Two people of a group check it line by line, at least one of them on foot."
    ),
    Standing.ONE_PERSON: _(
        "One person has looked. A second person has to look too before anybody meets here."
    ),
    Standing.NOBODY_ON_FOOT: _("Nobody has walked it in the 30 days before the last check. Somebody has to."),
    Standing.NOBODY_QUALIFIED: _(
        "Two people have looked, and one of the two has to be an organizer or a lead spotter. Ask one to look"
        " too."
    ),
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
    place: Place

    @property
    def next_step(self) -> str:
        return str(NEXT_STEPS[self.combined.standing])

    @property
    def length_m(self) -> float | None:
        """The straight as measured last."""
        lengths = (check.answers.get("straight_length") for check in self.checks)
        return next((length for length in lengths if isinstance(length, int | float)), None)

    @property
    def minimum_stage(self) -> int:
        """The lowest stage that its lines and who keeps the place admit."""
        return max(self.combined.minimum_stage, self.place.restricted_stage)

    @property
    def sessions(self) -> str:
        """What the zone is for, in few words."""
        left = sessions_left(self.combined.sessions, self.place.restricted_sessions)
        return ", ".join(str(SHORT_SESSIONS[Session(session)]) for session in left)

    @property
    def seen(self) -> Check | None:
        """The newest check by somebody who was there; else the newest."""
        on_foot = (check for check in self.checks if check.is_on_foot)
        return next(on_foot, next(iter(self.checks), None))

    @property
    def of_the_day(self) -> list[LineVerdict]:
        """Ground and weather as somebody saw them last; the leader looks again on the day of a meetup."""
        return judge(self.seen.answers).of_the_day if self.seen else []


def assess(zone: Zone, checks: Iterable[Check], place: Place) -> Assessment:
    newest_first = sorted(checks, key=lambda check: (check.checked_at, check.pk), reverse=True)
    looks = [look_of(check, place) for check in reversed(newest_first)]
    combined = combine(looks, today=today_at(place), kind=CONVENTION.kind(place.kind))
    return Assessment(zone, newest_first, combined, place)


def look_of(check: Check, place: Place) -> Look:
    """A stored check as the pure rubric reads it."""
    on = check.checked_at.astimezone(ZoneInfo(place.time_zone)).date()
    return Look(
        check.checked_by_id,
        with_measures(check.answers, check.measures) | about(place),
        on,
        check.is_on_foot,
        is_qualified=check.as_role != CheckerRole.MEMBER,
        season_ends_on=season_end(on, place.time_zone),
    )


def with_measures(answers: Mapping[str, object], measures: Mapping[str, str]) -> dict[str, object]:
    """Answers and measures are stored apart; the rubric reads them together."""
    return {**answers, **{LINE_BY_KEY[key].measure_key: words for key, words in measures.items()}}


def about(place: Place) -> dict[str, object]:
    """What the kind of place adds to anybody's answers."""
    return {OPEN_TO_ALL: CONVENTION.kind(place.kind).is_open_to_all}


def today_at(place: Place) -> date:
    return timezone.localdate(timezone=ZoneInfo(place.time_zone))


def light_of(combined: Combined, today: date) -> tuple[Light, time | None]:
    """The light as all whose word counts saw it: the darker and the earlier answer."""
    heard = heard_on(LINE_BY_KEY["light"], list(combined.looks), today)
    answers = [look.answers for look in heard]
    if not answers or any(answer.get("light") not in BRIGHTNESS for answer in answers):
        return Light.UNKNOWN, None
    light = min((Light(str(answer["light"])) for answer in answers), key=BRIGHTNESS.index)
    hours = [time.fromisoformat(str(answer["lit_until"])) for answer in answers if answer.get("lit_until")]
    return light, min(hours, key=_evening_first, default=None) if light is Light.FULL else None


def surface_of(combined: Combined) -> str:
    """What the zone is made of; of two answers the worse one."""
    line = LINE_BY_KEY["surface"]
    choices = [choice for look in combined.looks if (choice := line.choice(look.answers.get("surface")))]
    worst = max(choices, key=lambda choice: SEVERITY[choice.verdict], default=None)
    return worst.value if worst else ""


def refuses_permission(answers: Mapping[str, object]) -> bool:
    choice = LINE_BY_KEY["permission"].choice(answers.get("permission"))
    return choice is not None and choice.verdict is Verdict.STOP


def _evening_first(hour: time) -> datetime:
    """01:00 is later than 23:00 for a lamp."""
    return datetime(2000, 1, 2 if hour.hour < 12 else 1, hour.hour, hour.minute, tzinfo=UTC)
