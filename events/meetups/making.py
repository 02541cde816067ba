"""The rows of a date: the meetup, who leads it and who is invited."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from community.groups.models import Group
from events.meetups.models import Audience, Guest, Leading, Meetup
from events.meetups.posting import Draft, Fields, People

TEXTS = ("title", "description", "bring", "access_note")


def make_meetup(group: Group, draft: Draft, fields: Fields, *, leaders: Sequence[int], **more: Any) -> Meetup:
    """Write it; nothing is checked and nobody is told. The first of ``leaders`` answers for it.

    ``more``: what else the row says, like its nonce or its series.
    """
    audience = audience_of(group, fields.get("audience"))
    meetup = Meetup.objects.create(
        group=group, audience=audience, leader_id=leaders[0], **row_of(draft, fields), **more
    )
    name_leaders(meetup, leaders)
    if audience == Audience.INVITED:
        invite(meetup, fields.get("guests", ()))
    return meetup


def row_of(draft: Draft, fields: Fields) -> dict[str, Any]:
    """What the row says of place, time, people and programme."""
    texts = {name: fields.get(name, "") for name in TEXTS}
    return texts | {
        "place": draft.place,
        "zone": draft.zone,
        "time_zone": draft.place.time_zone,
        "session": draft.session,
        "lowest_stage": draft.lowest_stage,
        "highest_stage": draft.highest_stage,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "capacity": draft.capacity,
        "own_limit": draft.own_limit,
        "runners_per_spotter": draft.runners_per_spotter,
        "is_peer_led": draft.is_peer_led,
        "signup_until": draft.signup_until,
    }


def audience_of(group: Group, wanted: str | None) -> Audience:
    """What a private group does is never for everybody."""
    audience = Audience(wanted or Audience.PUBLIC)
    return Audience.GROUP if group.is_private and audience == Audience.PUBLIC else audience


def posted_for(meetup: Meetup, starts_at: datetime) -> datetime | None:
    """When it was to begin at first, if it is to begin at another time now."""
    first = meetup.posted_for or meetup.starts_at
    return None if first == starts_at else first


def people_named(meetup: Meetup) -> People:
    """Who leads it, who reads it and who is invited, as a form would say it again."""
    guests = Guest.objects.filter(meetup=meetup).values_list("user_id", flat=True)
    leaders = Leading.objects.filter(meetup=meetup).people()
    return {"leaders": leaders, "audience": meetup.audience, "guests": list(guests)}


def name_leaders(meetup: Meetup, people: Collection[int]) -> None:
    """These lead it besides who does already."""
    Leading.objects.bulk_create(
        [Leading(meetup=meetup, user_id=user_id) for user_id in dict.fromkeys(people)], ignore_conflicts=True
    )


def invite(meetup: Meetup, people: Collection[int]) -> None:
    """These are invited besides who is already."""
    Guest.objects.bulk_create(
        [Guest(meetup=meetup, user_id=user_id) for user_id in dict.fromkeys(people)], ignore_conflicts=True
    )
