"""Who was there, what was corrected, and what a leader saw before."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

CHANGES_SHOWN = 30


class DayCheckQuerySet(models.QuerySet):
    """What leaders saw on the day."""

    def standing(self, meetup_id: int, zone_id: int, since: datetime) -> Any:
        """The newest one of this zone since then; None if nobody has looked. A later look replaces it."""
        rows = self.filter(meetup_id=meetup_id, zone_id=zone_id, made_at__gte=since)
        newest = rows.select_related("by__profile").order_by("-made_at", "-pk")
        return newest.fetch_mode(models.FETCH_RAISE).first()

    def made_by_outer(self, meetup_id: int) -> Exists:
        """Has the user of the outer query looked at the zone for this date?"""
        return Exists(self.filter(meetup_id=meetup_id, by=OuterRef("user_id")))


class AttendanceQuerySet(models.QuerySet):
    """Who was there."""

    def of_meetup(self, meetup_id: int) -> Self:
        return self.filter(meetup_id=meetup_id)

    def written_by_outer(self, meetup_id: int) -> Exists:
        """Has the user of the outer query checked somebody in at this date?"""
        return Exists(self.of_meetup(meetup_id).filter(checked_in_by=OuterRef("user_id")))

    def been_before(self, group_id: int, starts_at: datetime) -> Exists:
        """Was the user of the outer query at an earlier date of this group?"""
        earlier = self.filter(user_id=OuterRef("user_id"), checked_in_at__isnull=False)
        return Exists(earlier.filter(meetup__group_id=group_id, meetup__starts_at__lt=starts_at))

    def for_day(self, group_id: int, starts_at: datetime) -> Self:
        """Load what the page of the day shows. That somebody was written down shows nobody's contact."""
        rows = self.select_related("user__profile").annotate(
            been_before=self.model.objects.been_before(group_id, starts_at)
        )
        return with_contacts(rows, are_shown=False).order_by("pk")

    def for_entry(self) -> Self:
        """Load what a correction shows."""
        return self.select_related("user__profile").fetch_mode(models.FETCH_RAISE)

    def with_key(self, key: str) -> Self:
        """The line of somebody with an account, or of who walked in."""
        return self.filter(Q(user__public_id=key) | Q(nonce=key, user=None))

    def named_before(self, moment: datetime) -> Self:
        """Who walked in at dates that ended before then, and whose name is still there."""
        return self.filter(meetup__ends_at__lt=moment).exclude(walk_in_name="")


class AttendanceChangeQuerySet(models.QuerySet):
    """Corrections."""

    def of_meetup(self, meetup_id: int) -> Self:
        """The newest first, with whom they are about and who made them."""
        rows = self.filter(attendance__meetup_id=meetup_id)
        rows = rows.select_related("attendance__user__profile", "attendance__meetup", "by__profile").order_by(
            "-made_at", "-pk"
        )
        return rows.fetch_mode(models.FETCH_RAISE)[:CHANGES_SHOWN]


class HandOverQuerySet(models.QuerySet):
    """Who gave a date to whom."""

    def of_meetup(self, meetup_id: int) -> Self:
        """The newest of one date, with what the page of the day says of it."""
        return self.filter(meetup_id=meetup_id).select_related("meetup").newest_first()[:CHANGES_SHOWN]

    def newest_first(self) -> Self:
        """With the names of both."""
        rows = self.select_related("from_user__profile", "to_user__profile").order_by("-made_at", "-pk")
        return rows.fetch_mode(models.FETCH_RAISE)


def with_contacts[Rows: models.QuerySet](rows: Rows, *, are_shown: bool) -> Rows:
    """Rows with ``user__profile``, and with its contact in an emergency only if any may be shown now."""
    kept = ("emergency_name", "emergency_phone", "photo_consent")
    shown = rows if are_shown else rows.defer(*(f"user__profile__{name}" for name in kept))
    return shown.fetch_mode(models.FETCH_RAISE)
