"""Which series, with what loaded."""

from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.permissions import Viewer


class SeriesQuerySet(models.QuerySet):
    """Series a viewer may read."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a series: who may read each date it makes."""
        own = list(viewer.roles)
        readable = Q(audience="public") | Q(audience="group", group_id__in=own)
        if own:
            readable |= Q(audience="invited", group_id__in=own) & _is_invited(viewer)
        rows = self.filter(readable)
        return rows.exclude(group_id__in=viewer.banned_from) if viewer.banned_from else rows

    def running(self) -> Self:
        return self.filter(ended_at=None)

    def of_group(self, group_id: int) -> Self:
        return self.filter(group_id=group_id)

    def led_by(self, user_id: int) -> Self:
        return self.filter(leads__user_id=user_id)

    def for_page(self) -> Self:
        """Load what dates are made of; anything else raises."""
        rows = self.select_related("group", "zone__place", "leader__profile").prefetch_related(
            "leads", "guests"
        )
        return rows.fetch_mode(models.FETCH_RAISE)

    def keep_to_group(self, group_id: int) -> None:
        """What everybody could read of the group is for its members from now on."""
        self.filter(group_id=group_id, audience="public").update(audience="group")

    def lose_member(self, group_id: int, user_id: int) -> None:
        """Somebody left the group: no date that is made later is led by them or invites them again.

        The series are held: a job that makes dates at this moment is waited for.
        """
        rows = self.running().filter(group_id=group_id)
        led = rows.led_by(user_id).order_by("pk").select_for_update(of=("self",), no_key=True)
        list(led.values_list("pk"))
        for name in ("SeriesLeading", "SeriesGuest"):
            people = apps.get_model("events", name).objects
            people.filter(series__in=rows, user_id=user_id).delete()

    def keep_with_place(self, place_id: int, into_id: int) -> None:
        """Two entries were one place: the series go with their zones."""
        self.filter(place_id=place_id).update(place_id=into_id)

    # Below: guarded statements.

    def take(self, series_id: int, version: int) -> bool:
        """Change it as it was read. Of two people who did one wins; the row is held until the end."""
        rows = self.filter(pk=series_id, version=version, ended_at=None)
        return rows.update(version=F("version") + 1, changed_at=timezone.now()) == 1

    def hold_due(self, until: date, *, after: int, most: int) -> list[Any]:
        """Series whose dates are not made up to that day, or lack one, from this key on, held with their
        groups: none closes or is archived until the dates are there. What somebody else holds is left to
        them."""
        lacks = Q(made_until=None) | Q(made_until__lt=until) | ~Q(unmade=[])
        due = self.running().filter(lacks, pk__gt=after, group__archived_at=None).order_by("pk")
        rows = due.select_related("group").only("pk", "group__id")
        held = rows.select_for_update(of=("self", "group"), skip_locked=True, no_key=True)
        keys = [series.pk for series in held[:most]]
        return list(self.filter(pk__in=keys).for_page().order_by("pk"))

    def days_taken(self, keys: Collection[int]) -> set[tuple[int, date]]:
        """Series and day of each date that is there, wherever it was moved."""
        meetups = apps.get_model("events", "Meetup").objects.filter(series_id__in=keys)
        return set(meetups.values_list("series_id", "occurrence_on"))


def _is_invited(viewer: Viewer) -> Q:
    """Who leads the outer query's series, is its guest, or organizes its group."""
    organized = [group for group, role in viewer.roles.items() if role == "organizer"]
    mine = {
        name: apps.get_model("events", name).objects.filter(series_id=OuterRef("pk"), user_id=viewer.pk)
        for name in ("SeriesLeading", "SeriesGuest")
    }
    return Q(group_id__in=organized) | Exists(mine["SeriesLeading"]) | Exists(mine["SeriesGuest"])
