"""What the fate of a place does to the dates there.

What closes, opens or joins it, or judges a zone anew, runs inside the transaction that does so and holds the
row of the place: a date that is posted meanwhile waits and sees it, one that was posted is found. Reports of
hazards change no date, so people are only told; of those that last, a job tells once more as dates come near.
"""

from collections.abc import Collection

from django.utils import timezone

from accounts.notifications.actions import notify, settle
from accounts.notifications.models import Notification
from community.groups.querysets import group_scope
from events.meetups.admission import settle_roster
from events.meetups.models import Meetup
from events.meetups.notices import PLACE_CLOSED
from events.places.hazards.banners import banner_of
from events.places.hazards.limits import SOON
from events.places.hazards.models import Hazard
from events.places.hazards.notices import HAZARD

AT_RISK, ON_AGAIN = "at risk", "on again"


def tell_of_place(place_id: int) -> None:
    """Who leads a date there or means to come learns that it is at risk, or that it is on again."""
    _tell_of_dates(Meetup.objects.held_at(place_id))


def tell_of_zone(zone_id: int) -> None:
    """The same in one zone that says something else after a check; what people know is not said again."""
    _tell_of_dates(Meetup.objects.held_in(zone_id), only_news=True)


def _tell_of_dates(meetups: Collection[Meetup], *, only_news: bool = False) -> None:
    lines = Notification.objects.filter(
        kind=PLACE_CLOSED.name, target__in=[meetup.public_id for meetup in meetups]
    )
    said = dict(lines.values_list("target", "cause"))
    for meetup in meetups:
        at_risk, before = bool(meetup.at_risk), said.get(meetup.public_id)
        if before is None and not at_risk:
            continue
        if only_news and before is not None and at_risk != before.startswith(ON_AGAIN):
            continue
        settle(PLACE_CLOSED, target=meetup.public_id)
        cause = f"{AT_RISK if at_risk else ON_AGAIN} {timezone.now().isoformat()}"
        notify(PLACE_CLOSED, target=meetup.public_id, cause=cause, scope=group_scope(meetup.group_id))
        settle_roster(meetup.pk)


def keep_with_place(place_id: int, into_id: int) -> None:
    """Two entries were one place: the dates go with their zones."""
    Meetup.objects.at_place(place_id).update(place_id=into_id)


def tell_of_hazard(hazard_id: int) -> None:
    """Who leads, organizes or goes to a date there in the next two days, once a report stands out.

    That it is over is told to the same people, if anybody was told of it.
    """
    hazard = Hazard.objects.for_list().get(pk=hazard_id)
    if hazard.is_open:
        banner = banner_of(list(Hazard.objects.of_place(hazard.place_id).open().for_list()))
        for one in banner.hazards if banner else ():
            _tell(one, cause="open", by=one.reported_by_id)
        return
    was_told = Notification.objects.filter(kind=HAZARD.name, target=hazard.public_id).exists()
    settle(HAZARD, target=hazard.public_id)
    if was_told:
        _tell(hazard, cause="over", by=hazard.resolved_by_id)


def tell_of_what_is_still_there() -> None:
    """Reports of days ago that hold until somebody resolves them: a date has come near since."""
    open_at: dict[int, list[Hazard]] = {}
    for hazard in Hazard.objects.at(Meetup.objects.places_soon(SOON)).open().for_list():
        open_at.setdefault(hazard.place_id, []).append(hazard)
    for hazards in open_at.values():
        banner = banner_of(hazards)
        for hazard in banner.hazards if banner else ():
            _tell_who_was_not(hazard)


def _tell_who_was_not(hazard: Hazard) -> None:
    """Who was told of it once is not told again."""
    people = _concerned(hazard)
    lines = Notification.objects.filter(kind=HAZARD.name, target=hazard.public_id, cause="open")
    people -= set(lines.values_list("recipient_id", flat=True))
    notify(HAZARD, to=people, target=hazard.public_id, by=hazard.reported_by_id, cause="open")


def _concerned(hazard: Hazard) -> set[int]:
    return Meetup.objects.soon_at(hazard.place_id, hazard.zone_id, SOON).people_concerned()


def _tell(hazard: Hazard, *, cause: str, by: int | None) -> None:
    people = _concerned(hazard)
    notify(HAZARD, to=people, target=hazard.public_id, by=by, cause=cause)
