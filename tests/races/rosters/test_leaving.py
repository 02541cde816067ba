"""Who leaves makes room for one: no lane is offered twice, none is left over, however many leave at once."""

from datetime import timedelta
from threading import Barrier, Lock

import pytest
from django.utils import timezone

from events.meetups.models import RSVP
from events.meetups.tasks import pass_on_offers
from tests.races.browsers import answers, signed_in
from tests.races.rosters.careless import leaves_after
from tests.races.rosters.conftest import THREADS
from tests.races.rosters.facts import assert_sound, is_counted, states
from tests.races.together import all_at_once
from tests.telling import told

HALF = THREADS // 2
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.postgresql_only,
    pytest.mark.race,
    pytest.mark.usefixtures("no_limits"),
]


def leave_and_promote(meetup, people):
    """Eight hold the lanes and leave at once while eight queue."""
    browsers = [signed_in(user) for user in people]
    for browser in browsers:
        assert answers(browser, meetup, "runner")() == 302
    return all_at_once(*(answers(browser, meetup, "leave") for browser in browsers[:HALF]))


def test_who_leaves_makes_room_for_one_each(make_meetup, crowd):
    meetup = make_meetup(capacity=HALF)
    assert leave_and_promote(meetup, crowd) == [302] * HALF
    assert states(meetup) == ["declined"] * HALF + ["offered"] * HALF
    assert_sound(meetup)
    assert sorted(told(kind="meetups.offered").values_list("recipient", flat=True)) == [
        user.pk for user in crowd[HALF:]
    ]


def test_without_the_guard_one_person_is_offered_all_the_lanes(make_meetup, crowd):
    """The negative control: each who leaves sees the same person first in line."""
    meetup = make_meetup(capacity=HALF)
    with leaves_after(Barrier(HALF, timeout=30).wait):
        assert leave_and_promote(meetup, crowd) == [302] * HALF
    assert states(meetup).count("offered") == 1
    assert not is_counted(meetup)


def pass_on(meetup, people, work=pass_on_offers):
    """One lane; its offer is over as eight workers pass it on and seven people ask for it."""
    first, *others = [signed_in(user) for user in people]
    for browser in (first, *others[:HALF]):
        assert answers(browser, meetup, "runner")() == 302
    assert answers(first, meetup, "leave")() == 302
    over = timezone.now() - timedelta(minutes=1)
    assert RSVP.objects.filter(meetup=meetup, state="offered").update(offered_until=over) == 1
    asking = [answers(browser, meetup, "runner") for browser in others[HALF:]]
    return all_at_once(*[work] * HALF, *asking)


def test_an_offer_that_is_over_passes_to_one(make_meetup, crowd):
    meetup = make_meetup()
    assert pass_on(meetup, crowd) == [None] * HALF + [302] * (HALF - 1)
    assert_sound(meetup)
    (now,) = RSVP.objects.of_meetup(meetup.pk).filter(state="offered")
    assert now.user_id == crowd[2].pk
    assert states(meetup).count("waitlisted") == THREADS - 3
    assert [row.recipient_id for row in told(kind="meetups.passed")] == [crowd[1].pk]


def test_without_the_guard_one_lane_is_offered_to_all_in_line(make_meetup, crowd):
    """The negative control: eight workers see that the lane is free, and each offers it to the next."""
    meetup = make_meetup()
    seen, turn = Barrier(HALF, timeout=30), Lock()

    def look_then_write():
        over = RSVP.objects.of_meetup(meetup.pk).filter(state="offered", offered_until__lte=timezone.now())
        assert over.exists()
        seen.wait()
        with turn:
            RSVP.objects.move(list(over.values_list("pk", flat=True)), "declined")
            first = RSVP.objects.of_meetup(meetup.pk).queue("waitlisted").first()
            RSVP.objects.move([first.pk], "offered", timezone.now() + timedelta(hours=1))

    pass_on(meetup, crowd, look_then_write)
    assert states(meetup).count("offered") == HALF
