"""Under which conditions people may meet at a place: as they are set, and in words."""

from dataclasses import dataclass, field
from datetime import time

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.places.models import Place
from events.places.sessions import Session


@dataclass(frozen=True)
class Conditions:
    """What somebody who keeps a place asks for beyond its checks; nothing set means no condition."""

    stage: int = 0
    sessions: list[str] = field(default_factory=list)
    starts: time | None = None
    ends: time | None = None
    ratio: int | None = None

    def __bool__(self) -> bool:
        return bool(self.stage or self.sessions or self.starts or self.ends or self.ratio)

    @property
    def fields(self) -> dict[str, object]:
        """As the place keeps them."""
        return {
            "restricted_stage": self.stage,
            "restricted_sessions": self.sessions,
            "restricted_from": self.starts,
            "restricted_until": self.ends,
            "restricted_ratio": self.ratio,
        }

    @property
    def words(self) -> list[str]:
        """A line for each."""
        lines = []
        if self.stage:
            lines.append(_("From stage %(stage)d on") % {"stage": self.stage})
        if self.sessions:
            names = ", ".join(str(Session(value).label) for value in self.sessions)
            lines.append(_("Only: %(sessions)s") % {"sessions": names})
        if self.ratio:
            words = ngettext(
                "At most %(n)d runner to a spotter", "At most %(n)d runners to a spotter", self.ratio
            )
            lines.append(words % {"n": self.ratio})
        return lines + self.hours

    @property
    def hours(self) -> list[str]:
        """A line for each end of the hours."""
        lines = []
        if self.starts:
            lines.append(_("Not before %(time)s") % {"time": time_format(self.starts, "H:i")})
        if self.ends:
            lines.append(_("Not after %(time)s") % {"time": time_format(self.ends, "H:i")})
        return lines


def conditions_of(place: Place) -> Conditions:
    return Conditions(
        place.restricted_stage,
        place.restricted_sessions,
        place.restricted_from,
        place.restricted_until,
        place.restricted_ratio,
    )
