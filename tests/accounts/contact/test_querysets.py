"""Who reads which thread, and what of it."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.contact.actions import open_thread
from accounts.contact.models import Message, Thread, Topic
from accounts.permissions import Viewer
from accounts.users.models import Block
from community.groups.models import Ban

EVERYBODY = (
    "outsider",
    "organizer",
    "second_organizer",
    "moderator",
    "member",
    "other_moderator",
    "site_moderator",
    "operator",
)


@pytest.fixture
def readers(request, as_viewer):
    """The names of the fixtures of everybody who may read a thread."""

    def read(thread, people=EVERYBODY):
        found = []
        for name in people:
            viewer = as_viewer(request.getfixturevalue(name))
            if Thread.objects.visible_to(viewer).filter(pk=thread.pk).exists():
                found.append(name)
        return found

    return read


@pytest.fixture
def decision(as_viewer, member, group):
    """A member and the moderators, about a decision."""
    return open_thread(
        Topic.MODERATION, by=as_viewer(member), target="a-text", person=member, group_id=group.pk
    )


@pytest.fixture
def of_site(as_viewer, member):
    return open_thread(Topic.MODERATION, by=as_viewer(member), target="a-case", person=member)


@pytest.fixture
def pair(as_viewer, member, other_member):
    """Runner and spotter."""
    return open_thread(
        Topic.SPOTTING, by=as_viewer(member), target="a-date", person=member, other=other_member
    )


def test_joining_is_for_the_applicant_and_the_organizers(readers, joining):
    assert readers(joining) == ["outsider", "organizer", "second_organizer"]


def test_a_decision_is_for_the_author_and_who_moderates_there(readers, decision):
    assert readers(decision) == [
        "organizer",
        "second_organizer",
        "moderator",
        "member",
        "site_moderator",
        "operator",
    ]


def test_in_a_private_group_the_site_reads_no_thread(readers, decision, group):
    group.visibility = "private"
    group.save()
    assert readers(decision) == ["organizer", "second_organizer", "moderator", "member"]


def test_what_concerns_the_whole_site_is_for_its_moderators(readers, of_site):
    assert readers(of_site) == ["member", "site_moderator", "operator"]


def test_runner_and_spotter_write_to_each_other_alone(readers, pair):
    assert readers(pair, (*EVERYBODY, "other_member")) == ["member", "other_member"]


@pytest.mark.parametrize("blocker", ["member", "other_member"])
def test_a_block_ends_a_thread_of_two_for_both(request, readers, pair, member, other_member, blocker):
    people = {member, other_member}
    who = request.getfixturevalue(blocker)
    Block.objects.create(blocker=who, blocked=(people - {who}).pop())
    assert readers(pair, ("member", "other_member")) == []


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_blocked_organizer_sees_nothing_but_another_does(readers, joining, outsider, organizer, is_turned):
    one, other = (organizer, outsider) if is_turned else (outsider, organizer)
    Block.objects.create(blocker=one, blocked=other)
    assert readers(joining) == ["outsider", "second_organizer"]


def test_who_is_banned_sees_nothing_of_the_groups_threads(readers, joining, outsider, group):
    Ban.objects.create(group=group, user=outsider, email_hash="0" * 64)
    assert readers(joining) == ["organizer", "second_organizer"]


@pytest.mark.parametrize("thread", ["joining", "decision"])
def test_a_private_group_has_no_threads_with_who_is_not_in_it(request, readers, group, member, thread):
    found = request.getfixturevalue(thread)
    person = {"joining": "outsider", "decision": "member"}[thread]
    member.memberships.all().delete()
    assert person in readers(found)
    group.visibility = "private"
    group.save()
    assert person not in readers(found)
    assert "organizer" in readers(found)


def test_who_runs_it_no_more_reads_it_no_more(readers, joining, organizer, member):
    organizer.memberships.update(role="member")
    assert readers(joining) == ["outsider", "second_organizer"]


def test_a_stranger_reads_no_thread(joining):
    stranger = Viewer(AnonymousUser())
    assert not Thread.objects.visible_to(stranger).exists()
    assert not Message.objects.visible_to(stranger).exists()


# ---- Messages ----


def words(thread, viewer):
    return [message.text for message in Message.objects.visible_to(viewer).in_thread(thread).in_order()]


def test_messages_stand_in_the_order_in_which_they_were_written(
    says, joining, as_viewer, outsider, organizer
):
    with time_machine.travel("2026-06-01 12:00+00:00", tick=False):
        for text, who in (("one", outsider), ("two", organizer), ("three", outsider)):
            says(who, text)
    assert words(joining, as_viewer(organizer)) == ["one", "two", "three"]


def test_words_of_a_blocked_organizer_are_not_there_for_the_applicant(
    says, joining, as_viewer, outsider, organizer, second_organizer
):
    says(organizer, "from Petra")
    says(second_organizer, "from Paul")
    Block.objects.create(blocker=outsider, blocked=organizer)
    assert words(joining, as_viewer(outsider)) == ["from Paul"]
    assert words(joining, as_viewer(second_organizer)) == ["from Petra", "from Paul"]


@pytest.mark.parametrize(
    ("place", "seen"),
    [(0, "012"), (1, "0123"), (2, "01234"), (3, "12345"), (5, "345")],
)
def test_around_a_message_are_two_before_and_two_after(says, outsider, place, seen):
    with time_machine.travel("2026-06-01 12:00+00:00", tick=False):
        written = [says(outsider, str(number)) for number in range(6)]
    found = Message.objects.around(written[place])
    assert "".join(message.text for message in found) == seen


# ---- The list ----


def listed(viewer):
    return list(Thread.objects.written_in(viewer).order_by("pk"))


def test_a_thread_stands_in_the_list_once_something_is_written(says, joining, as_viewer, outsider, organizer):
    assert listed(as_viewer(outsider)) == []
    says(outsider, "Hello")
    assert listed(as_viewer(outsider)) == listed(as_viewer(organizer)) == [joining]


def test_the_sites_moderators_list_what_they_wrote_in_only(says, decision, as_viewer, member, site_moderator):
    says(member, "Why?", decision)
    assert listed(as_viewer(site_moderator)) == []
    says(site_moderator, "Because.", decision)
    assert listed(as_viewer(site_moderator)) == [decision]


def test_silence_counts_from_the_last_message(says, joining, outsider):
    says(outsider, "Hello")
    now = timezone.now()
    assert not Thread.objects.silent(now + timedelta(days=29)).exists()
    assert list(Thread.objects.silent(now + timedelta(days=31))) == [joining]
