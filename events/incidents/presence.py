"""Who was there: who was checked in, and who checked others in."""

from collections.abc import Collection

from django.db.models import Q

from events.meetups.attendance.models import Attendance, DayCheck, Doing


def people_at(meetup_ids: Collection[int]) -> set[tuple[int, int]]:
    """``{(meetup, user)}``, in one query for all these dates. Who walked in has no account to be asked by."""
    rows = Attendance.objects.filter(meetup_id__in=meetup_ids, checked_in_at__isnull=False)
    found = rows.values_list("meetup_id", "user_id", "checked_in_by_id")
    return {(meetup, user) for meetup, *people in found for user in people if user is not None}


def was_there(meetup_id: int, user_id: int) -> bool:
    rows = Attendance.objects.filter(meetup_id=meetup_id, checked_in_at__isnull=False)
    return rows.filter(Q(user_id=user_id) | Q(checked_in_by_id=user_id)).exists()


def part_of(meetup_id: int, user_id: int) -> str:
    """What this person did there; who only checked others in led it."""
    rows = Attendance.objects.filter(meetup_id=meetup_id, user_id=user_id, checked_in_at__isnull=False)
    return rows.values_list("doing", flat=True).first() or Doing.LEADER


def ratio_of(meetup_id: int, planned: int | None) -> int | None:
    """Runners per spotter that day: as the leader set it at the place, else as it was planned."""
    checks = DayCheck.objects.filter(meetup_id=meetup_id).order_by("-made_at", "-pk")
    return checks.values_list("runners_per_spotter", flat=True).first() or planned
