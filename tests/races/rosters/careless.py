"""What the guarded statements replace: look first, write after. In between each waits for the others, or for
what it does not see: so a control shows what is lost without a guard each time, and not by luck."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events.meetups.models import RSVP, Leading, Meetup

ANSWER = "events.meetups.views.answer_meetup"
LEAVE = "events.meetups.views.leave_meetup"
COUNTERS = {"going": "runners_going", "waiting": "runners_waiting"}


@contextmanager
def answers_after(wait):
    """Who answers counts the lanes and the spotters, and writes after ``wait()``."""

    def answer(meetup, *, by, part):
        seats = Meetup.objects.get(pk=meetup.pk).seats
        state = "waitlisted" if seats.is_full else "going" if seats.can_go_now else "waiting"
        wait()
        now = timezone.now()
        with transaction.atomic():
            if counter := COUNTERS.get(state):
                Meetup.objects.filter(pk=meetup.pk).update(**{counter: F(counter) + 1})
            return RSVP.objects.create(
                meetup=meetup, user_id=by.pk, part=part, state=state, queued_at=now, changed_at=now
            )

    with patch(ANSWER, answer):
        yield


@contextmanager
def leaves_after(wait):
    """Who leaves looks who is next in line, and offers them the lane after ``wait()``."""

    def leave(meetup, *, by):
        first = RSVP.objects.of_meetup(meetup.pk).queue("waitlisted").first()
        wait()
        now = timezone.now()
        with transaction.atomic():
            RSVP.objects.filter(meetup=meetup, user=by.pk).update(state="declined", changed_at=now)
            Meetup.objects.filter(pk=meetup.pk).update(
                runners_waiting=F("runners_waiting") - 1, runners_offered=F("runners_offered") + 1
            )
            RSVP.objects.move([first.pk], "offered", now + timedelta(hours=1))
        return True

    with patch(LEAVE, leave):
        yield


@contextmanager
def steps_back_after(wait):
    """Who leads it no more looks whether somebody else does, and goes after ``wait()``."""

    def step_back(meetup, *, by):
        assert Leading.objects.filter(meetup=meetup).exclude(user=by.pk).exists()
        wait()
        Leading.objects.filter(meetup=meetup, user=by.pk).delete()

    with patch("events.meetups.planning.views.step_back", step_back):
        yield
