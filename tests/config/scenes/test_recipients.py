"""People who are gone, closed out, kept apart or out of reach by the time the news comes to them."""

import pytest
from django.core import mail

from accounts.models import Block, Choice, MutedPerson, Notification
from accounts.notifications.kinds import KINDS, Channel
from accounts.notifications.tasks import deliver_due
from accounts.users.models import User
from community.groups.running.actions import edit_group
from tests.community.groups.typed import words_of
from tests.config.scenes.losses import ACTORS
from tests.config.scenes.scenes import SCENES, tell_people

# Of these the recipient is told all the same: whose act it was, or who decided.
IN_SPITE = {
    "groups.opening": "organizer",
    "levels.taken_back": "organizer",
    "meetups.called_off": "organizer",
    "moderation.waiting": "member",
}
BEFORE, BETWEEN = "before people are told", "before the mail is sent"


@pytest.fixture
def tell_around(play, need):
    """Play a scene, have ``change(person)`` happen before or after people are told, send. Return the row."""

    def tell(kind, change, when):
        person = play(kind)
        if when == BEFORE:
            change(person)
        tell_people(kind)
        if when == BETWEEN:
            change(person)
        deliver_due.call()
        return person, Notification.objects.filter(kind=kind, recipient=person.pk).first()

    return tell


def mailed():
    return {address for letter in mail.outbox for address in letter.to}


def close(person):
    User.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("when", [BEFORE, BETWEEN])
@pytest.mark.parametrize("kind", sorted(SCENES))
def test_a_closed_account_is_told_nothing(tell_around, kind, when):
    person, row = tell_around(kind, close, when)
    assert person.email not in mailed()
    if when == BEFORE:
        assert row is None
    elif row.mail_due_at is None and KINDS[kind].name != "notifications.address_paused":
        assert row.dropped_because == "recipient is not active"


@pytest.mark.parametrize("when", [BEFORE, BETWEEN])
@pytest.mark.parametrize(
    ("kind", "another"), [("meetups.posted", "other_member"), ("moderation.reported", "organizer")]
)
def test_somebody_who_is_gone_keeps_nobody_else_from_being_told(tell_around, need, kind, another, when):
    def leave_nothing(person):
        person.memberships.all().delete()
        person.delete()

    Choice.objects.create(user=need(another), kind=kind, channel=Channel.NOW)
    addresses = {User.objects.get(pk=need(name).pk).email for name in (another, SCENES[kind].to)}
    _person, row = tell_around(kind, leave_nothing, when)
    assert row is None
    assert mailed() & addresses == {need(another).email}


@pytest.mark.parametrize("blocker", ["who acts", "who would be told"])
@pytest.mark.parametrize("when", [BEFORE, BETWEEN])
@pytest.mark.parametrize("kind", sorted(ACTORS))
def test_people_kept_apart_are_not_told_of_each_other(tell_around, need, kind, when, blocker):
    def keep_apart(person):
        one, other = person, need(ACTORS[kind])
        if blocker == "who acts":
            one, other = other, one
        Block.objects.create(blocker=one, blocked=other)

    person, row = tell_around(kind, keep_apart, when)
    assert person.email not in mailed()
    if when == BEFORE:
        assert row is None
    else:
        assert (row.dropped_because, row.is_hidden) == ("kept apart", True)


@pytest.mark.parametrize("when", [BEFORE, BETWEEN])
@pytest.mark.parametrize("kind", sorted(ACTORS))
def test_who_muted_somebody_is_not_told_of_what_they_do(tell_around, need, kind, when):
    def mute(person):
        MutedPerson.objects.create(muter=person, muted=need(ACTORS[kind]))

    person, row = tell_around(kind, mute, when)
    assert person.email not in mailed()
    if when == BEFORE:
        assert row is None
    else:
        assert (row.dropped_because, row.is_hidden) == ("kept apart", True)


@pytest.mark.parametrize("when", [BEFORE, BETWEEN])
@pytest.mark.parametrize("kind", sorted(ACTORS))
def test_who_is_muted_is_told_of_the_other_as_before(tell_around, need, kind, when):
    person, row = tell_around(
        kind, lambda person: MutedPerson.objects.create(muter=need(ACTORS[kind]), muted=person), when
    )
    assert person.email in mailed()
    assert row.sent_at


@pytest.mark.parametrize("apart", ["blocks", "is blocked", "mutes"])
@pytest.mark.parametrize("when", [BEFORE, BETWEEN])
@pytest.mark.parametrize("kind", sorted(IN_SPITE))
def test_what_concerns_safety_or_a_duty_reaches_people_kept_apart_too(tell_around, need, kind, when, apart):
    """Nobody stands at an icy track because they have blocked the organizer; no text waits unseen."""

    def keep_apart(person):
        other = need(IN_SPITE[kind])
        if apart == "mutes":
            MutedPerson.objects.create(muter=person, muted=other)
        else:
            pair = (person, other) if apart == "blocks" else (other, person)
            Block.objects.create(blocker=pair[0], blocked=pair[1])

    person, row = tell_around(kind, keep_apart, when)
    assert person.email in mailed()
    assert row.sent_at


@pytest.mark.parametrize("kind", ["meetups.called_off", "meetups.posted", "moderation.published"])
@pytest.mark.parametrize("address", ["not confirmed", "none"])
def test_without_an_address_it_stands_in_the_bell(tell_around, kind, address):
    def change(person):
        person.emailaddress_set.update(verified=False)
        if address == "none":
            person.emailaddress_set.all().delete()
            User.objects.filter(pk=person.pk).update(email="")

    person, row = tell_around(kind, change, BETWEEN)
    assert (row.dropped_because, row.is_hidden) == ("address is not confirmed", False)
    assert not {person.email, ""} & mailed()


@pytest.mark.parametrize("kind", ["groups.joined", "meetups.posted", "meetups.called_off", "stories.told"])
@pytest.mark.parametrize("when", [BEFORE, BETWEEN])
def test_a_group_that_was_renamed_meanwhile_has_its_new_name(tell_around, need, as_viewer, kind, when):
    def rename(person):
        by = as_viewer(need("organizer"))
        edit_group(need("group"), by=by, **words_of(need("group"), name="Toes First"))

    person, _row = tell_around(kind, rename, when)
    [letter] = [each for each in mail.outbox if each.to == [person.email]]
    for part in (letter.subject + letter.body, letter.alternatives[0].content):
        assert "Toes First" in part
        assert "Neckar Heelfirsts" not in part
