"""From one row of the outbox to a line for each person, in a handful of statements however many they are."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.jobs.faults import Fault, fault_point
from accounts.notifications.kinds import KINDS, Channel, Kind, Preset
from accounts.notifications.models import (
    Announcement,
    Choice,
    Mute,
    Notification,
    Preferences,
    Reminder,
)
from accounts.permissions import Viewer
from accounts.users.models import Block, MutedPerson, User

logger = logging.getLogger(__name__)


@transaction.atomic
def spread(news: Announcement, now: datetime) -> bool:
    """Tell everybody whom one announcement concerns. Return False if another worker does.

    Marking it and adding the lines is one transaction: a crash leaves the announcement as it was. For an
    audience of any size that takes three statements: mark, ask who they are, add their lines.
    """
    if not Announcement.objects.claim(news.pk, now):
        return False
    fault_point(Fault.NEWS_CLAIMED)
    kind = KINDS.get(news.kind)
    if kind is None:
        logger.info("announcement dropped: %s, unknown kind", news.kind)
        return True
    Notification.objects.tell(_rows(news, kind, now))
    if kind.replaces:
        _take_away(kind.replaces, news.target)
    fault_point(Fault.NEWS_SPREAD)
    return True


def _take_away(kinds: tuple[str, ...], target: str) -> None:
    """Lines and reminders that say nothing any more; here, because there may be one for each member."""
    Notification.objects.filter(kind__in=kinds, target=target).delete()
    Reminder.objects.filter(kind__in=kinds, target=target).delete()


def _rows(news: Announcement, kind: Kind, now: datetime) -> list[Notification]:
    people: Any = _with_choices(_recipients(news, kind), news).order_by("pk")
    chosen = people.values_list("pk", "chosen", "preset", "is_muted")
    return [_row(news, kind, now, *person) for person in chosen]


def _recipients(news: Announcement, kind: Kind) -> "QuerySet[User]":
    """Who is told: they may read it now, are not kept apart, did not mute, and it was not their own act."""
    if news.recipients is None:
        if kind.audience is None:
            raise TypeError(f"{kind.name} has no audience: name the recipients")
        people = kind.audience(news.target)
    else:
        people = User.objects.filter(pk__in=_who_may_read(news, kind))
    if news.actor_id:
        people = people.exclude(pk=news.actor_id)
    if news.actor_id and kind.is_spared_apart:  # what concerns safety reaches who is kept apart too
        people = people.exclude(pk__in=Block.objects.apart_from(news.actor_id))
        people = people.exclude(pk__in=MutedPerson.objects.muters_of(news.actor_id))
    return people.filter(is_active=True, leaving_at__isnull=True)


def _who_may_read(news: Announcement, kind: Kind) -> list[int]:
    """Of the named recipients, who may read it still and would not hear of it too late."""
    found: list[int] = []
    for user in User.objects.with_profile().filter(pk__in=news.recipients or []):
        subject = kind.find(Viewer(user), [news.target]).get(news.target)
        if subject is not None and not kind.is_stale(subject):
            found.append(user.pk)
    if left_out := len(news.recipients or []) - len(found):
        logger.info("not told: %s, %d who may not read it now or would be told too late", news.kind, left_out)
    return found


def _with_choices(people: "QuerySet[User]", news: Announcement) -> "QuerySet[User]":
    me = OuterRef("pk")
    return people.annotate(
        chosen=Subquery(Choice.objects.filter(user=me, kind=news.kind).values("channel")[:1]),
        preset=Subquery(Preferences.objects.filter(user=me).values("preset")[:1]),
        is_muted=Exists(Mute.objects.filter(user=me, scope=news.scope).exclude(scope="")),
    )


def _row(
    news: Announcement,
    kind: Kind,
    now: datetime,
    person: int,
    chosen: str | None,
    preset: str | None,
    is_muted: bool,
) -> Notification:
    channel = channel_for(kind, chosen, preset)
    is_quiet = is_muted and kind.is_mutable
    fields: dict[str, Any] = {"channel": Channel.BELL, "read_at": now} if is_quiet else {"channel": channel}
    return Notification(
        kind=news.kind,
        recipient_id=person,
        target=news.target,
        cause=news.cause,
        scope=news.scope,
        actor_id=news.actor_id,
        mail_due_at=now if fields["channel"] == Channel.NOW else None,
        **fields,
    )


def channel_for(kind: Kind, chosen: str | None, preset: str | None) -> Channel:
    """What this person chose for the kind, or what their preset means for it."""
    if chosen in kind.channels:
        return Channel(chosen)
    return kind.channel_in(Preset(preset) if preset else Preset.IMPORTANT)
