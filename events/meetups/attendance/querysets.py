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


class AttendanceQuerySet(models.QuerySet):
    """Who was there."""

    def of_meetup(self, meetup_id: int) -> Self:
        return self.filter(meetup_id=meetup_id)

    def present(self, meetup_id: int) -> Self:
        """Who was there and has an account."""
        return self.of_meetup(meetup_id).filter(checked_in_at__isnull=False, user__isnull=False)

    def been_before(self, group_id: int, starts_at: datetime) -> Exists:
        """Was the user of the outer query at an earlier date of this group?"""
        earlier = self.filter(user_id=OuterRef("user_id"), checked_in_at__isnull=False)
        return Exists(earlier.filter(meetup__group_id=group_id, meetup__starts_at__lt=starts_at))

    def for_day(self, group_id: int, starts_at: datetime, *, with_contacts: bool) -> Self:
        """Load what the page of the day shows; outside of the hours for it nobody reads a contact."""
        rows = self.select_related("user__profile").annotate(
            been_before=self.model.objects.been_before(group_id, starts_at)
        )
        return without_contacts(rows, with_contacts=with_contacts).order_by("pk")

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


def without_contacts[Rows: models.QuerySet](rows: Rows, *, with_contacts: bool) -> Rows:
    """Rows with ``user__profile``, and with its contact in an emergency only if it may be shown."""
    kept = ("emergency_name", "emergency_phone", "photo_consent")
    shown = rows if with_contacts else rows.defer(*(f"user__profile__{name}" for name in kept))
    return shown.fetch_mode(models.FETCH_RAISE)
