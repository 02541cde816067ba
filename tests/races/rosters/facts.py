"""What must be true of a roster once everybody has let go of it."""

from events.meetups.models import RSVP, Meetup


def states(meetup, **which):
    """Of the answers to it."""
    return sorted(RSVP.objects.of_meetup(meetup.pk).filter(**which).values_list("state", flat=True))


def is_counted(meetup):
    """The counters on its row say what its answers say."""
    row = Meetup.objects.get(pk=meetup.pk)
    found = list(RSVP.objects.of_meetup(meetup.pk).values_list("part", "state"))
    told = (row.runners_going, row.runners_waiting, row.runners_offered, row.spotters_going)
    offered = sum(state == "offered" for _, state in found)
    going, waiting = found.count(("runner", "going")), found.count(("runner", "waiting"))
    return told == (going, waiting, offered, found.count(("spotter", "going")))


def assert_counted(meetup):
    assert is_counted(meetup)
    return Meetup.objects.get(pk=meetup.pk)


def assert_nothing_is_due(meetup):
    """Nobody waits while a spotter has room, and no lane is free while somebody queues."""
    row = assert_counted(meetup)
    assert not ("waiting" in states(meetup) and row.seats.room)
    assert not ("waitlisted" in states(meetup) and row.seats.free)
    return row


def assert_sound(meetup):
    """All of it, and nobody beyond the lanes: where nobody took lanes away."""
    row = assert_nothing_is_due(meetup)
    assert row.seats.held <= row.capacity
    return row
