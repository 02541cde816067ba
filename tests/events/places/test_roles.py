from datetime import timedelta

import pytest
from django.utils import timezone

from events.levels.models import SpotterLevel
from events.places.models import CheckerRole
from events.places.roles import checker_role

SOON = timedelta(days=30)


@pytest.fixture
def holds(organizer):
    """Give somebody a level: ``holds(mira, "S1", is_provisional=True)``."""

    def give(user, level, *, lasts=SOON, **fields):
        return SpotterLevel.objects.create(
            user=user, level=level, declared_by=organizer, expires_at=timezone.now() + lasts, **fields
        )

    return give


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("outsider", None),
        ("member", CheckerRole.MEMBER),
        ("moderator", CheckerRole.MEMBER),
        ("organizer", CheckerRole.ORGANIZER),
    ],
)
def test_roles_in_groups_say_as_what_somebody_checks(request, as_viewer, group, who, role):
    assert checker_role(as_viewer(request.getfixturevalue(who))) == role


def test_a_stranger_checks_nothing(stranger, db):
    assert checker_role(stranger) is None


@pytest.mark.parametrize(
    ("levels", "role"),
    [
        ([("S1", True)], CheckerRole.PROVISIONAL),
        ([("S1", False)], CheckerRole.MEMBER),
        ([("S1", True), ("S2", False)], CheckerRole.LEAD),
        ([("S2", False)], CheckerRole.LEAD),
    ],
)
def test_a_level_counts_for_more_than_membership(as_viewer, member, holds, levels, role):
    for level, is_provisional in levels:
        holds(member, level, is_provisional=is_provisional)
    assert checker_role(as_viewer(member)) == role


@pytest.mark.parametrize(
    "ended", [{"lasts": -SOON}, {"revoked_at": timezone.now()}], ids=["run out", "revoked"]
)
def test_a_level_that_ended_counts_no_more(as_viewer, member, holds, ended):
    holds(member, "S2", **ended)
    assert checker_role(as_viewer(member)) == CheckerRole.MEMBER
