"""Dates somebody goes to or led."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.users.given import Data, given
from events.meetups.changing import lead_no_more
from events.meetups.departures import free_all
from events.meetups.models import RSVP, Guest, Leading, Meetup, Mitigation

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WORDS: "dict[str, _StrOrPromise]" = {
    "dates-answered": gettext_lazy("Dates you answered"),
    "dates-invited": gettext_lazy("Dates you were invited to"),
    "named_at": gettext_lazy("Named"),
    "invited_at": gettext_lazy("Invited"),
    "bring": gettext_lazy("What to bring"),
    "access_note": gettext_lazy("Accessibility"),
    "dates-led": gettext_lazy("Dates you led"),
    "hazards-met": gettext_lazy("What you did about hazards"),
    "meetup": gettext_lazy("Meetup"),
    "starts_at": gettext_lazy("Begins"),
    "ends_at": gettext_lazy("Ends"),
    "part": gettext_lazy("Part"),
    "queued_at": gettext_lazy("Answered"),
    "changed_at": gettext_lazy("Changed"),
    "offered_until": gettext_lazy("A lane was kept until"),
    "reconfirm_asked_at": gettext_lazy("Asked whether you still come"),
    "left_late": gettext_lazy("Left less than a day before"),
    "called_off_because": gettext_lazy("Called off because"),
    "change_note": gettext_lazy("A word to who comes"),
}
ANSWER = {
    "meetup": "meetup__title",
    "group": "meetup__group__name",
    "starts_at": "meetup__starts_at",
    "part": "part",
    "state": "state",
    "queued_at": "queued_at",
    "changed_at": "changed_at",
    "offered_until": "offered_until",
    "reconfirm_asked_at": "reconfirm_asked_at",
    "left_late": "left_late",
}
LED = {
    "title": "meetup__title",
    "group": "meetup__group__name",
    "description": "meetup__description",
    "bring": "meetup__bring",
    "access_note": "meetup__access_note",
    "named_at": "named_at",
    "starts_at": "meetup__starts_at",
    "ends_at": "meetup__ends_at",
    "called_off_because": "meetup__cancelled_because",
    "change_note": "meetup__change_note",
}


def words() -> "dict[str, _StrOrPromise]":
    """What its tables and columns are called."""
    return WORDS


def give(user_id: int) -> Data:
    """Own answers and the dates one led; who else came is theirs."""
    return {
        "dates-answered": given(RSVP.objects.filter(user=user_id), **ANSWER),
        "dates-led": given(Leading.objects.filter(user=user_id), **LED),
        "dates-invited": given(
            Guest.objects.filter(user=user_id), meetup="meetup__title", invited_at="invited_at"
        ),
        "hazards-met": given(
            Mitigation.objects.filter(by=user_id), meetup="meetup__title", words="words", made_at="made_at"
        ),
    }


def stay(user_id: int) -> list[str]:
    """People would stand there and wait for their leader, where nobody else leads."""
    sentence = _("You lead “%(title)s” on %(when)s. Call it off first, so that nobody waits there in vain.")
    led = Meetup.objects.upcoming().led_alone_by(user_id)
    return [sentence % {"title": meetup.title, "when": meetup.when} for meetup in led]


def ends(user_id: int) -> list[str]:
    """What the page says about dates."""
    mine = RSVP.objects.live().filter(user=user_id).values("meetup")
    ahead = Meetup.objects.upcoming().filter(pk__in=mine)
    titles = [_("“%(title)s” on %(when)s") % {"title": date.title, "when": date.when} for date in ahead]
    sentence = ngettext(
        "Your seat at %(titles)s goes to the next in line, and does not come back with you.",
        "Your seats go to the next in line, and do not come back with you: %(titles)s.",
        len(titles),
    )
    return [sentence % {"titles": ", ".join(titles)}] if titles else []


def leave(user_id: int) -> None:
    """What is ahead of them goes to the next in line; who leads with them leads on."""
    lead_no_more(user_id, Meetup.objects.upcoming())
    free_all(user_id)


def erase(user_id: int, *, with_texts: bool) -> None:
    """Who was where is forgotten. How many came stays on each date, as its numbers."""
    free_all(user_id)
    RSVP.objects.filter(user=user_id).delete()
