"""Re-exports: each model lives in its concept's folder."""

from events.levels.models import SpotterLevel
from events.meetups.models import RSVP, Meetup, Mitigation
from events.places.hazards.models import Hazard, HazardVoice
from events.places.keeping.models import Correction, PlaceEvent, SamePlace
from events.places.models import Check, Place, Zone
from events.places.walk.models import CheckDraft, PlacePhoto

__all__ = [
    "RSVP",
    "Check",
    "CheckDraft",
    "Correction",
    "Hazard",
    "HazardVoice",
    "Meetup",
    "Mitigation",
    "Place",
    "PlaceEvent",
    "PlacePhoto",
    "SamePlace",
    "SpotterLevel",
    "Zone",
]
