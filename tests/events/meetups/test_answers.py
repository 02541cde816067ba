"""Answering and leaving: who goes, who waits, who queues, and why not."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.identifiers import new_nonce
from accounts.permissions import Refused, Viewer
from community.groups.actions import leave_group
from community.groups.models import Membership
from events.meetups.actions import answer_meetup, call_off_meetup, leave_meetup, post_meetup
from events.meetups.models import RSVP, Guest, Meetup
from tests.conftest import join, make_group
from tests.telling import told


@pytest.fixture
def refusal(answer):
    def say(meetup, user, part="runner"):
        with pytest.raises(Refused) as refused:
            answer(meetup, user, part)
        return refused.value.sentence

    return say


@pytest.fixture
def leave():
    return lambda meetup, user: leave_meetup(Meetup.objects.get(pk=meetup.pk), by=Viewer(user))


def who_was_told(kind):
    """Who was told of a kind, in order."""
    return [row.recipient for row in told(kind=kind).order_by("pk")]


def states(meetup):
    return [rsvp.state for rsvp in RSVP.objects.filter(meetup=meetup).order_by("queued_at", "pk")]


def test_without_a_spotter_a_runner_waits_and_holds_a_lane(meetup, member, answer, counters):
    assert answer(meetup, member) == "waiting"
    assert counters(meetup) == (0, 1, 0)


def test_a_spotter_lets_the_first_waiting_runner_go_and_tells_them(
    meetup, runners, spotter, answer, counters
):
    first, second = runners(2)
    answer(meetup, first)
    answer(meetup, second)
    assert answer(meetup, spotter, "spotter") == "going"
    assert states(meetup) == ["going", "waiting", "going"]
    assert counters(meetup) == (1, 1, 1)
    assert who_was_told("meetups.going") == [first]


def test_with_a_spotter_there_a_runner_goes_at_once_and_is_not_mailed(meetup, member, spotter, answer):
    answer(meetup, spotter, "spotter")
    assert answer(meetup, member) == "going"
    assert who_was_told("meetups.going") == []


def test_when_all_lanes_are_held_the_next_runner_is_on_the_waitlist(meetup, runners, answer, counters):
    assert [answer(meetup, runner) for runner in runners(4)] == [
        "waiting",
        "waiting",
        "waitlisted",
        "waitlisted",
    ]
    assert counters(meetup) == (0, 2, 0)
    third = RSVP.objects.filter(state="waitlisted").first()
    assert RSVP.objects.of_meetup(meetup.pk).place_in_queue(third.user_id) == 1


def test_one_spotter_takes_as_many_runners_as_the_ratio_says(
    group, organizer, plan, runners, spotter, answer
):
    fields = plan(session="walking_drill", capacity=4)
    meetup = post_meetup(group, by=Viewer(organizer), **fields)
    answer(meetup, spotter, "spotter")
    assert [answer(meetup, runner) for runner in runners(3)] == ["going", "going", "waiting"]


def test_leaving_moves_the_queue_up_in_order_and_tells_who_moved(
    meetup, runners, spotter, answer, leave, counters
):
    people = runners(4)
    answer(meetup, spotter, "spotter")
    for runner in people:
        answer(meetup, runner)
    assert states(meetup) == ["going", "going", "waiting", "waitlisted", "waitlisted"]
    assert leave(meetup, people[0])
    assert states(meetup) == ["going", "declined", "going", "offered", "waitlisted"]
    assert counters(meetup) == (1, 0, 1)
    assert who_was_told("meetups.going") == [people[1]]
    assert who_was_told("meetups.offered") == [people[2]]


def test_a_spotter_who_leaves_drops_nobody_and_the_leader_is_told(
    meetup, member, spotter, organizer, answer, leave, counters
):
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    leave(meetup, spotter)
    assert counters(meetup) == (1, 0, 0)
    assert Meetup.objects.get().seats.is_at_risk
    assert who_was_told("meetups.spotter_left") == [organizer]


def test_after_a_spotter_left_nobody_else_is_admitted_beyond_the_ratio(
    meetup, runners, spotter, answer, leave
):
    first, second = runners(2)
    answer(meetup, spotter, "spotter")
    answer(meetup, first)
    leave(meetup, spotter)
    assert answer(meetup, second) == "waiting"


def test_saying_it_twice_is_saying_it_once(meetup, member, answer, counters):
    assert [answer(meetup, member) for _ in range(3)] == ["waiting"] * 3
    assert counters(meetup) == (0, 1, 0)
    assert RSVP.objects.count() == 1


def test_leaving_twice_is_leaving_once(meetup, member, answer, leave, counters):
    answer(meetup, member)
    assert [leave(meetup, member), leave(meetup, member)] == [True, False]
    assert counters(meetup) == (0, 0, 0)


def test_who_comes_back_stands_at_the_end_of_the_queue(meetup, runners, answer, leave):
    people = runners(4)
    for runner in people:
        answer(meetup, runner)
    leave(meetup, people[2])
    assert answer(meetup, people[2]) == "waitlisted"
    assert RSVP.objects.of_meetup(meetup.pk).place_in_queue(people[2].pk) == 2


def test_a_runner_who_spots_instead_gives_the_lane_to_the_next(meetup, runners, spotter, answer, counters):
    first, second = runners(2)
    answer(meetup, spotter)
    answer(meetup, first)
    answer(meetup, second)
    assert counters(meetup) == (0, 2, 0)
    assert answer(meetup, spotter, "spotter") == "going"
    assert counters(meetup) == (1, 0, 1)
    assert {rsvp.user: rsvp.state for rsvp in RSVP.objects.all()} == {
        spotter: "going",
        first: "going",
        second: "offered",
    }


def test_a_spotter_who_runs_instead_leaves_the_runners_at_risk(
    meetup, member, spotter, organizer, answer, counters
):
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    assert answer(meetup, spotter) == "waiting"
    assert counters(meetup) == (1, 1, 0)
    assert who_was_told("meetups.spotter_left") == [organizer]


def test_a_change_that_is_refused_changes_nothing(meetup, spotter, answer, refusal, counters):
    answer(meetup, spotter)
    Membership.objects.filter(user=spotter).delete()
    refusal(meetup, spotter, "spotter")
    assert counters(meetup) == (0, 1, 0)
    assert RSVP.objects.get().part == "runner"


def test_a_stranger_to_the_group_is_told_to_join(meetup, outsider, refusal):
    assert refusal(meetup, outsider) == "Join Neckar Heelfirsts first; then you can answer."


def test_who_has_not_read_the_safety_text_is_told_so(meetup, newcomer, refusal):
    assert refusal(meetup, newcomer) == "Please read the safety text first; then you can answer."


def test_membership_is_asked_again_by_the_statement_that_takes_the_seat(meetup, member, counters):
    viewer = Viewer(member)
    assert viewer.is_member_of(meetup.group_id)
    Membership.objects.filter(user=member).delete()
    with pytest.raises(Refused, match="Join Neckar Heelfirsts first"):
        answer_meetup(meetup, by=viewer, part="runner")
    assert counters(meetup) == (0, 0, 0)


def test_only_a_declared_spotter_spots(meetup, member, refusal):
    assert refusal(meetup, member, "spotter") == (
        "You are not a spotter yet. Pass the quiz in the guide,"
        " then ask an organizer of your group to declare you."
    )


@pytest.mark.parametrize("birth_year", [2008, 2009])
def test_a_minor_never_counts_as_spotter(meetup, make_spotter, make_user, group, refusal, birth_year):
    minor = make_spotter(join(make_user("minna", birth_year=birth_year), group, "member"))
    assert refusal(meetup, minor, "spotter") == "Spotters are 18 or older."


def test_a_minor_runs_with_a_spotter_of_their_own(group, organizer, plan, make_user, meetup, answer, refusal):
    minor = join(make_user("minna", birth_year=2009), group, "member")
    assert answer(meetup, minor) == "waiting"
    later = plan(
        session="walking_drill",
        starts_at=meetup.ends_at + timedelta(hours=0),
        ends_at=meetup.ends_at + timedelta(hours=1),
    )
    shared = post_meetup(group, by=Viewer(organizer), **later)
    assert refusal(shared, minor).startswith("Under 18 you run with a spotter of your own")


def test_the_leader_neither_runs_nor_spots(meetup, organizer, make_spotter, refusal):
    make_spotter(organizer)
    sentence = "You lead this meetup, and a leader neither runs nor spots."
    assert [refusal(meetup, organizer, part) for part in ("runner", "spotter")] == [sentence, sentence]


def test_answers_end_with_the_meetup(meetup, member, answer, refusal, leave, clock):
    clock.move_to(meetup.ends_at - timedelta(minutes=1))
    assert answer(meetup, member) == "waiting"
    clock.move_to(meetup.ends_at)
    assert refusal(meetup, member) == "This meetup is over. Look for the group's next date."
    with pytest.raises(Refused):
        leave(meetup, member)


def test_a_meetup_called_off_takes_no_answer(meetup, organizer, member, refusal, counters):
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice on the straight")
    assert refusal(meetup, member) == "This meetup is called off. Look for another date of the group."
    assert counters(meetup) == (0, 0, 0)


def test_a_page_read_before_it_was_called_off_takes_no_answer(meetup, organizer, member, counters):
    stale = Meetup.objects.select_related("group").get(pk=meetup.pk)
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice on the straight")
    with pytest.raises(Refused, match="called off"):
        answer_meetup(stale, by=Viewer(member), part="runner")
    assert counters(meetup) == (0, 0, 0)


@pytest.fixture
def make_meetup(make_user, plan):
    """A meetup of another group, ``offset`` minutes after ours starts."""

    def make(offset, member):
        leader = make_user(f"leader{offset}")
        group = make_group(f"Group {offset}", leader)
        Membership.objects.create(group=group, user=member)
        fields = plan()
        starts_at = fields["starts_at"] + timedelta(minutes=offset)
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), "nonce": new_nonce()}
        return post_meetup(group, by=Viewer(leader), **fields | times)

    return make


@pytest.mark.parametrize(
    ("offset", "is_refused"), [(-60, False), (-59, True), (0, True), (59, True), (60, False)]
)
def test_nobody_is_at_two_places_at_once(meetup, member, make_meetup, answer, refusal, offset, is_refused):
    answer(meetup, member)
    other = make_meetup(offset, member)
    if is_refused:
        sentence = "You are at “First steps Tuesday” at that hour. Leave that first, or stay with it."
        assert refusal(other, member) == sentence
    else:
        assert answer(other, member) == "waiting"


def test_who_left_or_whose_meetup_was_called_off_is_free(meetup, member, organizer, make_meetup, answer):
    answer(meetup, member)
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice")
    assert answer(make_meetup(0, member), member) == "waiting"


def test_a_leader_is_at_their_own_meetup(meetup, organizer, make_meetup, refusal):
    assert refusal(make_meetup(30, organizer), organizer).startswith("You are at “First steps Tuesday”")


def test_leaving_the_group_frees_the_seat(meetup, runners, answer, counters):
    people = runners(3)
    for runner in people:
        answer(meetup, runner)
    leave_group(meetup.group, by=Viewer(people[0]))
    assert states(meetup) == ["declined", "waiting", "offered"]
    assert counters(meetup) == (0, 1, 0)


def test_a_stranger_cannot_answer(meetup):
    for action in (
        lambda **by: answer_meetup(meetup, part="runner", **by),
        lambda **by: leave_meetup(meetup, **by),
    ):
        with pytest.raises(PermissionDenied):
            action(by=Viewer(AnonymousUser()))


def test_an_answer_takes_three_statements_or_six(meetup, member, django_assert_num_queries):
    """On PostgreSQL: who and what is held, the answer, reminders. On SQLite: the person, answers around, the
    guarded statement, the place as it is, the answer, reminders. A savepoint and its release stand around."""
    viewer = Viewer(member)
    assert viewer.is_ready
    assert viewer.is_member_of(meetup.group_id)
    with django_assert_num_queries(2 + (3 if connection.vendor == "postgresql" else 6)):
        answer_meetup(meetup, by=viewer, part="runner")


def test_a_spotter_for_whom_nobody_waits_takes_as_many(meetup, spotter, django_assert_num_queries):
    """On SQLite the roster is looked at too: the date as it is, and who queues for a free lane."""
    viewer = Viewer(spotter)
    assert viewer.is_member_of(meetup.group_id)
    assert viewer.counts_as_spotter
    with django_assert_num_queries(2 + (3 if connection.vendor == "postgresql" else 9)):
        answer_meetup(meetup, by=viewer, part="spotter")


NOT_INVITED = "It is for invited people only by now, and you are not among them. Ask an organizer."


@pytest.mark.parametrize("part", ["runner", "spotter"])
def test_who_is_invited_no_more_gets_no_seat_from_a_page_read_before(meetup, spotter, answer, refusal, part):
    """The statement that takes the seat asks again: the page was read while everybody could come."""
    Meetup.objects.update(audience="invited")
    assert refusal(meetup, spotter, part) == NOT_INVITED
    assert not RSVP.objects.exists()
    Guest.objects.create(meetup=meetup, user=spotter)
    assert answer(meetup, spotter, part) == ("waiting" if part == "runner" else "going")


def test_who_organizes_or_leads_comes_without_being_invited(
    meetup, organizer, hand_to, member, moderator, answer
):
    hand_to(meetup, moderator)
    Meetup.objects.update(audience="invited", is_peer_led=True)
    assert answer(meetup, organizer) == "waiting"
    assert answer(meetup, moderator) == "waiting"


def test_who_is_a_guest_elsewhere_is_none_here(meetup, member, refusal, group, organizer, plan):
    other = post_meetup(group, by=Viewer(organizer), **hours_later(plan()))
    Guest.objects.create(meetup=other, user=member)
    Meetup.objects.update(audience="invited")
    assert refusal(meetup, member) == NOT_INVITED


def hours_later(fields):
    return fields | {name: fields[name] + timedelta(hours=2) for name in ("starts_at", "ends_at")}
