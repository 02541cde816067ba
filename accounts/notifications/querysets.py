from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import batched, chain
from typing import TYPE_CHECKING, Any, Self

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.db import connections, models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.notifications.dead_letters import DeadLetterQuerySet, dropped_in_vain
from accounts.permissions import Viewer
from accounts.users.models import Block, MutedPerson

if TYPE_CHECKING:
    from accounts.notifications.models import Reminder

SHOWN_AT_MOST = 99  # the bell shows 99+ for more
REFUSALS_BEFORE_PAUSE = 3
NOTE_SENT = """
    UPDATE accounts_notification SET sent_at = %s, mail_due_at = NULL, leased_until = NULL, leased_by = ''
    WHERE id = %s AND leased_by = %s
"""
AT_ONCE = 1_000  # rows: no database takes any number of parameters
PUT_REMINDERS = """
    INSERT INTO accounts_reminder (kind, recipient_id, target, scope, due_at) VALUES {rows}
    ON CONFLICT (kind, target, recipient_id) DO UPDATE SET due_at = excluded.due_at, scope = excluded.scope
"""
LONGEST_WAIT = timedelta(hours=7)  # of anything that failed, for its next try


class AnnouncementQuerySet(DeadLetterQuerySet):
    """The outbox."""

    def untold(self) -> Self:
        """What was not spread to people yet."""
        return self.filter(told_at__isnull=True, dropped_because="")

    def due(self, now: datetime) -> Self:
        """What is to be spread now, the oldest first."""
        return self.untold().filter(_has_come("due_at", now)).order_by("due_at", "pk")

    def announce(self, kind: str, *, target: str, **fields: Any) -> None:
        """Add a row, due now."""
        self.create(kind=kind, target=target, due_at=timezone.now(), **fields)

    def wait_for_spread(self, **about: Any) -> None:
        """Let what is being spread at this moment end first, so that its lines are seen.

        Who takes a right or a wish back calls it before looking at lines. SQLite has one writer anyway.
        """
        list(self.untold().filter(**about).order_by("pk").select_for_update().values_list("pk"))

    def claim(self, pk: int, now: datetime) -> bool:
        """Mark one as told, and hold it until the transaction ends. False if another worker was faster."""
        return bool(self.untold().filter(pk=pk).update(told_at=now))


class NotificationQuerySet(DeadLetterQuerySet):
    """Lines of one person's bell, and mail that is due."""

    due_field = "mail_due_at"

    def visible_to(self, viewer: Viewer) -> Self:
        """Only the recipient's own, and of these what belongs into a bell."""
        return self.filter(recipient=viewer.pk, is_hidden=False) if viewer.pk else self.none()

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True, is_hidden=False)

    def unread_count(self, viewer: Viewer) -> int:
        """Unread lines of this person's bell, counted no further than is shown, in one indexed query.

        Lines that may no longer be read are hidden by what took the right away (``look_again``).
        """
        return self.visible_to(viewer).unread()[: SHOWN_AT_MOST + 1].count()

    def mark_read(self, viewer: Viewer, newest: str, at: datetime) -> int:
        """Mark the line with public id ``newest`` and all before it."""
        mine = self.visible_to(viewer)
        until = mine.filter(public_id=newest).values("created_at")
        return mine.unread().filter(created_at__lte=models.Subquery(until)).update(read_at=at)

    def mark_these_read(self, viewer: Viewer, lines: Collection[str], at: datetime) -> int:
        """Mark the lines with these public ids."""
        return self.visible_to(viewer).unread().filter(public_id__in=lines).update(read_at=at)

    def read_together(self, viewer: Viewer, at: datetime) -> Self:
        """What this person marked as read at exactly this moment."""
        return self.visible_to(viewer).filter(read_at=at)

    def owed(self) -> Self:
        """Mail that is to go out, now or at its next try."""
        return self.filter(mail_due_at__isnull=False)

    def mail_due(self, now: datetime) -> Self:
        """Mail that is owed now and that no worker holds a lease on, the longest waiting first.

        No lease is longer than one that begins at the end of another: such a one was made before the clock
        was put back.
        """
        is_held = Q(leased_until__gt=now, leased_until__lte=_end_of_lease(_end_of_lease(now)))
        return (
            self.owed().filter(_has_come("mail_due_at", now)).exclude(is_held).order_by("mail_due_at", "pk")
        )

    def lease(self, most: int, now: datetime) -> tuple[str, list[int]]:
        """Claim up to ``most`` due mails for this worker; return the name of the lease and their keys.

        A worker that dies loses the claim when the lease runs out.
        """
        name = new_nonce()
        due = list(self.mail_due(now).values_list("pk", flat=True)[:most])
        claim = {"leased_until": _end_of_lease(now), "leased_by": name, "attempts": F("attempts") + 1}
        got = self.mail_due(now).order_by().filter(pk__in=due).update(**claim) if due else 0
        if got == len(due):
            return name, due
        return name, list(self.filter(leased_by=name, pk__in=due).values_list("pk", flat=True))

    def hold(self, pk: int, lease: str, now: datetime) -> bool:
        """Make this lease last from now; False if another worker has the mail, or it is owed no more."""
        mine = self.filter(pk=pk, leased_by=lease, mail_due_at__isnull=False)
        return bool(mine.update(leased_until=_end_of_lease(now)))

    def free(self, pks: Collection[int], lease: str) -> None:
        """Give back what was claimed and not tried."""
        mine = self.filter(pk__in=pks, leased_by=lease)
        mine.update(leased_until=None, leased_by="", attempts=F("attempts") - 1)

    def note_sent(self, pk: int, lease: str, at: datetime) -> None:
        """The mail has left. A ready statement: the ORM would make the same one anew for each letter."""
        connection = connections[self.db]
        moment = connection.ops.adapt_datetimefield_value(at)
        with connection.cursor() as cursor:
            cursor.execute(NOTE_SENT, [moment, pk, lease])

    def for_letter(self) -> Self:
        """Load what every letter shows, and what it asks about its recipient, in one query."""
        address = OuterRef("recipient__email")
        confirmed = EmailAddress.objects.filter(
            Exact(Lower("email"), Lower(address)), user=OuterRef("recipient"), verified=True
        )
        failing = apps.get_model("accounts", "FailingAddress").objects.of(address)
        rows = self.select_related("recipient__profile").annotate(
            is_confirmed=Exists(confirmed),
            has_refused=Exists(failing),
            is_paused=Exists(failing.filter(paused_at__isnull=False)),
            is_apart=Exists(Block.objects.between(OuterRef("recipient"), OuterRef("actor")))
            | Exists(MutedPerson.objects.filter(muter=OuterRef("recipient"), muted=OuterRef("actor"))),
        )
        return rows.fetch_mode(models.FETCH_RAISE)

    def weekly(self, since: Any, up_to: datetime) -> Self:
        """Unread lines meant for the weekly letter, told after ``since`` and not after ``up_to``."""
        return self.unread().filter(channel="weekly", created_at__gt=since, created_at__lte=up_to)

    def call_back(self, channel: str) -> None:
        """Of these, letters that are not wanted as such and did not leave yet take another channel.

        What waits for a weekly letter, and is not wanted there either, stays in the bell.
        """
        unsent = self.filter(Q(mail_due_at__isnull=False) | dropped_in_vain())
        unsent.update(mail_due_at=None, channel=channel, dropped_because="switched off")
        if channel == "bell":
            self.filter(channel="weekly", read_at__isnull=True).update(channel=channel)

    def tell(self, rows: Iterable[models.Model]) -> None:
        """Add rows; one that was told before stays as it is."""
        self.bulk_create(rows, ignore_conflicts=True)


class ReminderQuerySet(models.QuerySet):
    """What is due later."""

    def due(self, now: datetime) -> Self:
        return self.filter(due_at__lte=now).order_by("due_at", "pk")

    def put(self, rows: "Iterable[Reminder]") -> None:
        """Add or move: one row for each kind, target and person. A ready statement: every answer makes it."""
        connection = connections[self.db]
        facts = ((row.kind, row.recipient_id, row.target, row.scope, row.due_at) for row in rows)
        with connection.cursor() as cursor:
            for some in batched(facts, AT_ONCE):
                values = [(*fact[:4], connection.ops.adapt_datetimefield_value(fact[4])) for fact in some]
                places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(values))
                cursor.execute(PUT_REMINDERS.format(rows=places), [*chain.from_iterable(values)])

    def take(self, now: datetime, most: int) -> "list[Reminder]":
        """Remove what is due and return it; what another worker holds is left to it."""
        rows = list(self.due(now).select_for_update(skip_locked=True)[:most])
        self.filter(pk__in=[row.pk for row in rows]).delete()
        return rows


class PreferencesQuerySet(models.QuerySet):
    """How people want to be told."""

    def of(self, user_id: int) -> Any:
        """This person's row, or an unsaved one with the defaults."""
        return self.filter(pk=user_id).first() or self.model(pk=user_id)

    def choose(self, user_id: int, preset: str) -> None:
        self.bulk_create(
            [self.model(pk=user_id, preset=preset)],
            update_conflicts=True,
            unique_fields=["user"],
            update_fields=["preset"],
        )

    def mark_sent(self, people: Iterable[int], up_to: datetime) -> None:
        """The weekly letters of these people tell of everything up to this moment."""
        self.bulk_create(
            [self.model(pk=pk, sent_up_to=up_to) for pk in people],
            update_conflicts=True,
            unique_fields=["user"],
            update_fields=["sent_up_to"],
        )


class ChoiceQuerySet(models.QuerySet):
    """What people chose kind by kind."""

    def of(self, user_id: int) -> dict[str, str]:
        """``{kind: channel}``, in one query."""
        return dict(self.filter(user=user_id).values_list("kind", "channel"))

    def switched_off(self, kind: str, person: Any) -> Self:
        """The choice of this person, or of an outer query's, that switches this kind of letter off."""
        return self.filter(kind=kind, channel="bell", user=person)

    def choose(self, user_id: int, channels: Mapping[str, str]) -> None:
        """Add or change: one row for each kind."""
        self.bulk_create(
            [self.model(user_id=user_id, kind=kind, channel=channel) for kind, channel in channels.items()],
            update_conflicts=True,
            unique_fields=["user", "kind"],
            update_fields=["channel"],
        )

    def forget(self, user_id: int, kinds: Collection[str] | None = None) -> None:
        """Take these choices back, or all of this person's."""
        mine = self.filter(user=user_id)
        (mine if kinds is None else mine.filter(kind__in=kinds)).delete()


class MuteQuerySet(models.QuerySet):
    """Groups people want to hear nothing of."""

    def scopes_of(self, user_id: int) -> set[str]:
        return set(self.filter(user=user_id).values_list("scope", flat=True))

    def mute(self, user_id: int, scope: str) -> None:
        self.bulk_create([self.model(user_id=user_id, scope=scope)], ignore_conflicts=True)

    def unmute(self, user_id: int, scope: str) -> None:
        self.filter(user=user_id, scope=scope).delete()


class AddressQuerySet(models.QuerySet):
    """Addresses that refuse letters."""

    def all_paused(self) -> Self:
        return self.filter(paused_at__isnull=False)

    def paused(self, email: str) -> Any:
        """The row of a paused address, or None."""
        return self.all_paused().of(Value(email)).first()

    def of(self, email: Any) -> Self:
        """The row of one address, compared as its constraint does: by the database's lower case.

        Upper case would take ``evıl.org`` for ``evil.org``.
        """
        return self.filter(Exact(Lower("email"), Lower(email)))

    def count_refusal(self, email: str) -> int:
        """One more refusal; return how many there are now in a row."""
        self.bulk_create([self.model(email=email)], ignore_conflicts=True)
        rows = self.of(Value(email))
        rows.update(refusals=F("refusals") + 1)
        return rows.values_list("refusals", flat=True).first() or 0

    def pause(self, email: str, now: datetime) -> bool:
        """False if it was paused before."""
        return bool(self.of(Value(email)).filter(paused_at__isnull=True).update(paused_at=now))

    def forget(self, email: str) -> bool:
        """A letter arrived, or the person wants it tried again."""
        return bool(self.of(Value(email)).delete()[0])


def _has_come(field: str, now: datetime) -> Q:
    """It is time, or was before the clock was put back: what nobody tried yet never waits, nor that long."""
    return Q(**{f"{field}__lte": now}) | Q(attempts=0) | Q(**{f"{field}__gt": now + LONGEST_WAIT})


def _end_of_lease(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.LEASE_SECONDS)
