from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Reminder
from accounts.notifications.actions import notify
from accounts.permissions import Refused, Viewer
from events.meetups.actions import call_off_meetup, leave_meetup, post_meetup
from events.meetups.models import Meetup
from events.meetups.notices import POSTED
from tests.conftest import join
from tests.telling import told


def call_off(meetup, user):
    return call_off_meetup(Meetup.objects.get(pk=meetup.pk), by=Viewer(user), reason="Ice on the straight")


def test_everybody_who_meant_to_come_is_told_once(meetup, runners, spotter, organizer, answer):
    people = runners(4)
    for runner in people:
        answer(meetup, runner)
    answer(meetup, spotter, "spotter")
    leave_meetup(meetup, by=Viewer(people[3]))
    assert [call_off(meetup, organizer) for _ in range(2)] == [4, 0]
    reached = told(kind="meetups.called_off").values_list("recipient_id", flat=True)
    assert sorted(reached) == sorted(user.pk for user in [*people[:3], spotter])


def test_only_that_it_is_called_off_is_left_to_read(meetup, runners, spotter, organizer, answer):
    [runner] = runners(1)
    notify(POSTED, target=meetup.public_id, by=organizer.pk)
    answer(meetup, runner)
    answer(meetup, spotter, "spotter")
    assert sorted({row.kind for row in told()}) == ["meetups.going", "meetups.posted"]
    call_off(meetup, organizer)
    assert sorted((row.kind, row.recipient_id) for row in told()) == [
        ("meetups.called_off", user.pk) for user in sorted([runner, spotter], key=lambda user: user.pk)
    ]


def test_the_leader_is_told_when_somebody_else_calls_it_off(meetup, outsider, group, organizer):
    assert call_off(meetup, join(outsider, group, "organizer")) == 1
    assert told().get(kind="meetups.called_off").recipient == organizer


def test_a_calendar_sees_that_it_is_called_off(meetup, organizer):
    call_off(meetup, organizer)
    row = Meetup.objects.get()
    assert (row.state, row.sequence, row.cancelled_because) == ("cancelled", 1, "Ice on the straight")
    assert row.changed_at > meetup.changed_at


@pytest.mark.parametrize("who", ["member", "moderator", "outsider", "newcomer", "site_moderator"])
def test_others_cannot_call_it_off(who, request, meetup):
    with pytest.raises(PermissionDenied):
        call_off(meetup, request.getfixturevalue(who))
    assert Meetup.objects.get().state == "scheduled"


def test_what_is_over_cannot_be_called_off(meetup, organizer, clock):
    clock.move_to(meetup.ends_at + timedelta(seconds=1))
    with pytest.raises(Refused, match="This meetup is over"):
        call_off(meetup, organizer)


def test_telling_ten_or_two_people_takes_as_many_statements(
    group, organizer, plan, runners, answer, django_assert_num_queries
):
    people = runners(10)
    for crowd, offset in ((people[:2], 0), (people, 60)):
        fields = plan(capacity=8)
        times = {name: fields[name] + timedelta(minutes=offset) for name in ("starts_at", "ends_at")}
        meetup = post_meetup(group, by=Viewer(organizer), **fields | times)
        for person in crowd:
            answer(meetup, person)
        viewer = Viewer(organizer)
        assert viewer.roles
        # savepoint, call off, the outbox, who comes or leads, release
        with django_assert_num_queries(5):
            call_off_meetup(meetup, by=viewer, reason="Ice")


def test_nobody_is_reminded_of_what_is_called_off(meetup, member, organizer, answer):
    answer(meetup, member)
    assert Reminder.objects.filter(target=meetup.public_id).exists()
    call_off(meetup, organizer)
    assert [row.kind for row in told(target=meetup.public_id)] == ["meetups.called_off"]
    assert not Reminder.objects.filter(target=meetup.public_id).exists()
