"""Which meetups, in what order. With what loaded: ``showing``; what moves their counters: ``last_seat``."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.geography import NearestQuerySet
from accounts.permissions import Viewer
from events.meetups.last_seat import PAIRS, GuardedQuerySet
from events.meetups.leads import all_leads, is_invited, organizers_of
from events.meetups.rsvps import answers_to_outer
from events.meetups.showing import ShownQuerySet

LONGEST = timedelta(hours=3)
LATELY = timedelta(days=180)
NEXT = 3


class MeetupQuerySet(ShownQuerySet, GuardedQuerySet, NearestQuerySet):
    """Meetups a viewer may read."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may read a meetup: a public one, one of their groups; of those for
        invited members, what they lead, organize or are invited to."""
        own = list(viewer.roles)
        readable = Q(audience="public")
        if own:
            readable |= Q(audience="group", group_id__in=own)
            readable |= Q(audience="invited", group_id__in=own) & is_invited(viewer)
        rows = self.filter(readable)
        return rows.exclude(group_id__in=viewer.banned_from) if viewer.banned_from else rows

    def upcoming(self) -> Self:
        """Not over and not called off, soonest first."""
        now = timezone.now()
        ahead = self.filter(state="scheduled", starts_at__gt=now - LONGEST, ends_at__gt=now)
        return ahead.order_by("starts_at", "pk")

    def public(self) -> Self:
        """What everybody reads, and other sites may show."""
        return self.filter(audience="public")

    def starting_from(self, at: datetime) -> Self:
        """Not before this day begins where it begins last."""
        return self.filter(starts_at__gte=at)

    def scheduled_between(self, first: datetime, last: datetime) -> Self:
        """What is not called off and begins then, soonest first, over or not."""
        rows = self.filter(state="scheduled", starts_at__gte=first, starts_at__lt=last)
        return rows.order_by("starts_at", "pk")

    def not_over(self) -> Self:
        """What lies ahead, called off or not, soonest first."""
        now = timezone.now()
        return self.filter(starts_at__gt=now - LONGEST, ends_at__gt=now).order_by("starts_at", "pk")

    def past(self) -> Self:
        """What took place, latest first."""
        return self.filter(state="scheduled", ends_at__lte=timezone.now()).order_by("-starts_at", "-pk")

    def for_stage(self, stage: int) -> Self:
        return self.filter(lowest_stage__lte=stage, highest_stage__gte=stage)

    def of_groups(self, group_ids: Collection[int]) -> Self:
        return self.filter(group_id__in=list(group_ids))

    def at_places(self, places: models.QuerySet) -> Self:
        return self.filter(place__in=places)

    def latest_first(self) -> Self:
        return self.order_by("-starts_at", "-pk")

    def lacking_spotters(self) -> Self:
        """Dates on which a runner waits for somebody to spot."""
        return self.filter(runners_waiting__gt=0)

    def called_off_ahead(self) -> Self:
        """Called off, and their time has not passed, soonest first."""
        return self.filter(state="cancelled", ends_at__gt=timezone.now()).order_by("starts_at", "pk")

    def soonest_of(self, groups: Collection[int]) -> Self:
        """Of these dates, the next of each of these groups: one for members only hides no later one."""
        theirs = self.filter(group_id=OuterRef("group_id")).upcoming()
        return self.filter(group_id__in=groups, pk=Subquery(theirs.values("pk")[:1]))

    def of_group(self, group_id: int) -> Self:
        return self.filter(group_id=group_id)

    def keep_to_group(self, group_id: int) -> None:
        """What everybody could read of the group, past dates too, is for its members from now on."""
        self.filter(group_id=group_id, audience="public").update(audience="group")

    def at_place(self, place_id: int) -> Self:
        return self.filter(place_id=place_id)

    def held_at(self, place_id: int) -> list[Any]:
        """Dates ahead at this place, in order and with it, each held until the transaction ends: who signs up
        meanwhile waits and reads the place anew."""
        return self.upcoming().at_place(place_id).with_place().order_by("pk").each_held()

    def held_in(self, zone_id: int) -> list[Any]:
        """The same of one zone."""
        return self.upcoming().filter(zone_id=zone_id).with_place().order_by("pk").each_held()

    def each_held(self) -> list[Any]:
        return list(self.select_for_update(of=("self",), no_key=True))

    def soon_at(self, place_id: int, zone_id: int | None, within: timedelta) -> Self:
        """Dates there, in this zone if one is named, that begin within this time or are on."""
        soon = self.upcoming().at_place(place_id).filter(starts_at__lt=timezone.now() + within)
        return soon if zone_id is None else soon.filter(zone_id=zone_id)

    def places_soon(self, within: timedelta) -> set[int]:
        """Where dates begin within this time or are on."""
        soon = self.upcoming().filter(starts_at__lt=timezone.now() + within)
        return set(soon.order_by().values_list("place_id", flat=True))

    def people_concerned(self) -> set[int]:
        """Who leads these dates, organizes their groups or means to come."""
        dates = list(self.order_by().values_list("pk", "group_id"))
        keys = [pk for pk, __ in dates]
        comes = apps.get_model("events", "RSVP").objects.live().filter(meetup_id__in=keys)
        leads = all_leads().filter(meetup_id__in=keys)
        people = comes.values_list("user_id").union(leads.values_list("user_id"))
        return {user for (user,) in people} | organizers_of({group for __, group in dates})

    def who_meets_at(self, place_ids: Collection[int]) -> dict[int, set[int]]:
        """Who leads dates there now or did lately, and who organizes their groups: ``{place: {user}}``."""
        since = timezone.now() - LATELY
        dates = self.filter(place_id__in=place_ids, state="scheduled", starts_at__gt=since).order_by()
        found: dict[int, set[int]] = {}
        groups: dict[int, set[int]] = {}
        for place, leader, group in dates.values_list("place_id", "leads__user_id", "group_id").distinct():
            found.setdefault(place, set()).add(leader)
            groups.setdefault(place, set()).add(group)
        for place, theirs in groups.items():
            found[place] |= organizers_of(theirs)
        return found

    def mine(self, viewer: Viewer) -> Self:
        """Dates the viewer runs, spots, waits for or leads; for the viewer's own pages."""
        answered = (
            apps.get_model("events", "RSVP").objects.live().filter(user_id=viewer.pk).values("meetup_id")
        )
        return self.filter(pk__in=answered.union(all_leads().filter(user_id=viewer.pk).values("meetup_id")))

    def led_by(self, user_id: int) -> Self:
        """Dates this person leads, alone or with others."""
        return self.filter(Exists(all_leads().filter(meetup_id=OuterRef("pk"), user_id=user_id)))

    def led_alone_by(self, user_id: int) -> Self:
        others = all_leads().filter(meetup_id=OuterRef("pk")).exclude(user_id=user_id)
        return self.led_by(user_id).filter(~Exists(others))

    def busy(
        self, people: Collection[int], starts_at: datetime, ends_at: datetime, *, besides: int | None = None
    ) -> dict[int, str]:
        """Who of these people leads something or means to come at that hour: ``{user: its title}``."""
        dates = self.overlapping(starts_at, ends_at).exclude(pk=besides)
        leads = all_leads().filter(user_id__in=people, meetup__in=dates)
        comes = apps.get_model("events", "RSVP").objects.live().filter(user_id__in=people, meetup__in=dates)
        facts = ("user_id", "meetup__title")
        return dict(leads.values_list(*facts).union(comes.values_list(*facts)))

    def engaging(self, people: Collection[int]) -> list[tuple[int, datetime, datetime]]:
        """Who of these people leads one of these dates or means to come: user, begin, end."""
        facts = ("user_id", "meetup__starts_at", "meetup__ends_at")
        leads = all_leads().filter(user_id__in=people, meetup__in=self)
        comes = apps.get_model("events", "RSVP").objects.live().filter(user_id__in=people, meetup__in=self)
        return list(leads.values_list(*facts).union(comes.values_list(*facts)))

    def asking_for_spotter(self, viewer: Viewer) -> Self:
        """Dates of the viewer's groups whose runners lack a spotter, at an hour when the viewer is free."""
        if not viewer.counts_as_spotter:
            return self.none()
        theirs = _overlapping_outer(viewer)
        lacking = self.filter(
            runners_going__gte=PAIRS, runners_waiting__gt=0, group_id__in=list(viewer.roles)
        )
        return lacking.filter(~Exists(theirs))

    def answered(self, viewer: Viewer, *states: str) -> Self:
        """Meetups to which the viewer's answer stands so."""
        return self.filter(Exists(answers_to_outer().filter(user_id=viewer.pk, state__in=states)))

    def asking_again(self, viewer: Viewer) -> Self:
        """Meetups that changed, and of which the viewer has not said since that they come."""
        return self.filter(Exists(answers_to_outer().asked_again().filter(user_id=viewer.pk)))

    def next_of_group(self, group_id: int, viewer: Viewer) -> list[Any]:
        """The first dates ahead, as cards of the group's page."""
        return list(self.visible_to(viewer).of_group(group_id).upcoming().for_cards(viewer)[:NEXT])

    def next_at_place(self, place_id: int, viewer: Viewer) -> list[Any]:
        return list(self.visible_to(viewer).at_place(place_id).upcoming().for_cards(viewer)[:NEXT])

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Scheduled at the same time; one that starts when another ends does not overlap it."""
        return self.filter(state="scheduled", starts_at__lt=ends_at, ends_at__gt=starts_at)


def _overlapping_outer(viewer: Viewer) -> MeetupQuerySet:
    """What the viewer runs, spots, waits for or leads at the hour of the outer query's meetup."""
    meetups = apps.get_model("events", "Meetup").objects.mine(viewer)
    return meetups.overlapping(OuterRef("starts_at"), OuterRef("ends_at"))
