"""Reminders: rows that are due, told once, moved and removed with what they are about."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from accounts.models import Announcement, Notification, Reminder
from accounts.notifications.actions import forget_reminders, remind
from accounts.notifications.kinds import KINDS
from accounts.notifications.reminders import BATCH, announce_due
from accounts.notifications.tasks import sweep_reminders
from tests.accounts.notifications.conftest import NOW

HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


def ask(user, due_at, target="a", **fields):
    remind(user.pk, target=target, due={KINDS["tests.news"]: due_at}, **fields)


def told():
    return list(Notification.objects.order_by("pk").values_list("recipient__email", "target", "cause"))


def test_a_reminder_is_told_when_it_is_due_and_once(clock, news, member, mailoutbox):
    ask(member, NOW + HOUR, scope="group:1")
    for minutes, letters in ((59, 0), (1, 1), (1, 1), (60 * 24, 1)):
        clock.shift(timedelta(minutes=minutes))
        sweep_reminders()
        assert len(mailoutbox) == letters
    assert Notification.objects.get().scope == "group:1"
    assert Reminder.objects.count() == 0


def test_what_would_be_due_already_is_left_out(clock, news, member):
    ask(member, NOW)
    ask(member, NOW - HOUR)
    assert Reminder.objects.count() == 0


def test_asking_again_moves_it(clock, news, member):
    ask(member, NOW + HOUR)
    ask(member, NOW + 3 * HOUR)
    clock.shift(2 * HOUR)
    assert announce_due(timezone.now()) == 0
    clock.shift(HOUR)
    assert announce_due(timezone.now()) == 1


def test_what_was_told_and_then_moved_is_told_again(clock, news, member):
    for number in (1, 3):
        ask(member, NOW + number * HOUR)
        clock.move_to(NOW + number * HOUR)
        sweep_reminders()
    assert len(told()) == 2


def test_who_leaves_is_not_reminded(clock, news, member, other_member):
    ask(member, NOW + HOUR)
    ask(other_member, NOW + HOUR)
    forget_reminders(target="a", to=[member.pk])
    clock.shift(HOUR)
    sweep_reminders()
    assert [email for email, *_ in told()] == [other_member.email]


def test_who_leaves_is_still_reminded_of_other_things(clock, news, member, other_member):
    for target in "ab":
        ask(member, NOW + HOUR, target)
        ask(other_member, NOW + HOUR, target)
    forget_reminders(target="a", to=[member.pk, other_member.pk])
    assert set(Reminder.objects.values_list("target", flat=True)) == {"b"}


def test_one_row_of_the_outbox_is_for_all_who_are_due_together(clock, news, member, other_member):
    ask(member, NOW + HOUR)
    ask(other_member, NOW + HOUR)
    ask(other_member, NOW + HOUR, "another")
    clock.shift(HOUR)
    assert announce_due(timezone.now()) == 3
    rows = {row.target: sorted(row.recipients) for row in Announcement.objects.all()}
    assert rows == {"a": sorted([member.pk, other_member.pk]), "another": [other_member.pk]}


def test_a_sweep_takes_more_than_a_batch(clock, news, member):
    rows = {"kind": "tests.news", "recipient": member, "due_at": NOW}
    Reminder.objects.bulk_create(Reminder(target=str(number), **rows) for number in range(BATCH + 1))
    sweep_reminders()
    assert (Reminder.objects.count(), Announcement.objects.count()) == (0, BATCH + 1)


def test_a_crash_in_between_leaves_it_due(clock, news, member):
    class Crash(Exception):
        pass

    ask(member, NOW + HOUR)
    clock.shift(HOUR)
    with pytest.raises(Crash), transaction.atomic():
        announce_due(timezone.now())
        raise Crash
    assert (Reminder.objects.count(), Announcement.objects.count()) == (1, 0)


# ---- The clock ----


def test_after_a_night_without_a_worker_what_comes_too_late_is_not_told(clock, news, member):
    news.subjects["b"] = {"name": "over"}
    news.stale.add("over")
    for target in "ab":
        ask(member, NOW + HOUR, target)
    clock.shift(12 * HOUR)
    sweep_reminders()
    assert [target for _email, target, _cause in told()] == ["a"]
    assert Reminder.objects.count() == 0


def test_a_clock_that_jumps_back_reminds_nobody_twice_and_forgets_nobody(clock, news, member, other_member):
    ask(member, NOW + HOUR)
    ask(other_member, NOW + 2 * HOUR)
    clock.shift(HOUR)
    sweep_reminders()
    clock.shift(-HOUR)
    for _ in range(2):
        sweep_reminders()
        clock.shift(HOUR)
    sweep_reminders()
    assert [email for email, *_ in told()] == [member.email, other_member.email]


@pytest.mark.parametrize(
    "change",
    [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)],
    ids=["clocks go forward", "clocks go back"],
)
def test_a_day_before_is_twenty_four_hours_before_when_clocks_change(news, member, change):
    """A run at ten in Berlin; the hands of the clock show nine or eleven a day before it."""
    run = datetime.combine(change.date(), datetime.min.time(), BERLIN).replace(hour=10)
    due_at = run.astimezone(UTC) - timedelta(hours=24)
    with time_machine.travel(due_at - HOUR, tick=False) as clock:
        ask(member, due_at)
        sweep_reminders()
        assert told() == []
        clock.shift(HOUR)
        sweep_reminders()
        clock.move_to(change + HOUR)  # the hour that there is twice, or not at all
        sweep_reminders()
    assert told() == [(member.email, "a", due_at.isoformat())]


@pytest.mark.parametrize("folded", [0, 1], ids=["the first half past two", "the second half past two"])
def test_of_an_hour_that_there_is_twice_each_has_its_own_reminders(news, member, folded):
    due_at = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=folded).astimezone(UTC)
    with time_machine.travel(datetime(2026, 10, 25, 0, tzinfo=UTC), tick=False) as clock:
        ask(member, due_at)
        clock.move_to(due_at - timedelta(seconds=1))
        sweep_reminders()
        assert told() == []
        clock.shift(timedelta(seconds=1))
        sweep_reminders()
        assert len(told()) == 1
