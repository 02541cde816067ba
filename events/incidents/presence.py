"""Who was there: who was checked in, and who looked at the zone on the day.

An organizer may tap from afar, so whoever only checked others in was not there by that.
"""

from collections.abc import Collection

from events.meetups.attendance.models import Attendance, DayCheck, Doing


def people_at(meetup_ids: Collection[int]) -> set[tuple[int, int]]:
    """``{(meetup, user)}``, in one query for all these dates. Who walked in has no account to be asked by."""
    here = Attendance.objects.filter(meetup_id__in=meetup_ids, checked_in_at__isnull=False)
    came = here.filter(user__isnull=False).values_list("meetup_id", "user_id")
    looked = DayCheck.objects.filter(meetup_id__in=meetup_ids).values_list("meetup_id", "by_id")
    return set(came.union(looked))


def was_there(meetup_id: int, user_id: int) -> bool:
    came = Attendance.objects.filter(meetup_id=meetup_id, user_id=user_id, checked_in_at__isnull=False)
    return came.exists() or DayCheck.objects.filter(meetup_id=meetup_id, by=user_id).exists()


def part_of(meetup_id: int, user_id: int) -> str:
    """What this person did there; who looked at the zone and is not on the list led it."""
    rows = Attendance.objects.filter(meetup_id=meetup_id, user_id=user_id, checked_in_at__isnull=False)
    return rows.values_list("doing", flat=True).first() or Doing.LEADER


def ratio_of(meetup_id: int, planned: int | None) -> int | None:
    """Runners per spotter that day: as the leader set it at the place, else as it was planned."""
    checks = DayCheck.objects.filter(meetup_id=meetup_id).order_by("-made_at", "-pk")
    return checks.values_list("runners_per_spotter", flat=True).first() or planned
