"""What speaks against a date at its place now, and what its leader has done about it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from events.meetups.models import Meetup, Mitigation
from events.places.hazards.banners import Banner, banner_of
from events.places.hazards.limits import SOON
from events.places.hazards.models import Hazard


@dataclass(frozen=True)
class Held:
    """A report that stops a date, and what its leader does about it, if anything yet."""

    hazard: Hazard
    mitigation: Mitigation | None


@dataclass(frozen=True)
class Dangers:
    """The open reports that concern a date."""

    banner: Banner | None
    stops: tuple[Held, ...] = ()

    @property
    def unmet(self) -> list[Held]:
        return [held for held in self.stops if held.mitigation is None]


def dangers_of(meetup: Meetup) -> Dangers:
    """What was reported of its zone or of the whole place; nothing for a date that is far off or over."""
    if not meetup.takes_answers or meetup.starts_at > timezone.now() + SOON:
        return Dangers(None)
    reports = Hazard.objects.of_place(meetup.place_id).in_zone(meetup.zone_id).open()
    hazards = list(reports.worst_first().for_list())
    stops = [hazard for hazard in hazards if hazard.is_stop]
    met = Mitigation.objects.of_meetup(meetup.pk) if stops else {}
    return Dangers(banner_of(hazards), tuple(Held(hazard, met.get(hazard.pk)) for hazard in stops))


def check_in_held(meetup: Meetup) -> str:
    """Why nobody may be checked in now, in a sentence; empty if somebody may."""
    if reason := meetup.at_risk:
        return reason
    if unmet := dangers_of(meetup).unmet:
        words = _(
            "A hazard stops this date: “%(words)s” The leader says what is done about it, moves the date or"
            " calls it off."
        )
        return words % {"words": unmet[0].hazard.sentence}
    return ""
