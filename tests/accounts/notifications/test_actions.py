"""What the bell's owner does with its lines, and what is told in a transaction."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.notifications import actions
from accounts.notifications.actions import (
    look_again,
    mark_lines_read,
    mark_these_read,
    notify,
    take_back_reading,
)
from accounts.notifications.kinds import KINDS
from accounts.notifications.models import Announcement, Notification
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


def test_a_kind_for_the_bell_alone_owes_no_mail(news, member):
    assert tell(member, kind="tests.whisper").mail_due_at is None


def test_nobody_to_tell_is_nothing_to_do(news, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after_commit:
        notify(KINDS["tests.news"], target="a", to=[])
    assert after_commit == []
    assert Announcement.objects.count() == 0


def test_nobody_is_told_of_their_own_act(news, member, other_member):
    tell(member, other_member, by=member.pk)
    assert (unread(member), unread(other_member)) == (0, 1)


def test_what_is_rolled_back_was_never_told(news, member, mailoutbox, django_capture_on_commit_callbacks):
    class Changed(Exception):
        pass

    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(Changed),
        transaction.atomic(),
    ):
        notify(KINDS["tests.news"], target="a", to=[member.pk])
        raise Changed
    assert Announcement.objects.count() == 0
    assert Notification.objects.count() == 0
    assert mailoutbox == []


def test_mail_goes_out_after_the_commit_and_once(
    news, member, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            notify(KINDS["tests.news"], target="a", to=[member.pk])
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
    mark_these_read(by=Viewer(other_member), lines=[row.public_id])
    assert (unread(member), unread(other_member)) == (1, 1)


@pytest.mark.parametrize("mark", [mark_lines_read, mark_these_read])
def test_a_line_that_was_read_keeps_its_hour(news, member, mark):
    row = tell(member)
    hours = set()
    for _ in range(2):
        mark(by=Viewer(member), **_named(mark, row))
        hours.add(Notification.objects.get().read_at)
    assert len(hours - {None}) == 1


def _named(mark, row):
    return {"newest": row.public_id} if mark is mark_lines_read else {"lines": [row.public_id]}


@pytest.mark.parametrize("mark", [mark_lines_read, mark_these_read])
def test_what_is_hidden_is_not_marked(news, member, mark):
    row = tell(member)
    Notification.objects.update(is_hidden=True)
    mark(by=Viewer(member), **_named(mark, row))
    assert Notification.objects.get().read_at is None


def test_taking_back_makes_new_what_was_marked_in_one_go_and_nothing_else(news, member):
    first, second = tell(member, cause="1"), tell(member, cause="2")
    before = mark_these_read(by=Viewer(member), lines=[first.public_id])
    at = mark_lines_read(by=Viewer(member), newest=second.public_id)
    assert at != before
    assert take_back_reading(by=Viewer(member), at=at) == 1
    assert list(Notification.objects.filter(read_at=None)) == [second]


def test_taking_back_twice_is_as_good_as_once(news, member):
    row = tell(member)
    at = mark_lines_read(by=Viewer(member), newest=row.public_id)
    assert [take_back_reading(by=Viewer(member), at=at) for _ in range(2)] == [1, 0]
    assert unread(member) == 1


def test_nobody_takes_back_what_another_marked(news, member, other_member):
    row = tell(member)
    at = mark_lines_read(by=Viewer(member), newest=row.public_id)
    assert take_back_reading(by=Viewer(other_member), at=at) == 0
    assert unread(member) == 0


def test_what_may_no_longer_be_read_is_not_made_new_again(news, member):
    row = tell(member)
    at = mark_lines_read(by=Viewer(member), newest=row.public_id)
    news.hidden_from.add(member.pk)
    look_again([member.pk])
    assert take_back_reading(by=Viewer(member), at=at) == 0
    assert unread(member) == 0


def test_a_stranger_has_no_bell_and_no_wishes(db):
    stranger = Viewer(AnonymousUser())
    for act, fields in (
        (mark_lines_read, {"newest": "x"}),
        (mark_these_read, {"lines": ["x"]}),
        (take_back_reading, {"at": timezone.now()}),
        (actions.choose_preset, {"preset": "dates"}),
        (actions.choose_kinds, {"channels": {}}),
        (actions.forget_choices, {}),
        (actions.try_address_again, {}),
    ):
        with pytest.raises(PermissionDenied):
            act(by=stranger, **fields)
    for act in (actions.mute, actions.unmute, actions.stop_letters, actions.take_letters_again):
        with pytest.raises(PermissionDenied):
            act("group-1", by=stranger)
    assert Notification.objects.unread_count(stranger) == 0


def test_the_bell_counts_no_further_than_it_shows(member, news):
    Notification.objects.bulk_create(
        Notification(kind="tests.news", recipient=member, target=str(number)) for number in range(103)
    )
    assert unread(member) == 100


def test_hidden_lines_and_lines_of_others_are_not_counted(news, member, other_member):
    tell(member, other_member)
    tell(member, cause="hidden")
    Notification.objects.filter(cause="hidden").update(is_hidden=True)
    assert (unread(member), unread(other_member)) == (1, 1)
    Notification.objects.filter(recipient=member).update(read_at=timezone.now() - timedelta(days=1))
    assert (unread(member), unread(other_member)) == (0, 1)
