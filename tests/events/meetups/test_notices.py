"""Mail and bell about meetups: rendered when sent, in the reader's language, only while they hold."""

import pytest
from django.core import mail

from accounts.notifications.bell import lines
from accounts.notifications.tasks import spread_news
from accounts.permissions import Viewer
from events.meetups.actions import call_off_meetup, leave_meetup
from tests.telling import told


@pytest.fixture
def letters():
    """Tell and send; ``{subject: text}``, each text in one line."""

    def send():
        spread_news.call()
        return {message.subject: " ".join(message.body.split()) for message in mail.outbox}

    return send


def bell(user):
    """What was told since the date was posted."""
    rows = told(recipient=user).exclude(kind="meetups.posted").order_by("pk")
    return [line.words for line in lines(rows, Viewer(user))]


def test_who_is_going_now_is_told_when_and_where(meetup, member, spotter, answer, letters):
    answer(meetup, member)
    answer(meetup, spotter, "spotter")
    (text,) = (
        body
        for subject, body in letters().items()
        if subject == "You run on Tuesday 18:30: a spotter is there"
    )
    assert "First steps Tuesday" in text
    assert "Tuesday 16 June, 18:30–19:30 (CEST)" in text
    assert "Birkenwiese 1, Home straight" in text
    assert f"http://localhost:8000{meetup.get_absolute_url()}" in text
    assert bell(member) == ["A spotter is there for you: you run on Tuesday at 18:30, “First steps Tuesday”."]


def test_who_has_left_since_is_not_told(meetup, member, spotter, answer, letters):
    answer(meetup, member)
    answer(meetup, spotter, "spotter")
    leave_meetup(meetup, by=Viewer(member))
    assert list(letters()) == ["At short notice: a runner is not coming, Tuesday 18:30"]
    assert bell(member) == []


def test_the_reason_stands_in_the_subject(meetup, member, organizer, answer, letters):
    answer(meetup, member)
    call_off_meetup(meetup, by=Viewer(organizer), reason="ice & snow on the straight")
    assert list(letters()) == ["Tuesday 18:30 is called off: ice & snow on the straight"]
    assert bell(member) == [
        "“First steps Tuesday” on Tuesday at 18:30 is called off: ice & snow on the straight"
    ]


def test_the_leader_learns_what_the_loss_of_a_spotter_means(
    meetup, member, spotter, organizer, answer, letters
):
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    leave_meetup(meetup, by=Viewer(spotter))
    assert "1 runner has no spotter now." in letters()["A spotter has left Tuesday 18:30"]


def test_who_is_offered_a_lane_is_told(meetup, runners, answer, letters):
    people = runners(3)
    for runner in people:
        answer(meetup, runner)
    leave_meetup(meetup, by=Viewer(people[0]))
    assert "A lane is yours on Tuesday 18:30 if you say yes" in letters()
    (offer,) = [letter for letter in mail.outbox if letter.subject.startswith("A lane is yours")]
    assert offer.to == [people[2].email]
