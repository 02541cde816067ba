"""A verdict in few words, with its date: what cards and headings show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.places.rubric_lines import SEVERITY, Verdict


class Judged(Protocol):
    """A zone as it is stored."""

    verdict: str
    checked_on: date | None
    expires_on: date | None
    season_ends_on: date | None


@dataclass(frozen=True)
class Badge:
    kind: Verdict
    words: str

    @property
    def allows_meetups(self) -> bool:
        return self.kind in (Verdict.OK, Verdict.CAUTION)


def badge_of(zone: Judged, today: date) -> Badge:
    """The verdict as it stands today; a check that ran out is unknown, a stop stays a stop."""
    verdict = Verdict(zone.verdict)
    if verdict is Verdict.STOP:
        return Badge(verdict, _("Stop"))
    if verdict is Verdict.UNKNOWN or zone.checked_on is None or zone.expires_on is None:
        return Badge(Verdict.UNKNOWN, _("Not checked yet"))
    if zone.expires_on <= today:
        return Badge(
            Verdict.UNKNOWN, _("Check ran out on %(day)s") % {"day": short_date(zone.expires_on, today)}
        )
    words = {"day": short_date(zone.checked_on, today)}
    # Light and crowd of another season are met with a measure, as the lines themselves say.
    if verdict is Verdict.CAUTION or (zone.season_ends_on and zone.season_ends_on <= today):
        return Badge(Verdict.CAUTION, _("Checked %(day)s, with measures") % words)
    return Badge(verdict, _("Checked %(day)s") % words)


def badge_of_all(zones: Iterable[Judged], today: date) -> Badge:
    """A place is as good as its best zone that may be used; else a stop counts, else nothing is known."""
    badges = [badge_of(zone, today) for zone in zones]
    if usable := [badge for badge in badges if badge.allows_meetups]:
        return min(usable, key=lambda badge: SEVERITY[badge.kind])
    if not badges:
        return Badge(Verdict.UNKNOWN, _("Not checked yet"))
    return max(badges, key=lambda badge: (SEVERITY[badge.kind], badge.words != _("Not checked yet")))


def closed_badge(state: str) -> Badge | None:
    """What stands above every check where nobody meets, whatever the zones are like; None elsewhere."""
    words = {"suspended": _("Closed for now"), "retired": _("Given up")}
    return Badge(Verdict.STOP, words[state]) if state in words else None


def stop_reported() -> Badge:
    """What stands above a check that holds while somebody says that nobody should run backward there."""
    return Badge(Verdict.STOP, _("Stop reported"))


def short_date(day: date, today: date) -> str:
    """Without the year if it is this one."""
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")
