"""Re-exports: each model lives in its concept's folder."""

from accounts.consents.models import Acknowledgement, Document
from accounts.geography import City, CityName, Gazetteer
from accounts.jobs.models import Heartbeat, PutAwayTask, Worker
from accounts.notifications.models import (
    Announcement,
    Choice,
    FailingAddress,
    Mute,
    Notification,
    Preferences,
    Reminder,
)
from accounts.users.models import Block, Profile, User

__all__ = [
    "Acknowledgement",
    "Announcement",
    "Block",
    "Choice",
    "City",
    "CityName",
    "Document",
    "FailingAddress",
    "Gazetteer",
    "Heartbeat",
    "Mute",
    "Notification",
    "Preferences",
    "Profile",
    "PutAwayTask",
    "Reminder",
    "User",
    "Worker",
]
