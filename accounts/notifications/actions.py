"""Tell people: one outbox row in the caller's transaction; the rest happens after the commit."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.jobs.faults import Fault, fault_point
from accounts.notifications.bell import readable
from accounts.notifications.kinds import Kind
from accounts.notifications.models import Announcement, Notification, Reminder
from accounts.notifications.rules import can_read_bell
from accounts.notifications.tasks import spread_news
from accounts.permissions import Viewer, permitted
from accounts.users.models import User


def notify(
    kind: Kind,
    *,
    target: str,
    to: Iterable[int] | None = None,
    by: int | None = None,
    cause: str = "",
    scope: str = "",
) -> None:
    """Owe people a line, and a mail if they want one. Twice is as good as once.

    ``to`` are keys of users; None asks the kind's audience when the row is read. ``by`` is whose act it was:
    that person is not told. ``scope`` names the group, so that it can be muted.
    """
    recipients = None if to is None else [pk for pk in dict.fromkeys(to) if pk != by]
    if recipients == []:
        return
    Announcement.objects.announce(
        kind.name, target=target, cause=cause, scope=scope, actor_id=by, recipients=recipients
    )
    transaction.on_commit(_enqueue, robust=True)  # if it fails, the sweep finds the row


def _enqueue() -> None:
    fault_point(Fault.CHANGE_COMMITTED)
    spread_news.enqueue()


def settle(*kinds: Kind, target: str, to: Collection[int] | None = None) -> None:
    """What these lines say holds no more: they leave every bell, and no mail about it goes out.

    With ``to``, only these people's lines; a row of the outbox that nobody was told of yet asks again anyhow.
    """
    names = [kind.name for kind in kinds]
    lines = Notification.objects.filter(kind__in=names, target=target)
    if to is not None:
        lines.filter(recipient__in=to).delete()
        return
    Announcement.objects.filter(kind__in=names, target=target).delete()
    lines.delete()


def look_again(people: Collection[int], *, targets: Collection[str] | None = None) -> None:
    """Something took rights away: hide the unread lines these people may no longer read.

    With ``targets``, only lines about these. The mails ask for themselves when they are sent.
    """
    lines = Notification.objects.unread().filter(recipient__in=people)
    if targets is not None:
        lines = lines.filter(target__in=targets)
    mine: dict[int, list[Notification]] = {}
    for line in lines.order_by("recipient", "pk"):
        mine.setdefault(line.recipient_id, []).append(line)
    gone = []
    for user in User.objects.with_profile().filter(pk__in=mine):
        found = readable(mine[user.pk], Viewer(user))
        gone += [line.pk for line in mine[user.pk] if line.pk not in found]
    if gone:
        Notification.objects.filter(pk__in=gone).update(is_hidden=True)


def remind(user_id: int, *, target: str, due: Mapping[Kind, datetime], scope: str = "") -> None:
    """Tell somebody at these moments; asking again moves them. What would be due already is left out."""
    now = timezone.now()
    rows = [
        Reminder(kind=kind.name, recipient_id=user_id, target=target, scope=scope, due_at=due_at)
        for kind, due_at in due.items()
        if due_at > now
    ]
    if rows:
        Reminder.objects.put(rows)


def forget_reminders(*, target: str, to: Collection[int] | None = None) -> None:
    """Nobody, or none of these people, is reminded of ``target`` any more."""
    rows = Reminder.objects.filter(target=target)
    (rows if to is None else rows.filter(recipient__in=to)).delete()


@transaction.atomic
@permitted(can_read_bell)
def mark_lines_read(*, by: Viewer, newest: str) -> None:
    """The newest line the viewer saw, and all before it, count as read; what came since stays new."""
    Notification.objects.mark_read(by, newest, timezone.now())
