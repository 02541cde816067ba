"""Who was asked how it went, and which incidents, for whom."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When

from accounts.permissions import Viewer


@dataclass(frozen=True)
class Tally:
    """What the people of one date answered: what its near misses and falls are counted against."""

    asked: int = 0
    answered: int = 0
    near_misses: int = 0
    falls: int = 0


class DebriefQuerySet(models.QuerySet):
    """Everybody who was asked, once for each date."""

    def of(self, meetup_id: int, user_id: int) -> Self:
        return self.filter(meetup_id=meetup_id, user_id=user_id)

    def answer_of(self, meetup_id: int, user_id: int) -> str:
        """What this person said; empty if they were not asked or have said nothing."""
        return self.of(meetup_id, user_id).values_list("answer", flat=True).first() or ""

    def pairs(self, meetup_ids: Collection[int]) -> set[tuple[int, int]]:
        """``{(meetup, user)}`` of everybody who was asked about these dates."""
        return set(self.filter(meetup_id__in=meetup_ids).values_list("meetup_id", "user_id"))

    def waiting_for(self, viewer: Viewer, meetup_ids: Collection[str]) -> Self:
        """What one person has not answered yet, with what the letter says of the date."""
        mine = self.filter(user_id=viewer.pk or 0, answer="", meetup__public_id__in=meetup_ids)
        readable = apps.get_model("events", "Meetup").objects.visible_to(viewer).filter(state="scheduled")
        return mine.filter(meetup__in=readable).select_related("meetup__group").fetch_mode(models.FETCH_RAISE)

    def tally(self, meetup_id: int) -> Tally:
        counts = self.filter(meetup_id=meetup_id).aggregate(
            asked=Count("pk"),
            answered=Count("pk", filter=~Q(answer="")),
            near_misses=Count("pk", filter=Q(answer="near_miss")),
            falls=Count("pk", filter=Q(answer="fall")),
        )
        return Tally(**counts)


class IncidentQuerySet(models.QuerySet):
    """The log."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read an incident: who leads that date or organizes its group, who
        looks after the site, and who reported it. No block keeps it from any of them."""
        if viewer.pk is None:
            return self.none()
        if viewer.is_site_moderator:
            return self.all()
        organized = [group for group, role in viewer.roles.items() if role == "organizer"]
        led = _leads(viewer.pk, "meetup_id") & Q(meetup__group_id__in=list(viewer.roles))
        theirs = Q(meetup__group_id__in=organized) | led
        readable = self.filter(theirs | Q(reported_by_id=viewer.pk))
        return readable.exclude(meetup__group_id__in=viewer.banned_from) if viewer.banned_from else readable

    def run_by(self, viewer: Viewer) -> Self:
        """Those at dates this person leads, or whose group they organize, told by somebody else."""
        organized = [group for group, role in viewer.roles.items() if role == "organizer"]
        theirs = Q(meetup__group_id__in=organized) | _leads(viewer.person_pk, "meetup_id")
        return self.filter(theirs).exclude(reported_by_id=viewer.pk)

    def people_running(self, public_id: str) -> Any:
        """Keys of the members who led the date of this incident or organize its group, as a subquery."""
        dates = self.filter(public_id=public_id)
        leading = apps.get_model("events", "Leading").objects.filter(meetup__in=dates.values("meetup_id"))
        members = apps.get_model("community", "Membership").objects.filter(
            group__in=dates.values("meetup__group_id")
        )
        run_it = Q(role="organizer") | Q(user_id__in=leading.values("user_id"))
        return members.filter(run_it).values("user_id")

    def of_group(self, group_id: int) -> Self:
        return self.filter(meetup__group_id=group_id)

    def of_meetup(self, meetup_id: int) -> Self:
        return self.filter(meetup_id=meetup_id)

    def told_by(self, user_id: int, *, or_nameless: bool) -> Self:
        """``or_nameless``: those too of which nobody knows any more who told."""
        theirs = Q(reported_by_id=user_id)
        return self.filter(theirs | Q(reported_by=None) if or_nameless else theirs)

    def for_cards(self) -> Self:
        """Load all that a card of the log shows; anything else raises."""
        return self.select_related("meetup__group", "place", "zone").fetch_mode(models.FETCH_RAISE)

    def for_page(self) -> Self:
        """Load who led the date, reported it and closed it too."""
        people = ("reported_by__profile", "closed_by__profile")
        rows = self.select_related("meetup__group", "place", "zone", *people)
        return rows.prefetch_related("meetup__leads").fetch_mode(models.FETCH_RAISE)

    def severe(self) -> Self:
        return self.filter(severity__gte=3)

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def worst_first(self) -> Self:
        return self.order_by(Case(When(severity__gte=3, then=Value(0)), default=1), "-reported_at", "-pk")

    def holding(self, place_id: int) -> Self:
        """What this place was closed for and has not been opened since."""
        events = apps.get_model("events", "PlaceEvent").objects
        opened = events.filter(place_id=place_id, what="reopened").order_by("-happened_at", "-pk")
        rows = self.severe().filter(place_id=place_id)
        newest = opened.values_list("happened_at", flat=True).first()
        return rows.filter(reported_at__gt=newest) if newest else rows

    def of_people_around(self, user_id: int) -> Self:
        """Those of this person's groups, and of dates where they were asked how it went."""
        members = apps.get_model("community", "Membership").objects.filter(
            group_id=OuterRef("meetup__group_id"), user_id=user_id
        )
        asked = apps.get_model("events", "Debrief").objects.filter(
            meetup_id=OuterRef("meetup_id"), user_id=user_id
        )
        return self.filter(Exists(members) | Exists(asked))

    def make_nameless(self, **fields: Any) -> int:
        """Take away the words, and who wrote them; that it happened, where and how bad it was, stays."""
        return self.update(where="", what="", reported_by=None, **fields)


def dates_of(viewer: Viewer) -> Any:
    """Dates this person may read, with all that the question about them shows."""
    readable = apps.get_model("events", "Meetup").objects.visible_to(viewer)
    return readable.select_related("group", "place", "zone")


def leads_any(viewer: Viewer, group_id: int) -> bool:
    """Did this person lead a date of the group?"""
    dates = apps.get_model("events", "Meetup").objects.of_group(group_id)
    return dates.filter(_leads(viewer.person_pk, "pk")).exists()


def _leads(user_id: int, meetup: str) -> Q:
    leading = apps.get_model("events", "Leading").objects.filter(user_id=user_id, meetup_id=OuterRef(meetup))
    return Q(Exists(leading))
