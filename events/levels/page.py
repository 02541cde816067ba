"""What the page of a group's spotters shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.permissions import Viewer
from community.groups.models import Group, Membership
from community.guide.models import QuizPass
from events.levels.models import FirstAid, Level, SpotterLevel
from events.levels.rules import can_name_leads, can_revoke_level, can_speak_for_spotters

FIRST_AID = [(value, label) for value, label in FirstAid.choices if value]


def first_aid_said(value: str | None) -> FirstAid:
    """What a form says of somebody's first aid; anything else is nothing."""
    return FirstAid(value) if value in FirstAid.values else FirstAid.NOT_SAID


@dataclass(frozen=True)
class Row:
    """A member, what they may do, and what the viewer may do about it."""

    membership: Membership
    level: SpotterLevel | None
    has_passed: bool
    may_declare: bool
    may_revoke: bool
    may_name_speaker: bool
    may_name_lead: bool


def rows(memberships: Sequence[Membership], viewer: Viewer, group: Group) -> list[Row]:
    """One row for each membership, in two queries for all."""
    people = [membership.user_id for membership in memberships]
    levels, passed = SpotterLevel.objects.by_person(people, viewer), QuizPass.objects.passed_among(people)
    speaks, names_leads = can_speak_for_spotters(viewer, group), can_name_leads(viewer, group)
    found = []
    for membership in memberships:
        level, has_passed = levels.get(membership.user_id), membership.user_id in passed
        may_declare = speaks and has_passed and level is None and membership.user_id != viewer.pk
        may_revoke = level is not None and can_revoke_level(viewer, level)
        may_name = viewer.moderates(group.pk) or not getattr(level, "speaker_is_apart", True)
        is_spotter = level is not None and level.level == Level.S1
        may_lead = names_leads and is_spotter and membership.user_id != viewer.pk
        found.append(Row(membership, level, has_passed, may_declare, may_revoke, may_name, may_lead))
    return found
