"""Tell people: a row in the caller's transaction, delivered after commit."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.notifications.kinds import Kind
from accounts.notifications.models import Notification
from accounts.notifications.rules import can_read_bell
from accounts.notifications.tasks import deliver_due
from accounts.permissions import Viewer, permitted


def notify(recipients: Iterable[int], kind: Kind, *, target: str, cause: str = "") -> None:
    """Owe each recipient (user pk) a line, and a mail if the kind sends any. Twice is as good as once."""
    due = timezone.now() if kind.sends_mail else None
    rows = [
        Notification(kind=kind.name, recipient_id=pk, target=target, cause=cause, mail_due_at=due)
        for pk in dict.fromkeys(recipients)
    ]
    Notification.objects.tell(rows)
    if due and rows:
        transaction.on_commit(deliver_due.enqueue, robust=True)  # if it fails, the sweep finds the rows


def settle(kind: Kind, *, target: str) -> None:
    """What these lines ask for is done: they leave every bell, and no mail about it goes out."""
    Notification.objects.filter(kind=kind.name, target=target).delete()


@transaction.atomic
@permitted(can_read_bell)
def mark_lines_read(*, by: Viewer, newest: str) -> None:
    """The newest line the viewer saw, and all before it, count as read; what came since stays new."""
    Notification.objects.mark_read(by, newest, timezone.now())
