"""What people are told: that we would like to know how it went, and that something happened.

Letters go through many hands: what happened to whom stands in the log only.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer
from accounts.users.models import User
from events.incidents.models import Debrief, HowItWent, Incident, Severity
from events.incidents.rules import TELL_WITHIN
from events.meetups.samples import sample_for_runner
from events.places.models import PlaceState


def _waiting(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Debrief]:
    """Dates at which the viewer was and of which they have said nothing yet."""
    return {row.meetup.public_id: row for row in Debrief.objects.waiting_for(viewer, targets)}


def _sample_debrief() -> Debrief:
    return Debrief(meetup=sample_for_runner(), asked_at=datetime(2026, 6, 16, 18, 0, tzinfo=UTC))


def _is_too_late(debrief: Any) -> bool:
    return timezone.now() > debrief.meetup.ends_at + TELL_WITHIN


def _severe(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Incident]:
    """What nobody has closed yet, for who looks after the site."""
    if not viewer.is_site_moderator:
        return {}
    rows = Incident.objects.visible_to(viewer).severe().open().filter(public_id__in=targets)
    return {incident.public_id: incident for incident in rows.for_cards()}


def _site_moderators(target: str) -> "QuerySet[User]":
    return User.objects.there().filter(is_site_moderator=True)


def _logged(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Incident]:
    """What nobody has closed yet, for who runs the date."""
    rows = Incident.objects.visible_to(viewer).run_by(viewer).open().filter(public_id__in=targets)
    return {incident.public_id: incident for incident in rows.for_cards()}


def _who_run_it(target: str) -> "QuerySet[User]":
    return User.objects.there().filter(pk__in=Incident.objects.people_running(target))


def _sample_incident() -> Incident:
    meetup = sample_for_runner()
    meetup.place.state = PlaceState.SUSPENDED
    return Incident(
        public_id="sample",
        meetup=meetup,
        place=meetup.place,
        zone=meetup.zone,
        kind=HowItWent.FALL,
        severity=Severity.TREATED,
        reported_at=datetime(2026, 6, 16, 18, 0, tzinfo=UTC),
    )


HOW_IT_WENT = declare(
    Kind(
        name="incidents.how_it_went",
        templates="events/notices/incidents.how_it_went",
        label=_("How was it? We ask once after each date"),
        category=Category.DATES,
        weight=Weight.DATES,
        find=_waiting,
        url=Debrief.get_absolute_url,
        heading=lambda debrief: debrief.meetup.title,
        sample=_sample_debrief,
        is_stale=_is_too_late,
        is_batchable=False,
    )
)
LOGGED = declare(
    Kind(
        name="incidents.logged",
        templates="events/notices/incidents.logged",
        label=_("A near miss or a fall at a date you lead or organize"),
        category=Category.DATES,
        weight=Weight.DATES,
        find=_logged,
        url=Incident.get_absolute_url,
        heading=lambda incident: incident.meetup.title,
        sample=_sample_incident,
        audience=_who_run_it,
        is_batchable=False,
        is_duty=True,
    )
)
SEVERE_INCIDENT = declare(
    Kind(
        name="incidents.severe",
        templates="events/notices/incidents.severe",
        label=_("A severe incident closed a place"),
        category=Category.MODERATION,
        weight=Weight.SAFETY,
        find=_severe,
        url=Incident.get_absolute_url,
        heading=lambda incident: incident.place.name,
        sample=_sample_incident,
        audience=_site_moderators,
        is_batchable=False,
        is_for=lambda viewer: viewer.is_site_moderator,
        is_duty=True,
    )
)
