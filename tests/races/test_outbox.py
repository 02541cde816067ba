"""Sixteen workers at one outbox, on PostgreSQL: each thing is taken by one of them."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Announcement, Notification, Preferences, Profile, Reminder, User
from accounts.notifications.digest import write_digests
from accounts.notifications.notices import DIGEST
from accounts.notifications.reminders import announce_due
from accounts.notifications.spread import spread
from tests.races.together import all_at_once

WORKERS = 16
ROUNDS = 5
PEOPLE = 5
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql_only,
    pytest.mark.race,
]


@pytest.fixture
def people(db):
    users = User.objects.bulk_create(User(email=f"p{number}@example.org") for number in range(PEOPLE))
    Profile.objects.bulk_create(Profile(user=user, display_name="P", birth_year=1990) for user in users)
    return users


def owe(people, number=0, **fields):
    line = {"kind": "tests.any", "target": str(number), "mail_due_at": timezone.now()}
    return Notification.objects.bulk_create(Notification(recipient=user, **line | fields) for user in people)


def test_a_mail_is_leased_once(people):
    for number in range(ROUNDS):
        owed = owe(people, number)
        leases = all_at_once(*[partial(Notification.objects.lease, 3, timezone.now())] * WORKERS)
        taken = Counter(pk for _name, keys in leases for pk in keys)
        assert set(taken.values()) == {1}
        assert set(taken) <= {row.pk for row in owed}
        assert dict(Notification.objects.filter(pk__in=taken).values_list("pk", "leased_by")) == {
            pk: name for name, keys in leases for pk in keys
        }
        Notification.objects.all().delete()


def test_a_lease_that_runs_out_is_taken_over_once(people):
    [row, *_] = owe(people)
    for _ in range(ROUNDS):
        now = timezone.now()
        old, _keys = Notification.objects.lease(1, now)
        later = now + timedelta(hours=1)
        takers = [partial(Notification.objects.lease, 1, later)] * (WORKERS - 1)
        held, *leases = all_at_once(partial(Notification.objects.hold, row.pk, old, later), *takers)
        owners = [name for name, keys in leases if row.pk in keys]
        assert len(owners) + held in (1, 2)  # held first and then not free, or taken and lost by who holds
        assert len(owners) <= 1
        assert Notification.objects.get(pk=row.pk).leased_by == (owners[0] if owners else old)
        Notification.objects.update(leased_until=None, leased_by="")


def test_an_announcement_is_spread_once(people):
    user = people[0]
    for number in range(ROUNDS):
        Announcement.objects.announce("tests.any", target=str(number), recipients=[user.pk])
        news = Announcement.objects.get(target=str(number))
        assert sum(all_at_once(*[partial(spread, news, timezone.now())] * WORKERS)) == 1


def test_a_reminder_is_taken_once(people):
    now = timezone.now()
    for number in range(ROUNDS):
        due = {"kind": "tests.any", "target": str(number), "due_at": now}
        Reminder.objects.bulk_create(Reminder(recipient=user, **due) for user in people)
        assert sum(all_at_once(*[partial(announce_due, now)] * WORKERS)) == PEOPLE
        told = Announcement.objects.filter(target=str(number)).values_list("recipients", flat=True)
        assert Counter(pk for recipients in told for pk in recipients) == {user.pk: 1 for user in people}


def test_a_weekly_letter_is_written_once(people):
    now = timezone.now()
    for number in range(ROUNDS):
        owe(people, number, channel="weekly", mail_due_at=None)
        Notification.objects.filter(target=str(number)).update(created_at=now - timedelta(days=8))
        all_at_once(*[partial(write_digests, DIGEST.name, now)] * WORKERS)
        letters = Notification.objects.filter(kind=DIGEST.name)
        assert Counter(letters.values_list("recipient", flat=True)) == {user.pk: 1 for user in people}
        assert Preferences.objects.exclude(sent_up_to=None).count() == PEOPLE
        Preferences.objects.all().delete()
        letters.delete()


# ---- Negative controls: each worker has read what is due before the others start ----


def test_taking_mail_without_a_condition_gives_it_to_everybody(people):
    owe(people)

    def lease_carelessly(due, name):
        return Notification.objects.filter(pk__in=due).update(leased_by=name)

    due = [list(Notification.objects.mail_due(timezone.now()).values_list("pk", flat=True))] * WORKERS
    calls = (partial(lease_carelessly, keys, str(name)) for name, keys in enumerate(due))
    assert sum(all_at_once(*calls)) == PEOPLE * WORKERS


def test_taking_reminders_without_a_lock_reminds_of_each_many_times(people):
    now = timezone.now()
    rows = {"kind": "tests.any", "target": "a", "due_at": now}
    Reminder.objects.bulk_create(Reminder(recipient=user, **rows) for user in people)

    def take_carelessly(due):
        with transaction.atomic():
            Reminder.objects.filter(pk__in=due).delete()
            news = {"kind": "tests.any", "target": "a", "due_at": now, "recipients": due}
            Announcement.objects.create(**news)

    all_at_once(
        *(partial(take_carelessly, [row.pk for row in Reminder.objects.due(now)]) for _ in range(WORKERS))
    )
    assert Announcement.objects.count() == WORKERS
