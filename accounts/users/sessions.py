"""A person's own sessions: on which devices they are signed in, and how that ends.

allauth keeps a row for each sign-in. We take out where it came from, and of the browser we keep two words.
"""

from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Any, cast

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.permissions import Viewer, permitted
from accounts.users.devices import device_of
from accounts.users.models import User
from accounts.users.rules import can_end_session, can_end_sessions

NOWHERE = "::"  # the row wants an address; we keep none
USED_ON = "used_on"


@dataclass(frozen=True)
class OwnSession:
    """One device, as its owner reads it."""

    pk: int
    browser: str
    system: str
    started_at: datetime
    used_on: date | None
    is_this: bool


def keep_device(session_key: str, user_agent: str) -> None:
    """Of a fresh sign-in keep the device in two words, and not where it is."""
    row = UserSession.objects.filter(session_key=session_key)
    row.update(ip=NOWHERE, user_agent="/".join(device_of(user_agent)))


def own_sessions(user: User, *, current: str) -> list[OwnSession]:
    """Where this person is signed in now, this device first and then the newest; in two queries."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user_id=user.pk)}
    alive = Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now())
    found = [
        _shown(rows[session.session_key], data, current=current)
        for session in alive
        if _is_of(user, data := session.get_decoded())
    ]
    return sorted(found, key=lambda each: (not each.is_this, -each.started_at.timestamp()))


def _is_of(user: User, data: dict[str, Any]) -> bool:
    """A session from before a change of the password lets nobody in."""
    return constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def _shown(row: UserSession, data: dict[str, Any], *, current: str) -> OwnSession:
    browser, _slash, system = row.user_agent.partition("/")
    used_on = date.fromisoformat(data[USED_ON]) if USED_ON in data else None
    return OwnSession(row.pk, browser, system, row.created_at, used_on, row.session_key == current)


@transaction.atomic
@permitted(can_end_session)
def end_session(session: UserSession, *, by: Viewer) -> None:
    """Whoever uses this device is a stranger from the next request on."""
    _forget([session])


@transaction.atomic
@permitted(can_end_sessions)
def end_sessions(user: User, *, by: Viewer, but: str | None = None) -> None:
    """Sign this person out everywhere, but for the session with the key ``but``."""
    _forget(UserSession.objects.filter(user_id=user.pk).exclude(session_key=but or ""))


def _forget(sessions: Any) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in sessions:
        store.delete(session.session_key)
        session.delete()


def stay_signed_in_here(request: HttpRequest) -> None:
    """After a change of what signs in: a new key for this session, and the end of all others."""
    before = request.session.session_key or ""
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
    viewer = Viewer(cast("User", request.user))
    end_sessions(cast("User", request.user), by=viewer, but=request.session.session_key)
