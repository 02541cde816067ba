"""Tell people: a row in the caller's transaction, delivered after commit."""

from collections.abc import Iterable

from accounts.notifications.kinds import Kind
from accounts.notifications.models import Notification


def notify(recipients: Iterable[int], kind: Kind, *, target: str, cause: str = "") -> None:
    """Owe each recipient (user pk) one bell line, and one mail if the kind sends any. Twice is as good as once."""
    from django.utils import timezone

    due = timezone.now() if kind.sends_mail else None
    Notification.objects.bulk_create(
        [
            Notification(kind=kind.name, recipient_id=pk, target=target, cause=cause, mail_due_at=due)
            for pk in dict.fromkeys(recipients)
        ],
        ignore_conflicts=True,
    )
