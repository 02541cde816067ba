"""Why somebody cannot come in now, in a sentence; empty when they can."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.groups.joining_querysets import PAUSE
from community.groups.models import Group, JoinPolicy, JoinRequest


def why_not_at_once(group: Group, user_id: int) -> str:
    """Why this person cannot join by a button alone."""
    if sentence := _why_nobody(group) or _why_not_yet(group, user_id):
        return sentence
    if group.join_policy == JoinPolicy.REQUEST:
        return _("This group decides who joins. Ask, and an organizer answers.")
    return ""


def why_not_ask(group: Group, user_id: int) -> str:
    """Why this person cannot ask to join."""
    if sentence := _why_nobody(group) or _why_not_yet(group, user_id):
        return sentence
    if group.join_policy == JoinPolicy.OPEN:
        return _("You need not ask: this group takes everybody who is ready. Use the button on its page.")
    return ""


def may_return_at(group_id: int, user_id: int) -> datetime | None:
    """When the pause after a no ends; None if none runs."""
    since = timezone.now() - PAUSE
    last = JoinRequest.objects.refused_since(since).of_person(group_id, user_id).order_by("decided_at").last()
    return last.decided_at + PAUSE if last and last.decided_at else None


def day_in(zone: str, moment: datetime) -> str:
    """The day as people of that time zone call it, in the active language."""
    return date_format(timezone.localtime(moment, ZoneInfo(zone)), "DATE_FORMAT")


def _why_nobody(group: Group) -> str:
    if group.archived_at:
        return _("This group is archived, so nobody joins it now.")
    if group.join_policy == JoinPolicy.INVITE:
        return _("This group takes people by invitation only. Ask somebody who runs it for a link.")
    return ""


def _why_not_yet(group: Group, user_id: int) -> str:
    at = may_return_at(group.pk, user_id)
    if at is None:
        return ""
    return _("Somebody who runs this group said no a few days ago. You can try again after %(day)s.") % {
        "day": day_in(group.time_zone, at)
    }
