"""Re-exports: each model lives in its concept's folder."""

from accounts.consents.models import Acknowledgement, Document
from accounts.geography import City, CityName, Gazetteer
from accounts.jobs.models import Heartbeat, PutAwayTask, Worker
from accounts.notifications.models import Notification
from accounts.users.models import Profile, User

__all__ = [
    "Acknowledgement",
    "City",
    "CityName",
    "Document",
    "Gazetteer",
    "Heartbeat",
    "Notification",
    "Profile",
    "PutAwayTask",
    "User",
    "Worker",
]
