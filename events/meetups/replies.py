"""What a person reads after answering: the same verb as on the button."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.meetups.models import RSVP, Meetup, Part, RSVPState


def answer_in_words(rsvp: RSVP, meetup: Meetup, *, saw_lane: bool) -> str:
    """``saw_lane``: the page this person answered from still showed a free lane."""
    day = {"day": date_format(meetup.local_start, "l")}
    if rsvp.part == Part.SPOTTER:
        return _("You're spotting on %(day)s. Thank you.") % day
    if rsvp.part == Part.EITHER and rsvp.state == RSVPState.GOING:
        return _("You're in: on %(day)s you run and spot by turns. Thank you.") % day
    if rsvp.state == RSVPState.GOING and meetup.runners_per_spotter is None:
        return _("You're in on %(day)s.") % day
    if rsvp.state == RSVPState.GOING:
        return _("You're in. A spotter is there for you on %(day)s.") % day
    if rsvp.state == RSVPState.WAITING:
        return _("You're waiting for a spotter. We'll tell you as soon as one says yes.")
    place = {"place": ordinal(RSVP.objects.of_meetup(meetup.pk).place_in_queue(rsvp.user_id))}
    if saw_lane:
        return _("Somebody took the last lane a moment ago. You're %(place)s on the waitlist.") % place
    return (
        _("All lanes are taken. You're %(place)s on the waitlist; we'll tell you when you move up.") % place
    )


def ordinal(place: int) -> str:
    """first, second, third, then 4th."""
    words = {
        1: pgettext("place in a queue", "first"),
        2: pgettext("place in a queue", "second"),
        3: pgettext("place in a queue", "third"),
    }
    return words.get(place) or pgettext("place in a queue", "%(number)dth") % {"number": place}
