"""What somebody wrote in threads."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.contact.models import Message, Thread
from accounts.users.given import Data, given

WORDS = {
    "threads": gettext_lazy("Threads"),
    "messages": gettext_lazy("Messages you wrote"),
    "opened_at": gettext_lazy("Opened"),
    "last_message_at": gettext_lazy("Last message"),
    "closed_at": gettext_lazy("Closed"),
    "thread": gettext_lazy("Thread"),
    "sent_at": gettext_lazy("Sent"),
    "removed_at": gettext_lazy("Removed"),
}
THREAD = {
    "id": "public_id",
    "kind": "topic",
    "about": "target",
    "opened_at": "opened_at",
    "last_message_at": "last_at",
    "closed_at": "closed_at",
}
MESSAGE = {
    "id": "public_id",
    "thread": "thread__public_id",
    "text": "text",
    "sent_at": "sent_at",
    "removed_at": "removed_at",
}


def give(user_id: int) -> Data:
    """Threads one is a side of, and one's own words in any; what others wrote there is theirs."""
    return {
        "threads": given(_threads(user_id), **THREAD),
        "messages": given(Message.objects.filter(author=user_id), **MESSAGE),
    }


def erase(user_id: int, *, with_texts: bool) -> None:
    """Their words go, whatever they chose for stories: nobody but the other side ever read them."""
    now = timezone.now()
    _threads(user_id).filter(closed_at__isnull=True).update(closed_at=now)
    Message.objects.filter(author=user_id).update(text="", removed_at=now)


def _threads(user_id: int):
    return Thread.objects.filter(Q(person=user_id) | Q(other=user_id))
