"""What a public date tells other sites: the words of its picture, its preview, and the event in schema.org's
terms. A date that not everybody reads tells nothing."""

import json
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.meetups.models import Meetup
from events.meetups.sharing.card import Words

SCHEMA = "https://schema.org"
# Inside a script element no text may end it, or begin a comment; JSON writes these characters otherwise too.
ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Shared:
    """What stands in the head of the page of a public date."""

    title: str
    description: str
    url: str
    image: str
    image_alt: str
    event: SafeString


def shared(meetup: Meetup) -> Shared | None:
    """Nothing for a date that not everybody reads."""
    if meetup.keeps_to_group:
        return None
    words = words_of(meetup)
    url = settings.SITE_URL + meetup.get_absolute_url()
    image = f"{settings.SITE_URL}{reverse('meetups:card', args=[meetup.public_id])}?v={words.version}"
    facts = (f"{meetup.when} ({meetup.zone_abbreviation})", _where(meetup), meetup.group.name)
    description = " · ".join((_("Called off"), *facts) if meetup.is_called_off else facts)
    event = as_event(meetup, url=url, image=image, description=description)
    return Shared(meetup.title, description, url, image, f"{meetup.title}: {description}", as_data(event))


def words_of(meetup: Meetup) -> Words:
    """In the language of the group: who asks for a picture of a link says none."""
    start = meetup.local_start
    with override(meetup.group.language):
        return Words(
            weekday=date_format(start, "D"),
            day=str(start.day),
            month=date_format(start, "M"),
            title=meetup.title,
            hours=f"{start:%H:%M}–{meetup.local_end:%H:%M} {meetup.zone_abbreviation}",
            place=_where(meetup),
            group=meetup.group.name,
            called_off=_("Called off") if meetup.is_called_off else "",
            instead=str(meetup.get_session_display()),
        )


def as_event(meetup: Meetup, *, url: str, image: str, description: str) -> dict[str, Any]:
    """The date as ``schema.org/Event``: times with the offset of the place, and nobody's name."""
    clock = ZoneInfo(meetup.time_zone)
    event = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": meetup.title,
        "description": description,
        "url": url,
        "image": image,
        "startDate": meetup.starts_at.astimezone(clock).isoformat(timespec="minutes"),
        "endDate": meetup.ends_at.astimezone(clock).isoformat(timespec="minutes"),
        "eventStatus": f"{SCHEMA}/Event{_status(meetup)}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": meetup.capacity,
        "location": _location(meetup),
        "organizer": {
            "@type": "Organization",
            "name": meetup.group.name,
            "url": settings.SITE_URL + reverse("groups:detail", args=[meetup.group.slug]),
        },
    }
    if meetup.posted_for:
        event["previousStartDate"] = meetup.posted_for.astimezone(clock).isoformat(timespec="minutes")
    return event


def as_data(event: dict[str, Any]) -> SafeString:
    """JSON that may stand inside a script element."""
    return mark_safe(json.dumps(event, ensure_ascii=False).translate(ESCAPES))  # noqa: S308  what ends a script is escaped


def _status(meetup: Meetup) -> str:
    if meetup.is_called_off:
        return "Cancelled"
    return "Rescheduled" if meetup.posted_for else "Scheduled"


def _location(meetup: Meetup) -> dict[str, Any]:
    place = meetup.place
    address = {"@type": "PostalAddress", "streetAddress": place.address, "addressLocality": place.city_label}
    return {
        "@type": "Place",
        "name": place.name,
        "address": {key: value for key, value in address.items() if value},
        "geo": {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude},
    }


def _where(meetup: Meetup) -> str:
    place = meetup.place
    return f"{place.name}, {place.city_label}" if place.city_label else place.name
