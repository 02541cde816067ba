"""The guarded statements of the last seat: each that matches holds the row until the end."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from community.groups.models import Membership
from events.meetups.leads import all_leads, invites
from events.meetups.showing import COUNTERS

_HAS_LANE = Q(
    capacity__gt=F("runners_going") + F("runners_waiting") + F("runners_offered") + F("either_going")
)
PAIRS = (F("spotters_going") + F("either_going")) * F("runners_per_spotter")
_HAS_ROOM = Q(runners_per_spotter__isnull=True) | Q(runners_going__lt=PAIRS)
_HAS_NO_ROOM = Q(runners_per_spotter__isnull=False, runners_going__gte=PAIRS)


class GuardedQuerySet(models.QuerySet):
    """Meetups whose counters are moved."""

    def takes_answers(self, meetup_id: int) -> Self:
        return self.filter(pk=meetup_id, state="scheduled", ends_at__gt=timezone.now())

    def open_to(self, meetup_id: int, user_id: int) -> Self:
        """The meetup, if this person belongs to its group, is invited where that is asked, and leads nothing
        at that hour, but it itself where who leads runs along."""
        member = Membership.objects.filter(group_id=OuterRef("group_id"), user_id=user_id)
        leads = all_leads().filter(
            user_id=user_id,
            meetup__state="scheduled",
            meetup__starts_at__lt=OuterRef("ends_at"),
            meetup__ends_at__gt=OuterRef("starts_at"),
        )
        elsewhere = leads.exclude(meetup_id=OuterRef("pk"), meetup__is_peer_led=True)
        rows = self.takes_answers(meetup_id).filter(Exists(member), ~Exists(elsewhere))
        return rows.filter(
            ~Q(audience="invited") | invites(user_id) | Exists(member.filter(role="organizer"))
        )

    def still_open(self) -> Self:
        """Those that take somebody new."""
        return self.filter(Q(signup_until__isnull=True) | Q(signup_until__gt=timezone.now()))

    def hold(self) -> bool:
        """Keep others from moving the counters until the transaction ends."""
        return self.update(runners_going=F("runners_going")) == 1

    def seat_runner(self) -> bool:
        """Take a lane with a spotter for it."""
        return self.filter(_HAS_LANE, _HAS_ROOM).update(runners_going=F("runners_going") + 1) == 1

    def keep_lane(self) -> bool:
        """Take a lane that still lacks a spotter."""
        return self.filter(_HAS_LANE, _HAS_NO_ROOM).update(runners_waiting=F("runners_waiting") + 1) == 1

    def seat_either(self) -> bool:
        """Take a lane and bring the spotter for it."""
        return self.filter(_HAS_LANE).update(either_going=F("either_going") + 1) == 1

    def hold_if_full(self) -> bool:
        """Hold a meetup whose lanes are all taken, so that nobody leaves while somebody queues."""
        return self.filter(~_HAS_LANE).hold()

    def seat_spotter(self) -> bool:
        return self.update(spotters_going=F("spotters_going") + 1) == 1

    def shift(self, seen: Any, **deltas: int) -> bool:
        """Move the counters, if they still are as ``seen``."""
        rows = self.filter(pk=seen.pk, **{name: getattr(seen, name) for name in COUNTERS})
        return rows.update(**{name: F(name) + delta for name, delta in deltas.items()}) == 1
