"""Which answers, in what order, with what loaded."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.permissions import Viewer
from accounts.users.models import Block
from events.meetups.leads import all_leads

LIVE = ("going", "waiting", "waitlisted", "offered")


class RSVPQuerySet(models.QuerySet):
    """Answers of people to meetups."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The only definition of who may know who comes.

        The leader, while they belong to the group, and its organizers see all; people going see who else is
        going, but not whom they are kept apart from; all see their own.
        """
        if viewer.pk is None:
            return self.none()
        organized = [group for group, role in viewer.roles.items() if role == "organizer"]
        leads = all_leads().filter(meetup_id=OuterRef("meetup_id"), user_id=viewer.pk)
        leads_it = Exists(leads) & Q(meetup__group_id__in=list(viewer.roles))
        runs_it = leads_it | Q(meetup__group_id__in=organized)
        is_going = Exists(
            type(self)(self.model, using=self._db).filter(
                meetup_id=OuterRef("meetup_id"), user_id=viewer.pk, state="going"
            )
        )
        is_apart = Q(user_id__in=Block.objects.apart_from(viewer.pk))
        return self.filter(runs_it | Q(user_id=viewer.pk) | (Q(state="going") & is_going & ~is_apart))

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def of_meetup(self, meetup_id: int) -> Self:
        return self.filter(meetup_id=meetup_id)

    def with_parked(self) -> Self:
        """``is_parked``: the safety text changed, and this person has not read the new one."""
        return self.annotate(is_parked=Q(user__profile__acknowledged_version__isnull=True))

    def not_parked(self) -> Self:
        return self.filter(user__profile__acknowledged_version__isnull=False)

    def moving(self, state: str) -> Self:
        """In this state, in the order of the queue, as the rules of the roster take them."""
        rows = self.queue(state).with_parked()
        return rows.values_list("pk", "user_id", "part", "offered_until", "is_parked")

    def move(self, pks: Collection[int], state: str, until: datetime | None = None) -> None:
        rows = self.filter(pk__in=pks)
        rows.update(state=state, offered_until=until, changed_at=timezone.now())

    def asked_again(self) -> Self:
        """Live ones whose people have not said yet that they still come."""
        return self.live().filter(reconfirm_asked_at__isnull=False)

    def ask_from_the_start(self) -> None:
        """A leader gave these answers: from that moment on, their people are asked whether they come."""
        self.update(reconfirm_asked_at=F("queued_at"))

    def spotting_ahead(self) -> Self:
        """Live answers of people who count as spotters, to dates that are not over."""
        ahead = apps.get_model("events", "Meetup").objects.upcoming().order_by().values("pk")
        return self.live().filter(part__in=["spotter", "either"], meetup__in=ahead).select_related("meetup")

    def confirm(self, user_id: int) -> bool:
        """This person has said again that they come, if anybody asked."""
        asked = self.live().filter(user_id=user_id, reconfirm_asked_at__isnull=False)
        return asked.update(reconfirm_asked_at=None, changed_at=timezone.now()) == 1

    def offers_over(self) -> list[int]:
        """Dates ahead with an offer that nobody took in time."""
        now = timezone.now()
        rows = self.filter(state="offered", offered_until__lte=now)
        ahead = rows.filter(meetup__state="scheduled", meetup__ends_at__gt=now)
        return list(ahead.order_by("meetup_id").values_list("meetup_id", flat=True).distinct())

    def of_lapsed_spotters(self) -> list[int]:
        """Who means to spot ahead, and whose level has run out or was taken back."""
        levels = apps.get_model("events", "SpotterLevel").objects.live().filter(user_id=OuterRef("user_id"))
        lapsed = self.spotting_ahead().filter(~Exists(levels))
        return list(lapsed.order_by("user_id").values_list("user_id", flat=True).distinct())

    def parked_ahead(self) -> list[tuple[int, str, int]]:
        """Who has dates ahead and has not read the safety text: ``(user, their next date, its group)``."""
        ahead = apps.get_model("events", "Meetup").objects.upcoming().order_by().values("pk")
        rows = self.live().with_parked().filter(is_parked=True, meetup__in=ahead)
        rows = rows.order_by("user_id", "meetup__starts_at", "pk")
        found: dict[int, tuple[int, str, int]] = {}
        for row in rows.values_list("user_id", "meetup__public_id", "meetup__group_id").iterator():
            found.setdefault(row[0], row)
        return list(found.values())

    def for_roster(self) -> Self:
        """Name, part, state and since when they are asked again: spotters first, then in order."""
        rows = self.live().order_by("-part", "state", "queued_at", "pk")
        return rows.values_list("user__profile__display_name", "part", "state", "reconfirm_asked_at")

    def around(self, user_id: int, meetup) -> Self:
        """This person's answer to ``meetup``, and live ones to others at that hour."""
        at_that_hour = Q(
            state__in=LIVE,
            meetup__state="scheduled",
            meetup__starts_at__lt=meetup.ends_at,
            meetup__ends_at__gt=meetup.starts_at,
        )
        return self.filter(Q(meetup=meetup) | at_that_hour, user_id=user_id).select_related("meetup")

    def queue(self, state: str) -> Self:
        """First come, first admitted."""
        return self.filter(state=state).order_by("queued_at", "pk")

    def place_in_queue(self, user_id: int, state: str = "waitlisted") -> int:
        """1 for the first on the waitlist, or of who waits for a spotter; 0 for who does not stand in it."""
        queue = self.queue(state).values_list("user_id", flat=True)
        return next((place for place, pk in enumerate(queue, start=1) if pk == user_id), 0)

    def others(self, viewer: Viewer) -> Sequence[int]:
        """Everybody but the viewer."""
        return self.exclude(user_id=viewer.pk).people()

    def people(self) -> Sequence[int]:
        return list(self.values_list("user_id", flat=True))


def answers_to_outer() -> RSVPQuerySet:
    """Answers to the meetup of the outer query; by name, as the models import this module."""
    return apps.get_model("events", "RSVP").objects.filter(meetup_id=OuterRef("pk"))
