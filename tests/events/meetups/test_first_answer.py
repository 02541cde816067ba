"""The one statement of a first answer asks for itself, whatever a page said before; PostgreSQL only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.notifications.models import Reminder
from accounts.permissions import Refused, Viewer
from community.groups.models import Membership
from events.meetups.actions import answer_meetup
from events.meetups.first_answer import hold_both, take_first
from events.meetups.models import RSVP, Leading, Meetup, Part
from events.places.models import Place, Zone

pytestmark = pytest.mark.postgresql_only


def rows_of(meetup):
    return Meetup.objects.filter(pk=meetup.pk)


def lead_elsewhere(meetup, user):
    Leading.objects.create(meetup=at_that_hour(meetup), user=user)


def come_elsewhere(meetup, user):
    say(at_that_hour(meetup), user, "waitlisted")


def at_that_hour(meetup):
    other = Meetup.objects.get(pk=meetup.pk)
    other.pk, other.public_id, other.nonce = None, "another", "another"
    other.starts_at += timedelta(minutes=59)
    other.ends_at += timedelta(minutes=59)
    other.save(force_insert=True)
    return other


def say(meetup, user, state, **fields):
    now = timezone.now()
    RSVP.objects.create(
        meetup=meetup, user=user, part="runner", state=state, queued_at=now, changed_at=now, **fields
    )


def let_an_offer_pass(meetup, user):
    over = timezone.now() - timedelta(minutes=1)
    say(meetup, meetup.leader, "offered", offered_until=over)
    rows_of(meetup).update(runners_offered=1)


NOT_PLAIN = {
    "no member": lambda meetup, user: Membership.objects.filter(user=user).delete(),
    "called off": lambda meetup, user: rows_of(meetup).update(state="cancelled"),
    "over": lambda meetup, user: rows_of(meetup).update(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now()
    ),
    "too late": lambda meetup, user: rows_of(meetup).update(signup_until=timezone.now()),
    "for invited people": lambda meetup, user: rows_of(meetup).update(audience="invited"),
    "nobody only leads": lambda meetup, user: rows_of(meetup).update(is_peer_led=True),
    "leads it": lambda meetup, user: Leading.objects.create(meetup=meetup, user=user),
    "leads elsewhere": lead_elsewhere,
    "is elsewhere": come_elsewhere,
    "has said no before": lambda meetup, user: say(meetup, user, "declined"),
    "comes already": lambda meetup, user: say(meetup, user, "waitlisted"),
    "an offer is over": let_an_offer_pass,
}


def counters_of(meetup):
    return rows_of(meetup).values_list(
        "runners_going", "runners_waiting", "runners_offered", "spotters_going", "either_going"
    )[0]


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("change", NOT_PLAIN.values(), ids=list(NOT_PLAIN))
def test_what_is_not_plain_is_left_alone(meetup, member, part, change):
    change(meetup, member)
    before, answers = counters_of(meetup), RSVP.objects.count()
    hold_both(member.pk, meetup.pk)
    assert take_first(meetup, member.pk, part) is None
    assert (counters_of(meetup), RSVP.objects.count()) == (before, answers)


@pytest.mark.parametrize(
    ("part", "seats", "state", "after"),
    [
        ("runner", {}, "waiting", (0, 1, 0, 0, 0)),
        ("runner", {"spotters_going": 1}, "going", (1, 0, 0, 1, 0)),
        ("runner", {"spotters_going": 1, "runners_going": 1}, "waiting", (1, 1, 0, 1, 0)),
        ("runner", {"either_going": 1}, "going", (1, 0, 0, 0, 1)),
        ("runner", {"runners_per_spotter": None}, "going", (1, 0, 0, 0, 0)),
        ("runner", {"runners_going": 1, "runners_waiting": 1}, "waitlisted", (1, 1, 0, 0, 0)),
        ("runner", {"runners_offered": 1, "either_going": 1}, "waitlisted", (0, 0, 1, 0, 1)),
        ("runner", {"runners_going": 3}, "waitlisted", (3, 0, 0, 0, 0)),
        ("either", {}, "going", (0, 0, 0, 0, 1)),
        ("either", {"runners_waiting": 2}, "waitlisted", (0, 2, 0, 0, 0)),
        ("spotter", {"runners_waiting": 2}, "going", (0, 2, 0, 1, 0)),
    ],
)
def test_it_takes_what_is_left_of_two_lanes(meetup, member, part, seats, state, after):
    rows_of(meetup).update(**seats)
    assert take_first(meetup, member.pk, part).state == state
    assert counters_of(meetup) == after
    rsvp = RSVP.objects.get(user=member)
    assert (rsvp.part, rsvp.state, rsvp.left_late, rsvp.offered_until) == (part, state, False, None)


@pytest.mark.parametrize(
    ("model", "fields", "reason"),
    [
        (Place, {"state": "suspended"}, "Birkenwiese 1 is closed for now."),
        (Place, {"restricted_sessions": ["walking_drill"]}, "Home straight will not do for “"),
        (Place, {"restricted_stage": 2}, "Birkenwiese 1 is for stage 2 and up."),
        (Zone, {"verdict": "stop"}, "A check of Home straight says stop."),
        (Zone, {"sessions": ["walking_drill"]}, "Home straight will not do for “"),
        (Zone, {"minimum_stage": 3}, "Home straight is for stage 3 and up."),
    ],
)
def test_it_reads_the_place_as_it_is_now(meetup, member, model, fields, reason):
    read = Meetup.objects.visible_to(Viewer(member)).for_answer().get(pk=meetup.pk)
    model.objects.update(**fields)
    with pytest.raises(Refused) as refused:
        answer_meetup(read, by=Viewer(member), part="runner")
    assert refused.value.sentence.startswith(reason)
    assert not RSVP.objects.exists()
    assert counters_of(meetup) == (0, 0, 0, 0, 0)
    assert not Reminder.objects.filter(recipient=member).exists()


def test_who_answers_is_reminded_of_the_hour_to_which_it_was_moved(meetup, member):
    read = Meetup.objects.visible_to(Viewer(member)).for_answer().get(pk=meetup.pk)
    later = meetup.starts_at + timedelta(days=3)
    rows_of(meetup).update(starts_at=later, ends_at=later + timedelta(hours=1))
    assert answer_meetup(read, by=Viewer(member), part="runner").state == "waiting"
    due = Reminder.objects.filter(recipient=member).order_by("due_at").values_list("due_at", flat=True)
    assert list(due) == [later - timedelta(hours=24), later - timedelta(hours=2)]
