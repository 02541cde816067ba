"""Who leads dates, whom they invite, and what leaders do about hazards."""

from collections.abc import Collection
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value

from accounts.permissions import Viewer
from accounts.users.models import Block
from community.groups.models import Membership


class LeadingQuerySet(models.QuerySet):
    """Who leads what."""

    def for_page(self, viewer: Viewer) -> Self:
        """In the order in which they were named, with names; ``is_apart`` from the viewer, or not."""
        is_apart = Exists(Block.objects.between(viewer.pk, OuterRef("user"))) if viewer.pk else Value(False)
        rows = self.annotate(is_apart=is_apart).select_related("user__profile").order_by("pk")
        return rows.fetch_mode(models.FETCH_RAISE)

    def people(self) -> list[int]:
        return list(self.order_by("pk").values_list("user_id", flat=True))


class MitigationQuerySet(models.QuerySet):
    """What leaders do about hazards."""

    def of_meetup(self, meetup_id: int) -> dict[int, Any]:
        """``{hazard pk: what is done about it}``"""
        rows = self.filter(meetup_id=meetup_id).fetch_mode(models.FETCH_RAISE)
        return {mitigation.hazard_id: mitigation for mitigation in rows}

    def newest_first(self) -> Self:
        """With the report each is about."""
        return self.select_related("hazard").order_by("-made_at", "-pk")


def organizers_of(groups: Collection[int]) -> set[int]:
    """Who organizes any of these groups."""
    rows = Membership.objects.filter(group_id__in=groups, role="organizer")
    return set(rows.values_list("user_id", flat=True))


def all_leads() -> LeadingQuerySet:
    """Who leads what; by name, as the models import this module."""
    return apps.get_model("events", "Leading").objects.all()


def is_invited(viewer: Viewer) -> Q:
    """Who leads the outer query's meetup, is its guest, or organizes its group."""
    organized = [group for group, role in viewer.roles.items() if role == "organizer"]
    return Q(group_id__in=organized) | invites(viewer.pk)


def invites(user_id: int | None) -> Q:
    """Who leads the outer query's meetup or is its guest."""
    guests = apps.get_model("events", "Guest").objects.filter(meetup_id=OuterRef("pk"), user_id=user_id)
    leads = all_leads().filter(meetup_id=OuterRef("pk"), user_id=user_id)
    return Q(Exists(guests)) | Q(Exists(leads))
