"""Re-exports: each model lives in its concept's folder."""

from events.levels.models import SpotterLevel
from events.meetups.models import RSVP, Meetup
from events.places.models import Check, Place, Zone

__all__ = ["RSVP", "Check", "Meetup", "Place", "SpotterLevel", "Zone"]
