"""Who may say how it went, read the log and close what is in it."""

from datetime import timedelta

from django.utils import timezone

from accounts.permissions import Viewer
from community.groups.models import Group
from events.incidents.models import Incident
from events.incidents.presence import was_there
from events.incidents.querysets import leads_any
from events.meetups.models import Meetup
from events.meetups.rules import can_call_off_meetup

TELL_WITHIN = timedelta(days=30)


def can_say_how_it_went(viewer: Viewer, meetup: Meetup) -> bool:
    """Whoever was there, from its beginning on: what happens is told when it happens."""
    now = timezone.now()
    if viewer.pk is None or not meetup.starts_at <= now <= meetup.ends_at + TELL_WITHIN:
        return False
    return was_there(meetup.pk, viewer.pk)


def can_read_log(viewer: Viewer, subject: object = None) -> bool:
    """All groups' incidents are for who looks after the site."""
    return viewer.is_site_moderator


def can_read_group_log(viewer: Viewer, group: Group) -> bool:
    """Who organizes it, and who led a date of it: these read what happened at their own dates."""
    if viewer.organizes(group.pk):
        return True
    if viewer.is_site_moderator and not viewer.kept_out_of([group.pk]):
        return True
    return viewer.is_member_of(group.pk) and leads_any(viewer, group.pk)


def can_know_group(viewer: Viewer, incident: Incident) -> bool:
    """A private group has no name, no date and no words for who does not belong to it."""
    return not viewer.kept_out_of([incident.meetup.group_id])


def can_close_incident(viewer: Viewer, incident: Incident) -> bool:
    """Who runs the date; a severe one needs somebody who looks after the site and does not belong there."""
    if incident.is_severe:
        outside = not viewer.is_member_of(incident.meetup.group_id) and viewer.pk != incident.reported_by_id
        return viewer.is_site_moderator and outside
    return viewer.is_site_moderator or can_call_off_meetup(viewer, incident.meetup)


def can_take_words_back(viewer: Viewer, incident: Incident) -> bool:
    """Who wrote them agreed that they are kept, and may think otherwise."""
    return viewer.pk is not None and viewer.pk == incident.reported_by_id
