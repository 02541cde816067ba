"""What ground, weather and crowd leave of a date today: verdicts by the rubric, spotters by convention."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.meetups.kinds import ASKS_OF_ZONE, MeetupKind
from events.meetups.models import Meetup
from events.meetups.ratio import one_step_stricter, runners_per_spotter
from events.places.rubric import LineVerdict, judge_line
from events.places.rubric_lines import LINE_BY_KEY, Verdict
from events.places.sessions import Session

GROUND, WEATHER, CROWDING = (LINE_BY_KEY[key] for key in ("ground", "weather", "crowding"))
DAMP = "damp"


@dataclass(frozen=True)
class Today:
    """What the leader saw, judged, and what that leaves."""

    lines: tuple[LineVerdict, ...]
    runners_per_spotter: int | None
    is_walking_only: bool

    @property
    def stops(self) -> list[LineVerdict]:
        return [line for line in self.lines if line.verdict is Verdict.STOP]

    @property
    def cautions(self) -> list[LineVerdict]:
        return [line for line in self.lines if line.verdict is Verdict.CAUTION]

    @property
    def why_stopped(self) -> str:
        return " ".join(line.reason for line in self.stops)


def today(meetup: Meetup, *, ground: str, weather: str, crossing: int) -> Today:
    """Judge what was seen, and say how many runners one spotter may have."""
    answers: dict[str, object] = {"ground": ground, "weather": weather, "crowding": crossing, "event": False}
    lines = tuple(judge_line(line, answers) for line in (GROUND, WEATHER, CROWDING))
    is_stricter = ground == DAMP or lines[2].verdict is Verdict.CAUTION
    sessions = set.intersection(*(set(line.sessions) for line in lines))
    limit, is_walking_only = limit_today(
        meetup.session,
        meetup.lowest_stage,
        meetup.runners_per_spotter,
        is_stricter=is_stricter,
        is_left=ASKS_OF_ZONE[meetup.session] in (None, *sessions),
    )
    return Today(lines, limit, is_walking_only)


def limit_today(
    session: str, lowest_stage: int, ratio: int | None, *, is_stricter: bool, is_left: bool
) -> tuple[int | None, bool]:
    """Runners per spotter, and whether only walking drills are left.

    One step stricter, once, whatever makes it so; a date after dusk counts with that step already. What gets
    stricter than one to one becomes a walking drill.
    """
    if ratio is None:  # nobody runs backwards
        return None, False
    is_walking = ASKS_OF_ZONE[session] == Session.WALKING_DRILL
    if is_left and not is_walking:
        limit = one_step_stricter(ratio) if is_stricter else ratio
        if limit is not None:
            return limit, False
    drill = runners_per_spotter(MeetupKind.WALKING_DRILL, lowest_stage)
    allowed = one_step_stricter(drill) if is_stricter else drill
    return min(ratio, allowed or 1), not is_walking


def ratio_in_words(limit: int | None) -> str:
    """How many runners a spotter has today."""
    words = {
        None: _("Nobody runs backwards today, so no spotter is needed."),
        1: _("Today one runner to a spotter."),
        2: _("Today two runners to a spotter."),
        3: _("Today three runners to a spotter."),
    }
    return words[limit]
