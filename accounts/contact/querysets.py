from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.contracts import private_groups
from accounts.permissions import Viewer
from accounts.users.models import Block

if TYPE_CHECKING:
    from accounts.contact.models import Message, Thread

SILENCE = timedelta(days=30)
AROUND = 2


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Threads a viewer takes part in."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a thread: the two, or the person and those who have the role.

        Whoever is kept apart from the person sees none of it; others with the role still do. Who is banned
        from a group, or not in it since it is private, sees nothing of its threads.
        """
        if not viewer.is_authenticated:
            return self.none()
        apart = Block.objects.apart_from(viewer.person_pk)
        as_other = Q(other_id=viewer.pk) | _as_one_of_many(viewer)
        of_theirs = Q(person_id=viewer.pk) & (Q(other__isnull=True) | ~Q(other__in=apart)) & _of_known(viewer)
        seen = self.filter(of_theirs | (as_other & ~Q(person_id=viewer.pk) & ~Q(person__in=apart)))
        return seen.exclude(group_id__in=viewer.banned_from) if viewer.banned_from else seen

    def written_in(self, viewer: Viewer) -> Self:
        """What the viewer's list shows: where something was written, and it is theirs or their group's."""
        messages = apps.get_model("accounts", "Message").objects.filter(thread=OuterRef("pk"))
        concerned = Q(person_id=viewer.pk) | Q(other_id=viewer.pk) | Q(group_id__in=list(viewer.roles))
        of_site = Q(group_id__isnull=True) if viewer.is_site_moderator else Q()
        wrote = Q(Exists(messages.filter(author_id=viewer.pk)))
        return self.visible_to(viewer).filter(concerned | of_site | wrote).filter(Exists(messages))

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def silent(self, now: datetime) -> Self:
        """Open, and nobody has written for so long that it closes."""
        return self.open().filter(last_at__lt=now - SILENCE)

    def about(self, topic: str, target: str, person_id: int) -> Self:
        """The one thread with this person about one thing."""
        return self.filter(topic=topic, target=target, person_id=person_id)

    def asked_of(self, subject: str, person_id: int) -> Self:
        """This person's threads about one thing that may be taken up again: ``<public id>.<number>``."""
        return self.filter(topic="joining", person_id=person_id, target__startswith=f"{subject}.")

    def names_of_last_authors(self, viewer: Viewer) -> dict[str, str]:
        """Who wrote last to this viewer, by public id, where somebody did."""
        messages = apps.get_model("accounts", "Message").objects.filter(thread=OuterRef("pk"))
        to_them = messages.exclude(author_id=viewer.pk).filter(removed_at__isnull=True)
        to_them = to_them.exclude(author__in=Block.objects.apart_from(viewer.pk))
        names = to_them.order_by("-sent_at", "-pk").values("author__profile__display_name")
        rows = self.annotate(last_author=Subquery(names[:1])).filter(last_author__isnull=False)
        return dict(rows.values_list("public_id", "last_author"))

    def for_list(self) -> Self:
        """Load all that the list shows; anything else raises."""
        rows = self.select_related("person__profile", "other__profile")
        return rows.fetch_mode(models.FETCH_RAISE)


def _of_known(viewer: Viewer) -> Q:
    """Threads about no group, a public one, or one of the viewer's."""
    known = Q()
    for private in private_groups():
        known &= ~Q(Exists(private.filter(pk=OuterRef("group_id"))))
    return known | Q(group_id__in=list(viewer.roles))


def _as_one_of_many(viewer: Viewer) -> Q:
    """Threads in which the viewer answers because of a role."""
    organized = [group for group, role in viewer.roles.items() if role == "organizer"]
    seen = Q(topic="joining", group_id__in=organized)
    seen |= Q(topic="moderation", group_id__in=list(viewer.moderated_groups))
    if viewer.is_site_moderator:
        of_site = Q(topic="moderation", other__isnull=True)
        for private in private_groups():
            of_site &= ~Q(Exists(private.filter(pk=OuterRef("group_id"))))
        seen |= of_site
    return seen


class MessageQuerySet(models.QuerySet["Message"]):
    """What was written, the oldest first."""

    def visible_to(self, viewer: Viewer) -> Self:
        """In threads the viewer may read, except by people they are kept apart from."""
        if not viewer.is_authenticated:
            return self.none()
        threads = apps.get_model("accounts", "Thread").objects.visible_to(viewer)
        shown = self.filter(thread__in=threads)
        return shown.exclude(author__in=Block.objects.apart_from(viewer.person_pk))

    def there(self) -> Self:
        """What no moderator took away."""
        return self.filter(removed_at__isnull=True)

    def in_thread(self, thread: "Thread") -> Self:
        return self.filter(thread=thread)

    def in_order(self) -> Self:
        """Load all that a page shows, the oldest first; anything else raises."""
        rows = self.select_related("author__profile", "thread").order_by("sent_at", "pk")
        return rows.fetch_mode(models.FETCH_RAISE)

    def around(self, message: "Message") -> list["Message"]:
        """This message with the two before and the two after it: what a report lets a moderator read."""
        rows = self.filter(thread_id=message.thread_id).select_related("author__profile")
        before = rows.filter(_earlier(message)).order_by("-sent_at", "-pk")[:AROUND]
        after = rows.filter(_later(message)).order_by("sent_at", "pk")[:AROUND]
        return [*reversed(before), message, *after]


def _earlier(message: "Message") -> Q:
    return Q(sent_at__lt=message.sent_at) | Q(sent_at=message.sent_at, pk__lt=message.pk)


def _later(message: "Message") -> Q:
    return Q(sent_at__gt=message.sent_at) | Q(sent_at=message.sent_at, pk__gt=message.pk)
