"""From single checks to the word of a zone: two people, one of them on foot, the worse of each line.

Pure. A check is a person's answers on a day; the newest check of each person counts. People who looked
within the same 30 days form one round, so a stop somebody found stands until they look again or a later
round replaces it. In every round somebody is more than a member: an organizer or a lead spotter.
"""

from calendar import monthrange
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from events.places.convention import KindLimits
from events.places.rubric import Judgement, LineVerdict, common_sessions, judge
from events.places.rubric_lines import CONVENTION, LINES, ON_FOOT_WITHIN_DAYS, SEVERITY, Line, Verdict

PEOPLE_NEEDED = 2
ANY_KIND = KindLimits()


@dataclass(frozen=True)
class Look:
    """One person's check of a zone."""

    person: Hashable
    answers: Mapping[str, object]
    on: date
    on_foot: bool
    is_qualified: bool = False
    season_ends_on: date = date.max

    def is_silent_about(self, line: Line) -> bool:
        """Could this person not tell?"""
        asked = line.flags[0].key if line.key == "help" else line.key
        return self.answers.get(asked) in (None, "")


class Standing(StrEnum):
    """Why a zone may or may not be used today."""

    NOT_CHECKED = "not_checked"
    ONE_PERSON = "one_person"
    NOBODY_ON_FOOT = "nobody_on_foot"
    NOBODY_QUALIFIED = "nobody_qualified"
    EXPIRED = "expired"
    STOP = "stop"
    UNKNOWN = "unknown"
    CHECKED = "checked"


@dataclass(frozen=True)
class Combined:
    standing: Standing
    judgement: Judgement
    looks: tuple[Look, ...] = ()
    checked_on: date | None = None
    expires_on: date | None = None
    season_ends_on: date | None = None
    kind: KindLimits = ANY_KIND

    @property
    def people(self) -> int:
        return len(self.looks)

    @property
    def verdict(self) -> Verdict:
        """The verdict meetups go by: what is not checked, or no longer, is unknown."""
        if self.standing is Standing.STOP:
            return Verdict.STOP
        return self.judgement.verdict if self.standing is Standing.CHECKED else Verdict.UNKNOWN

    @property
    def allows_meetups(self) -> bool:
        return self.standing is Standing.CHECKED

    @property
    def minimum_stage(self) -> int:
        return max(self.judgement.minimum_stage, self.kind.minimum_stage)

    @property
    def sessions(self) -> tuple[str, ...]:
        """What the lines and the kind of place leave."""
        return common_sessions([self.judgement.sessions, self.kind.sessions])


def combine(looks: Iterable[Look], *, today: date, kind: KindLimits = ANY_KIND) -> Combined:
    """What the checks of one zone say together on ``today``; looks dated in the future are left out.

    ``looks`` come in the order in which people looked: of two on one day the later one is the newer.

    The newest round that is complete carries the zone until it runs out. Whoever looks after that can only
    make it worse, until their own round is complete.
    """
    past = sorted((look for look in looks if look.on <= today), key=lambda look: look.on)
    if not past:
        return Combined(Standing.NOT_CHECKED, judge({}), kind=kind)
    rounds = (_round(past[:count]) for count in range(len(past), 0, -1))
    carrying = next((found for found in rounds if _why_incomplete(found, today) is None), None)
    found = carrying or _round(past)
    counted = _with_later_looks(found, past) if carrying else found
    judgement = worst_of(counted, today)
    fits = bool(common_sessions([judgement.sessions, kind.sessions]))
    return Combined(
        standing=_standing(judgement.verdict if fits else Verdict.STOP, _why_incomplete(found, today)),
        judgement=judgement,
        looks=tuple(counted),
        checked_on=min(look.on for look in found),
        expires_on=min(expiry(look) for look in found),
        season_ends_on=max(look.season_ends_on for look in counted),
        kind=kind,
    )


def worst_of(looks: list[Look], today: date) -> Judgement:
    """Line by line the worse verdict; all measures are kept, the highest stage counts."""
    judged = [(look, judge(look.answers, is_stale=look.season_ends_on <= today)) for look in looks]
    return Judgement(
        tuple(
            _worst_line([found.lines[place] for found in _heard(judged, line, today)])
            for place, line in enumerate(LINES)
        )
    )


def _heard(judged: list[tuple[Look, Judgement]], line: Line, today: date) -> list[Judgement]:
    heard = heard_on(line, [look for look, __ in judged], today)
    return [found for look, found in judged if look in heard]


def heard_on(line: Line, looks: list[Look], today: date) -> list[Look]:
    """Whose word counts on a line: on light and crowd that of this season, if there is any; and of what no
    photo shows, that of people who were there, unless those with photos know it all the same."""
    heard = looks
    if line.is_seasonal:
        recent = [look for look in looks if look.season_ends_on > today]
        heard = recent if any(not look.is_silent_about(line) for look in recent) else looks
    if line.is_seen_on_site_only:
        said = [look for look in heard if look.on_foot or not look.is_silent_about(line)]
        heard = said or heard
    return heard


def expiry(look: Look) -> date:
    """The first day on which a check no longer holds; an unknown surface gets the shorter time."""
    months = CONVENTION.months
    return add_months(look.on, months.get(str(look.answers.get("surface")), months["unknown"]))


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _round(looks: list[Look]) -> list[Look]:
    """The newest look of each person in the last round, newest first; an older one if that is one person."""
    ordered = _newest_of_each(looks)
    recent = [look for look in ordered if look.on >= _month_before(ordered[0])]
    return recent if len(recent) >= PEOPLE_NEEDED else ordered[:PEOPLE_NEEDED]


def _with_later_looks(found: list[Look], looks: list[Look]) -> list[Look]:
    """A round and all who looked since; who looked again counts with the newer look."""
    people = {look.person for look in found}
    return [look for look in _newest_of_each(looks) if look.person in people or look.on > found[0].on]


def _newest_of_each(looks: list[Look]) -> list[Look]:
    newest: dict[Hashable, Look] = {}
    for look in looks:
        newest[look.person] = look
    return sorted(newest.values(), key=lambda look: look.on, reverse=True)


def _month_before(look: Look) -> date:
    return look.on - timedelta(days=ON_FOOT_WITHIN_DAYS)


def _why_incomplete(looks: list[Look], today: date) -> Standing | None:
    if len(looks) < PEOPLE_NEEDED:
        return Standing.ONE_PERSON
    if min(expiry(look) for look in looks) <= today:
        return Standing.EXPIRED
    if not any(look.on_foot and look.on >= _month_before(looks[0]) for look in looks):
        return Standing.NOBODY_ON_FOOT
    if not any(look.is_qualified for look in looks):
        return Standing.NOBODY_QUALIFIED
    return None


def _standing(verdict: Verdict, incomplete: Standing | None) -> Standing:
    if verdict is Verdict.STOP:
        return Standing.STOP
    if incomplete:
        return incomplete
    return Standing.UNKNOWN if verdict is Verdict.UNKNOWN else Standing.CHECKED


def _worst_line(lines: list[LineVerdict]) -> LineVerdict:
    worst = max(lines, key=lambda line: SEVERITY[line.verdict])
    measures = dict.fromkeys(line.measure for line in lines if line.needs_measure and line.measure)
    stage = max(line.minimum_stage for line in lines)
    sessions = common_sessions(line.sessions for line in lines)
    return replace(worst, measure=_sentences(measures), minimum_stage=stage, sessions=sessions)


def _sentences(measures: Iterable[str]) -> str:
    """What several people wrote, so that one ends where the next begins."""
    return " ".join(words if words.endswith((".", "!", "?")) else f"{words}." for words in measures)
