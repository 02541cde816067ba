"""What the pages about all three domains show."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from accounts.permissions import Viewer
from community.groups.models import Group, JoinRequest
from community.guide.calls import CALLS
from community.stories.feed import FeedPage
from community.stories.models import Story
from config.nearby import KINDS, RADIUS_KM, Asked, found_near, heading, nearest_groups, sketch, standpoint
from events.meetups.models import Meetup

SHOWN_AT_HOME = 3


def stranger_home(viewer: Viewer) -> dict[str, Any]:
    """The claim, the next dates anywhere, the calls, the newest groups."""
    return {
        "meetups": Meetup.objects.visible_to(viewer).upcoming().for_cards(viewer)[:SHOWN_AT_HOME],
        "groups": Group.objects.visible_to(viewer).newest().for_cards()[:SHOWN_AT_HOME],
        "calls": CALLS,
    }


def member_home(viewer: Viewer, cursor: str | None) -> dict[str, Any]:
    """First what needs an answer: the next date, a turn to spot, what waits; then the feed."""
    dates = Meetup.objects.visible_to(viewer).upcoming()
    return {
        "next_date": dates.mine(viewer).for_cards(viewer).first(),
        "called_off": called_off(viewer),
        "turn_to_spot": dates.asking_for_spotter(viewer).for_cards(viewer).first(),
        "asking": JoinRequest.objects.waiting_for(viewer),
        "sent_back": Story.objects.authored_by(viewer).sent_back()[:SHOWN_AT_HOME],
        "groups": Group.objects.of_member(viewer).for_cards(),
        "page": FeedPage(Story.objects.for_member_feed(viewer, after=cursor), cursor),
    }


def called_off(viewer: Viewer) -> list[tuple[Meetup, Meetup | None]]:
    """The viewer's dates that were called off, until their time has passed, each with its group's next."""
    dates = Meetup.objects.visible_to(viewer)
    off = list(dates.called_off_ahead().mine(viewer).for_cards(viewer)[:SHOWN_AT_HOME])
    if not off:
        return []
    groups = {meetup.group_id for meetup in off}
    soonest = {meetup.group_id: meetup for meetup in dates.soonest_of(groups).for_cards(viewer)}
    return [(meetup, soonest.get(meetup.group_id)) for meetup in off]


def near(viewer: Viewer, data: Mapping[str, str]) -> dict[str, Any]:
    """Meetups, groups or places around a city or the viewer's home area."""
    kind = data.get("show") if data.get("show") in KINDS else KINDS[0]
    here, namesakes = standpoint(viewer, data)
    asked = Asked.in_address(data)
    rows = found_near(viewer, kind, here, asked=asked) if here else []
    return {
        "kind": kind,
        "kinds": KINDS,
        "here": here,
        "heading": heading(here),
        "namesakes": namesakes,
        "typed": data.get("q", "")[:100],
        "rows": rows,
        "sketch": sketch(kind, here, rows) if here else None,
        "asked": asked,
        "languages": settings.LANGUAGES,
        "nearest_groups": nearest_groups(viewer, here, asked) if here and not rows else [],
        "radius_km": RADIUS_KM,
    }
