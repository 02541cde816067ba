"""What happens in threads."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.contact.models import Message, Thread, Topic
from accounts.contact.notices import MESSAGE
from accounts.contact.readers import team_behind
from accounts.contact.rules import can_have_threads, can_take_part
from accounts.notifications.actions import notify, repeat, settle
from accounts.permissions import Refused, Viewer, permitted
from accounts.users.models import User

CLOSED = {
    Topic.JOINING: gettext_lazy(
        "This conversation is closed. If something is left to settle, begin a new one on the group’s page."
    ),
    Topic.SPOTTING: gettext_lazy(
        "This conversation is closed. When you two are asked to run together again, a new one begins."
    ),
    Topic.MODERATION: gettext_lazy(
        "This conversation is closed. If something is left to say, write to us; how is on the contact page."
    ),
}


@transaction.atomic
@permitted(can_have_threads)
def open_thread(
    topic: Topic,
    *,
    by: Viewer,
    target: str,
    person: User,
    group_id: int | None = None,
    other: User | None = None,
) -> Thread:
    """The thread with this person about ``target``, a public id; the same for whoever asks, and once.

    One that is closed stays closed: what is new has a target of its own.
    """
    other_id = other.pk if other else None
    thread = Thread(
        topic=topic,
        target=target,
        group_id=group_id,
        person_id=person.pk,
        other_id=other_id,
        last_at=timezone.now(),
    )
    if not by.is_system and not can_take_part(by, thread):
        raise PermissionDenied
    Thread.objects.bulk_create([thread], ignore_conflicts=True)
    return Thread.objects.about(topic, target, person.pk).get()


@transaction.atomic
@permitted(can_take_part)
def write(thread: Thread, *, by: Viewer, nonce: str, text: str) -> Message:
    """Add a few lines and tell the other side. The same form sent twice makes one message."""
    earlier = Message.objects.filter(nonce=nonce).first()
    if earlier is not None:
        return _same(earlier, thread, by)
    now = timezone.now()
    if not Thread.objects.visible_to(by).filter(pk=thread.pk).exists():
        raise PermissionDenied
    if not Thread.objects.open().filter(pk=thread.pk).update(last_at=now):
        raise Refused(str(CLOSED[Topic(thread.topic)]))
    try:
        with transaction.atomic():
            message = Message.objects.create(
                thread=thread, author_id=by.person_pk, nonce=nonce, text=text, sent_at=now
            )
    except IntegrityError:  # the same form at the same moment
        return _same(Message.objects.get(nonce=nonce), thread, by)
    _tell_others(message, by=by)
    return message


def _same(earlier: Message, thread: Thread, by: Viewer) -> Message:
    if (earlier.thread_id, earlier.author_id) != (thread.pk, by.pk):
        raise Refused(_("This form was used already. Load the page again."))
    return earlier


def _tell_others(message: Message, *, by: Viewer) -> None:
    """One line for each, and at most one letter an hour, however many messages there are."""
    thread, author = message.thread, by.person_pk
    team = team_behind(thread)
    to = {*_other_side(thread, author, team.people if team else [])} - {author}
    scope = team.scope if team else ""
    cause = f"{message.sent_at:%Y%m%d%H}"
    settle(MESSAGE, target=thread.public_id, to=[author])  # who answers has read it
    repeat(MESSAGE, target=thread.public_id, cause=cause, scope=scope, to=to)
    notify(MESSAGE, target=thread.public_id, to=sorted(to), by=author, cause=cause, scope=scope)


def _other_side(thread: Thread, author: int, team: Collection[int]) -> set[int]:
    """Who is told: the person, or everybody who answers, with those who wrote before."""
    if author != thread.person_id:
        return {thread.person_id}
    wrote = set(thread.messages.values_list("author_id", flat=True))
    return wrote | {*team} | ({thread.other_id} if thread.other_id else set())


@transaction.atomic
@permitted(can_take_part)
def close_thread(thread: Thread, *, by: Viewer) -> None:
    """Nothing is left to settle; what was written stays to be read."""
    if not Thread.objects.visible_to(by).open().filter(pk=thread.pk).update(closed_at=timezone.now()):
        raise Refused(_("Somebody closed this conversation a moment ago."))
