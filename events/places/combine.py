"""From single checks to the word of a zone: two people, one of them on foot, the worse of each line.

Pure. A check is a person's answers on a day; the newest check of each person counts. People who looked
within the same 30 days form one round, so a stop somebody found stands until they look again or a later
round replaces it.
"""

from calendar import monthrange
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from events.places.rubric import Judgement, LineVerdict, judge
from events.places.rubric_lines import LINE_BY_KEY, ON_FOOT_WITHIN_DAYS, SEVERITY, SHORT_MONTHS, Verdict

PEOPLE_NEEDED = 2


@dataclass(frozen=True)
class Look:
    """One person's check of a zone."""

    person: Hashable
    answers: Mapping[str, object]
    on: date
    on_foot: bool


class Standing(StrEnum):
    """Why a zone may or may not be used today."""

    NOT_CHECKED = "not_checked"
    ONE_PERSON = "one_person"
    NOBODY_ON_FOOT = "nobody_on_foot"
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
        return self.judgement.minimum_stage


def combine(looks: Iterable[Look], *, today: date) -> Combined:
    """What the checks of one zone say together on ``today``; looks dated in the future are left out.

    The newest round that is complete carries the zone until it runs out. Whoever looks after that can only
    make it worse, until their own round is complete.
    """
    past = sorted((look for look in looks if look.on <= today), key=lambda look: look.on)
    if not past:
        return Combined(Standing.NOT_CHECKED, judge({}))
    rounds = (_round(past[:count]) for count in range(len(past), 0, -1))
    carrying = next((found for found in rounds if _why_incomplete(found, today) is None), None)
    found = carrying or _round(past)
    counted = _with_later_looks(found, past) if carrying else found
    judgement = worst_of([judge(look.answers) for look in counted])
    return Combined(
        standing=_standing(judgement.verdict, _why_incomplete(found, today)),
        judgement=judgement,
        looks=tuple(counted),
        checked_on=min(look.on for look in found),
        expires_on=min(expiry(look) for look in found),
    )


def worst_of(judgements: list[Judgement]) -> Judgement:
    """Line by line the worse verdict; all measures are kept, the highest stage counts."""
    return Judgement(
        tuple(_worst_line(list(lines)) for lines in zip(*(j.lines for j in judgements), strict=True))
    )


def expiry(look: Look) -> date:
    """The first day on which a check no longer holds; an unknown surface gets the shorter time."""
    choice = LINE_BY_KEY["surface"].choice(look.answers.get("surface"))
    return add_months(look.on, choice.months if choice else SHORT_MONTHS)


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
    return replace(worst, measure=" ".join(measures), minimum_stage=stage)
