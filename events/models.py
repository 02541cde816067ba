"""Re-exports: each model lives in its concept's folder."""

from events.incidents.models import Debrief, Incident
from events.levels.models import SpotterLevel
from events.meetups.attendance.models import Attendance, AttendanceChange, DayCheck, HandOver
from events.meetups.feeds.models import CalendarFeed
from events.meetups.models import RSVP, Guest, Leading, Meetup, Mitigation
from events.meetups.series.models import Series, SeriesGuest, SeriesLeading
from events.places.hazards.models import Hazard, HazardVoice
from events.places.keeping.models import Correction, PlaceEvent, SamePlace
from events.places.models import Check, Place, Zone
from events.places.walk.models import CheckDraft, PlacePhoto

__all__ = [
    "RSVP",
    "Attendance",
    "AttendanceChange",
    "CalendarFeed",
    "Check",
    "CheckDraft",
    "Correction",
    "DayCheck",
    "Debrief",
    "Guest",
    "HandOver",
    "Hazard",
    "HazardVoice",
    "Incident",
    "Leading",
    "Meetup",
    "Mitigation",
    "Place",
    "PlaceEvent",
    "PlacePhoto",
    "SamePlace",
    "Series",
    "SeriesGuest",
    "SeriesLeading",
    "SpotterLevel",
    "Zone",
]
