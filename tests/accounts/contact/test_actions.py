"""What happens in threads: opened once, written in once, closed by hand and by silence."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.contact.actions import close_thread, open_thread, write
from accounts.contact.models import Message, Thread, Topic
from accounts.contact.tasks import close_silent_threads
from accounts.identifiers import new_nonce
from accounts.notifications.actions import mute
from accounts.notifications.tasks import deliver_due
from accounts.permissions import Refused
from accounts.users.models import Block
from community.groups.querysets import group_scope
from tests.telling import told


def test_a_thread_is_opened_once_whoever_asks(joining, as_viewer, outsider, organizer, group):
    again = open_thread(
        Topic.JOINING,
        by=as_viewer(organizer),
        target=joining.target,
        person=outsider,
        group_id=group.pk,
    )
    assert again == joining
    assert Thread.objects.count() == 1


@pytest.mark.parametrize("who", ["member", "moderator", "other_moderator", "site_moderator", "newcomer"])
def test_only_the_two_sides_open_a_thread(request, as_viewer, outsider, group, who):
    with pytest.raises(PermissionDenied):
        open_thread(
            Topic.JOINING,
            by=as_viewer(request.getfixturevalue(who)),
            target="x",
            person=outsider,
            group_id=group.pk,
        )
    assert not Thread.objects.exists()


def test_the_same_form_sent_twice_makes_one_message(joining, as_viewer, outsider):
    nonce = new_nonce()
    messages = [write(joining, by=as_viewer(outsider), nonce=nonce, text="Hello") for _ in range(2)]
    assert messages == [Message.objects.get()] * 2


def test_a_form_of_somebody_else_is_no_way_into_a_thread(joining, as_viewer, outsider, organizer):
    mine = write(joining, by=as_viewer(outsider), nonce=new_nonce(), text="Hello")
    with pytest.raises(Refused):
        write(joining, by=as_viewer(organizer), nonce=mine.nonce, text="Hello")
    assert Message.objects.count() == 1


@pytest.mark.parametrize("who", ["member", "moderator", "site_moderator"])
def test_who_takes_no_part_writes_nothing(request, joining, as_viewer, who):
    with pytest.raises(PermissionDenied):
        write(joining, by=as_viewer(request.getfixturevalue(who)), nonce=new_nonce(), text="Hello")
    assert not Message.objects.exists()


def test_who_is_kept_apart_writes_nothing(joining, as_viewer, outsider, organizer):
    Block.objects.create(blocker=outsider, blocked=organizer)
    with pytest.raises(PermissionDenied):
        write(joining, by=as_viewer(organizer), nonce=new_nonce(), text="Hello")
    assert not Message.objects.exists()


def test_a_closed_thread_refuses_with_what_to_do(joining, as_viewer, outsider, organizer):
    close_thread(joining, by=as_viewer(organizer))
    with pytest.raises(Refused, match="begin a new one on the group’s page"):
        write(joining, by=as_viewer(outsider), nonce=new_nonce(), text="Hello")
    with pytest.raises(Refused, match="a moment ago"):
        close_thread(joining, by=as_viewer(outsider))
    assert not Message.objects.exists()


def test_opening_a_closed_thread_again_leaves_it_closed(joining, as_viewer, outsider, organizer, group):
    close_thread(joining, by=as_viewer(organizer))
    again = open_thread(
        Topic.JOINING, by=as_viewer(outsider), target=joining.target, person=outsider, group_id=group.pk
    )
    assert again.closed_at is not None


def test_a_new_request_begins_a_new_thread(joining, as_viewer, outsider, organizer, group):
    close_thread(joining, by=as_viewer(organizer))
    other = open_thread(
        Topic.JOINING, by=as_viewer(outsider), target="another", person=outsider, group_id=group.pk
    )
    assert (other == joining, other.closed_at) == (False, None)


@pytest.mark.parametrize(("days", "closes"), [(29, False), (31, True)])
def test_thirty_days_of_silence_close_a_thread(says, outsider, days, closes):
    message = says(outsider, "Hello")
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        close_silent_threads()
        close_silent_threads()
    message.thread.refresh_from_db()
    assert (message.thread.closed_at is not None) == closes


def test_a_message_puts_the_silence_off(says, outsider, organizer):
    with time_machine.travel("2026-06-01 12:00+00:00", tick=False) as clock:
        says(outsider, "Hello")
        clock.shift(timedelta(days=20))
        thread = says(organizer, "Hello").thread
        clock.shift(timedelta(days=20))
        close_silent_threads()
    thread.refresh_from_db()
    assert thread.closed_at is None


# ---- Telling the other side ----


def recipients(**fields):
    return sorted(line.recipient.profile.display_name for line in told(kind="contact.message", **fields))


def test_organizers_are_told_when_the_applicant_writes(says, outsider, second_organizer):
    says(outsider, "May I bring my dog?")
    assert recipients() == ["Paul", "Petra"]


def test_the_applicant_is_told_when_an_organizer_answers(says, outsider, organizer, second_organizer):
    says(organizer, "You may.")
    assert recipients() == ["Otto"]


def test_who_answers_has_no_line_left_about_it(says, outsider, organizer, second_organizer):
    says(outsider, "May I bring my dog?")
    recipients()
    says(organizer, "You may.")
    assert recipients() == ["Otto", "Paul"]


def test_a_blocked_organizer_is_not_told_but_another_is(says, outsider, organizer, second_organizer):
    Block.objects.create(blocker=outsider, blocked=organizer)
    says(outsider, "May I bring my dog?")
    assert recipients() == ["Paul"]


def test_many_messages_in_an_hour_are_one_line_and_one_letter(says, outsider, organizer, mailoutbox):
    with time_machine.travel("2026-06-01 12:00+00:00", tick=False) as clock:
        for _number in range(3):
            says(outsider, "And another thing")
            recipients()
            deliver_due.call()
            clock.shift(timedelta(minutes=5))
        assert (len(recipients()), len(mailoutbox)) == (1, 1)
        clock.shift(timedelta(hours=1))
        says(outsider, "Hello?")
        assert recipients() == ["Petra"]
        deliver_due.call()
    assert len(mailoutbox) == 2


def test_a_line_that_was_read_is_new_again_with_the_next_message(says, outsider):
    with time_machine.travel("2026-06-01 12:00+00:00", tick=False):
        says(outsider, "Hello")
        told().update(read_at=timezone.now())
        says(outsider, "Hello?")
        assert [line.read_at for line in told()] == [None]


def test_who_muted_the_group_has_only_a_read_line(says, outsider, organizer, as_viewer, group):
    mute(group_scope(group.pk), by=as_viewer(organizer))
    for _number in range(2):
        says(outsider, "Hello")
        line = told().get()
        assert (line.read_at is None, line.mail_due_at) == (False, None)


def test_mail_never_holds_the_text(says, outsider, mailoutbox):
    says(outsider, "My phone number is 4711")
    recipients()
    deliver_due.call()
    (letter,) = mailoutbox
    whole = letter.subject + letter.body + "".join(str(part[0]) for part in letter.alternatives)
    assert "4711" not in whole
    assert letter.subject == "Otto wrote to you: Joining Neckar Heelfirsts"
