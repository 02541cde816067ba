"""What the page of a group's spotters shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.permissions import Viewer
from community.groups.models import Group, Membership
from community.guide.models import QuizPass
from events.levels.models import SpotterLevel
from events.levels.rules import can_revoke_level, can_speak_for_spotters


@dataclass(frozen=True)
class Row:
    """A member, what they may do, and what the viewer may do about it."""

    membership: Membership
    level: SpotterLevel | None
    has_passed: bool
    may_declare: bool
    may_revoke: bool


def rows(memberships: Sequence[Membership], viewer: Viewer, group: Group) -> list[Row]:
    """One row for each membership, in two queries for all."""
    people = [membership.user_id for membership in memberships]
    levels, passed = SpotterLevel.objects.by_person(people), QuizPass.objects.passed_among(people)
    speaks = can_speak_for_spotters(viewer, group)
    found = []
    for membership in memberships:
        level, has_passed = levels.get(membership.user_id), membership.user_id in passed
        may_declare = speaks and has_passed and level is None and membership.user_id != viewer.pk
        may_revoke = level is not None and can_revoke_level(viewer, level)
        found.append(Row(membership, level, has_passed, may_declare, may_revoke))
    return found
