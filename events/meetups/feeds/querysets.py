"""Which addresses of calendars, and the dates that each shows."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import F
from django.utils import timezone

from accounts.permissions import Viewer
from accounts.users.models import User
from community.groups.models import Group
from events.meetups.feeds.secret import digest_of
from events.meetups.querysets import LONGEST, MeetupQuerySet

PAST = timedelta(days=90)
MOST_AHEAD, MOST_PAST = 750, 250
"""The nearest ones, if there are more: a calendar program reads the whole file at each fetch."""


class FeedQuerySet(models.QuerySet):
    """Addresses of calendars."""

    def by_person(self, viewer: Viewer) -> Self:
        """The viewer's own, newest first, but for what is not there for them any more."""
        readable = Group.objects.visible_to(viewer)
        mine = self.filter(user_id=viewer.pk).exclude(models.Q(scope="group") & ~models.Q(group__in=readable))
        return (
            mine.select_related("group", "place").order_by("-made_at", "-pk").fetch_mode(models.FETCH_RAISE)
        )

    def living(self) -> Self:
        return self.filter(revoked_at__isnull=True)

    def revoke_of_group(self, group_id: int, user_id: int) -> None:
        """Who is banned reads no date of the group by an old address, after the ban is lifted neither."""
        self.living().filter(group_id=group_id, user_id=user_id).update(revoked_at=timezone.now())

    def opened_by(self, secret: str) -> Self:
        """The one that this secret opens, if the account of whose it is is in use."""
        found = self.living().filter(digest=digest_of(secret), user__in=User.objects.there())
        return found.select_related("user__profile", "group", "place").fetch_mode(models.FETCH_RAISE)


class DatesQuerySet(MeetupQuerySet):
    """Dates as calendars show them."""

    def for_calendar(self, viewer: Viewer) -> Self:
        """Load all that an event says, and how far the viewer means to come."""
        rows = self.with_answer_of(viewer).select_related("place", "zone")
        return rows.annotate(my_changed_at=F("_mine__changed_at")).fetch_mode(models.FETCH_RAISE)

    def ahead(self, now: datetime) -> Self:
        """What is on or comes, soonest first."""
        rows = self.filter(starts_at__gt=now - LONGEST, ends_at__gt=now)
        return rows.order_by("starts_at", "pk")[: MOST_AHEAD + 1]

    def lately(self, now: datetime) -> Self:
        """What is over, the last one first."""
        rows = self.filter(starts_at__gt=now - PAST, ends_at__lte=now)
        return rows.order_by("-starts_at", "-pk")[: MOST_PAST + 1]

    def of_public_groups(self) -> Self:
        """What private groups do is on no page of a place (Q24), for their own members neither."""
        return self.filter(group__visibility="public")


def patterns_of(
    viewer: Viewer, series_ids: Collection[int | None], *, place_id: int | None
) -> dict[int, Any]:
    """Of these series, those whose pattern this reader may read; of a place, those that are held there."""
    series = apps.get_model("events", "Series").objects
    rows = series.visible_to(viewer).filter(pk__in=[pk for pk in series_ids if pk])
    if place_id:
        rows = rows.filter(place_id=place_id)
    return rows.select_related("group", "place", "zone").fetch_mode(models.FETCH_RAISE).in_bulk()
