"""Tell people: one outbox row in the caller's transaction; the rest happens after the commit."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.jobs.faults import Fault, fault_point
from accounts.jobs.rules import can_look_after_jobs
from accounts.notifications.bell import readable
from accounts.notifications.kinds import KINDS, Channel, Kind
from accounts.notifications.models import (
    Announcement,
    Choice,
    FailingAddress,
    Mute,
    Notification,
    Preferences,
    Reminder,
)
from accounts.notifications.notices import ADDRESS_PAUSED
from accounts.notifications.operating import Box
from accounts.notifications.preferences import wishes_of
from accounts.notifications.rules import can_choose_how_told, can_read_bell
from accounts.notifications.tasks import deliver_due, spread_news
from accounts.permissions import Refused, Viewer, permitted
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
        Announcement.objects.wait_for_spread(kind__in=names, target=target)
        lines.filter(recipient__in=to).delete()
        return
    Announcement.objects.filter(kind__in=names, target=target).delete()
    lines.delete()


def renew(kind: Kind, *, target: str, cause: str) -> None:
    """It happens again: of the earlier lines only the one of this ``cause`` stays, and is new once more.

    ``notify`` with the same cause then adds a line, and a letter, only where none stands. So with the hour
    as cause it is one line in all and one letter an hour, however often somebody changes their mind. Not
    for kinds that can be muted: their lines are read from the start.
    """
    Announcement.objects.filter(kind=kind.name, target=target).delete()
    lines = Notification.objects.filter(kind=kind.name, target=target)
    lines.exclude(cause=cause).delete()
    lines.filter(is_hidden=False).update(read_at=None)


def repeat(kind: Kind, *, target: str, cause: str, scope: str, to: Collection[int]) -> None:
    """It happens to these people again: of their earlier lines only the one of this ``cause`` stays, as new.

    As ``renew``, for what can be muted: who muted the scope has no new line.
    """
    lines = Notification.objects.filter(kind=kind.name, target=target, recipient__in=to, is_hidden=False)
    lines.exclude(cause=cause).delete()
    muted = Mute.objects.filter(scope=scope).exclude(scope="").values("user")
    lines.exclude(recipient__in=muted).update(read_at=None)


def look_again(people: Collection[int] | None = None, *, targets: Collection[str] | None = None) -> None:
    """Something took rights away: hide the lines that may no longer be read.

    Those of these people, or of everybody; with ``targets``, only lines about these. The mails ask for
    themselves when they are sent.
    """
    _hide_unreadable(people, targets)
    # Until the commit others still see the right: what is announced and spread meanwhile counts on it.
    transaction.on_commit(partial(_hide_unreadable, people, targets), robust=True)


@transaction.atomic
def _hide_unreadable(people: Collection[int] | None, targets: Collection[str] | None) -> None:
    about = {} if targets is None else {"target__in": targets}
    Announcement.objects.wait_for_spread(**about)
    lines = Notification.objects.filter(is_hidden=False, **about)
    if people is not None:
        User.objects.hold(people)
        lines = lines.filter(recipient__in=people)
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


def forget_reminders(*, target: str, to: Collection[int]) -> None:
    """None of these people is reminded of ``target`` any more."""
    Reminder.objects.filter(target=target, recipient__in=to).delete()


@transaction.atomic
@permitted(can_read_bell)
def mark_lines_read(*, by: Viewer, newest: str) -> datetime:
    """The newest line the viewer saw, and all before it, count as read; what came since stays new.

    Return the moment by which ``take_back_reading`` finds them again.
    """
    now = timezone.now()
    Notification.objects.mark_read(by, newest, now)
    return now


@transaction.atomic
@permitted(can_read_bell)
def mark_these_read(*, by: Viewer, lines: Collection[str]) -> datetime:
    """These lines of the viewer's bell count as read. Return the moment, as ``mark_lines_read`` does."""
    now = timezone.now()
    Notification.objects.mark_these_read(by, lines, now)
    return now


@transaction.atomic
@permitted(can_read_bell)
def take_back_reading(*, by: Viewer, at: datetime) -> int:
    """What the viewer marked as read at this moment is new again; return how many.

    What may no longer be read stays as it is: it would count for ever.
    """
    User.objects.hold([by.person_pk])  # so that no right is taken away meanwhile
    rows = list(Notification.objects.read_together(by, at))
    found = readable(rows, by)
    return Notification.objects.filter(pk__in=found, read_at=at).update(read_at=None)


@transaction.atomic
@permitted(can_choose_how_told)
def choose_preset(*, by: Viewer, preset: str) -> None:
    """What was chosen kind by kind stays."""
    Preferences.objects.choose(by.person_pk, preset)
    _call_back_letters(by.person_pk)


@transaction.atomic
@permitted(can_choose_how_told)
def choose_kinds(*, by: Viewer, channels: Mapping[str, str]) -> None:
    """Keep what differs from the viewer's preset; the rest follows it, now and when it changes."""
    preset = wishes_of(by.person_pk).preset
    own = {name: to for name, to in channels.items() if to != KINDS[name].channel_in(preset)}
    Choice.objects.forget(by.person_pk, channels.keys() - own.keys())
    Choice.objects.choose(by.person_pk, own)
    _call_back_letters(by.person_pk)


@transaction.atomic
@permitted(can_choose_how_told)
def forget_choices(*, by: Viewer) -> None:
    """Everything follows the preset again."""
    Choice.objects.forget(by.person_pk)
    _call_back_letters(by.person_pk)


@transaction.atomic
@permitted(can_choose_how_told)
def stop_letters(kind: Kind, *, by: Viewer) -> None:
    """No letter of this kind any more, whatever preset follows; its lines stand in the bell."""
    Choice.objects.choose(by.person_pk, {kind.name: Channel.BELL})
    _call_back_letters(by.person_pk)


@transaction.atomic
@permitted(can_choose_how_told)
def take_letters_again(kind: Kind, *, by: Viewer) -> None:
    """This kind comes as a letter at once, as the one did whose link was followed."""
    choose_kinds(by=by, channels={kind.name: Channel.NOW})


@transaction.atomic
@permitted(can_choose_how_told)
def mute(scope: str, *, by: Viewer) -> None:
    """No letter and no number about one of the viewer's groups, except about dates they go to."""
    Mute.objects.mute(by.person_pk, scope)
    Announcement.objects.wait_for_spread(scope=scope)
    mutable = [kind.name for kind in KINDS.values() if kind.is_mutable]
    mine = Notification.objects.filter(recipient=by.person_pk, scope=scope, kind__in=mutable)
    mine.call_back(Channel.BELL)
    mine.unread().update(read_at=timezone.now())


@transaction.atomic
@permitted(can_choose_how_told)
def unmute(scope: str, *, by: Viewer) -> None:
    Mute.objects.unmute(by.person_pk, scope)


@transaction.atomic
@permitted(can_choose_how_told)
def try_address_again(*, by: Viewer) -> bool:
    """Letters go to the viewer's address again, until it refuses some. False if it was not paused."""
    user = User.objects.get(pk=by.person_pk)
    settle(ADDRESS_PAUSED, target=user.public_id)
    return FailingAddress.objects.forget(user.email)


def _call_back_letters(user_id: int) -> None:
    """What was told already and did not leave yet goes the way that is wished now."""
    Announcement.objects.wait_for_spread()
    wishes = wishes_of(user_id)
    mine = Notification.objects.filter(recipient=user_id)
    for channel in (Channel.WEEKLY, Channel.BELL):
        names = [kind.name for kind in KINDS.values() if wishes.channel(kind) == channel]
        mine.filter(kind__in=names).call_back(channel)


# ---- What an operator does about letters and announcements that failed for good ----


@transaction.atomic
@permitted(can_look_after_jobs)
def try_failure_again(box: Box, kind: str, error: str, *, by: Viewer) -> None:
    """What failed so is owed once more, with all its tries. Of two who ask, one is refused."""
    _refuse_none(box.rows.try_again(kind, error, timezone.now()))
    task = deliver_due if box == Box.LETTERS else spread_news
    transaction.on_commit(task.enqueue, robust=True)  # if it fails, the sweep finds the rows


@transaction.atomic
@permitted(can_look_after_jobs)
def put_failure_away(box: Box, kind: str, error: str, *, by: Viewer) -> None:
    """Take what failed so out of sight."""
    _refuse_none(box.rows.put_failure_away(kind, error))


@transaction.atomic
@permitted(can_look_after_jobs)
def take_failure_back(box: Box, kind: str, error: str, *, by: Viewer) -> None:
    """Undo ``put_failure_away``."""
    _refuse_none(box.rows.take_failure_back(kind, error))


def _refuse_none(number: int) -> None:
    if not number:
        raise Refused(_("It is not in the list any more: somebody was faster."))
