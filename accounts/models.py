"""Re-exports: each model lives in its concept's folder."""

from accounts.consents.models import Acknowledgement, Document
from accounts.contact.models import Message, Thread
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
from accounts.privacy.models import Export
from accounts.users.models import Block, MutedPerson, Profile, User

__all__ = [
    "Acknowledgement",
    "Announcement",
    "Block",
    "Choice",
    "City",
    "CityName",
    "Document",
    "Export",
    "FailingAddress",
    "Gazetteer",
    "Heartbeat",
    "Message",
    "Mute",
    "MutedPerson",
    "Notification",
    "Preferences",
    "Profile",
    "PutAwayTask",
    "Reminder",
    "Thread",
    "User",
    "Worker",
]
