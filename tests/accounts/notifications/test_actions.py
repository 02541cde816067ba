import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.notifications.actions import mark_lines_read, notify
from accounts.notifications.kinds import KINDS
from accounts.notifications.models import Notification
from accounts.permissions import Viewer
from tests.accounts.notifications.conftest import tell


def unread(user):
    return Notification.objects.unread_count(Viewer(user))


def test_one_row_for_each_recipient_however_often_told(news, member, other_member):
    for _ in range(2):
        tell(member, other_member, member)
    assert sorted(Notification.objects.values_list("recipient", flat=True)) == sorted(
        [member.pk, other_member.pk]
    )


def test_another_cause_is_another_line(news, member):
    tell(member, cause="Monday")
    tell(member, cause="Tuesday")
    assert unread(member) == 2


def test_a_row_holds_kind_and_target_and_no_words(owed):
    assert (owed.kind, owed.target, owed.cause, owed.sent_at) == ("tests.news", "a", "", None)
    assert owed.mail_due_at


def test_a_kind_for_the_bell_alone_owes_no_mail(news, member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after_commit:
        row = tell(member, kind="tests.whisper")
    assert row.mail_due_at is None
    assert after_commit == []


def test_nobody_to_tell_is_nothing_to_do(news, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after_commit:
        notify([], KINDS["tests.news"], target="a")
    assert after_commit == []


def test_what_is_rolled_back_was_never_told(news, member, mailoutbox, django_capture_on_commit_callbacks):
    class Changed(Exception):
        pass

    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(Changed),
        transaction.atomic(),
    ):
        tell(member)
        raise Changed
    assert Notification.objects.count() == 0
    assert mailoutbox == []


def test_mail_goes_out_after_the_commit_and_once(
    news, member, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            tell(member)
        assert mailoutbox == []
    assert [letter.to for letter in mailoutbox] == [[member.email]]
    row = Notification.objects.get()
    assert row.sent_at
    assert (row.mail_due_at, row.leased_until) == (None, None)


def test_what_was_seen_counts_as_read_and_what_came_since_does_not(news, member):
    seen = [tell(member, cause=cause) for cause in "ab"]
    later = tell(member, cause="c")
    mark_lines_read(by=Viewer(member), newest=seen[-1].public_id)
    assert list(Notification.objects.filter(read_at=None)) == [later]


def test_nobody_marks_the_lines_of_another(news, member, other_member):
    row = tell(member)
    tell(other_member)
    mark_lines_read(by=Viewer(other_member), newest=row.public_id)
    assert (unread(member), unread(other_member)) == (1, 1)


def test_a_line_that_was_read_keeps_its_hour(news, member):
    row = tell(member)
    hours = set()
    for _ in range(2):
        mark_lines_read(by=Viewer(member), newest=row.public_id)
        hours.add(Notification.objects.get().read_at)
    assert len(hours - {None}) == 1


def test_a_stranger_has_no_bell(db):
    stranger = Viewer(AnonymousUser())
    with pytest.raises(PermissionDenied):
        mark_lines_read(by=stranger, newest="x")
    assert Notification.objects.unread_count(stranger) == 0


def test_the_bell_counts_no_further_than_it_shows(member, news):
    Notification.objects.bulk_create(
        Notification(kind="tests.news", recipient=member, target=str(number)) for number in range(103)
    )
    assert unread(member) == 100
