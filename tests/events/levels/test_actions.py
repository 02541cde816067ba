from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Profile
from accounts.notifications.bell import lines
from accounts.permissions import Refused, Viewer
from community.guide.models import QuizPass
from community.guide.quiz import VERSION
from events.levels.actions import PROVISIONAL_LASTS, declare_spotter, revoke_level
from events.levels.models import Level, SpotterLevel
from tests.conftest import join, make_group
from tests.telling import told

NOW = datetime(2026, 6, 16, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def declare(membership_of, as_viewer, group, organizer):
    """``declare(member)``, by the founder unless somebody else is named."""

    def say(user, by=organizer, within=group):
        return declare_spotter(membership_of(user, within), by=as_viewer(by))

    return say


def test_a_member_who_knows_the_job_is_declared_for_half_a_year(
    declare, has_passed, member, organizer, group
):
    has_passed(member)
    level = declare(member)
    assert (level.level, level.is_provisional, level.declared_by, level.group) == (
        Level.S1,
        True,
        organizer,
        group,
    )
    assert level.expires_at == NOW + PROVISIONAL_LASTS
    assert timedelta(days=180) < PROVISIONAL_LASTS < timedelta(days=185)
    assert SpotterLevel.objects.counts_for(member.pk)


def test_declaring_twice_is_declaring_once_and_tells_once(declare, has_passed, member, clock):
    has_passed(member)
    first = declare(member)
    clock.shift(timedelta(days=30))
    assert declare(member) == first
    assert SpotterLevel.objects.get().expires_at == NOW + PROVISIONAL_LASTS
    assert told(kind="levels.declared", recipient=member).count() == 1


@pytest.mark.parametrize(("birth_year", "may"), [(2007, True), (2008, False), (2009, False), (2026, False)])
def test_only_adults_count(declare, has_passed, member, birth_year, may):
    """By the year alone: whoever might still be 17 on some day of it is too young."""
    has_passed(member)
    Profile.objects.filter(user=member).update(birth_year=birth_year)
    if may:
        assert declare(member).user == member
    else:
        with pytest.raises(Refused, match=r"^Only adults count as spotters\.$"):
            declare(member)
    assert SpotterLevel.objects.exists() == may


def test_without_the_quiz_the_founder_is_told_what_to_ask_for(declare, member):
    with pytest.raises(Refused, match=r"^Mira has not passed the spotter quiz yet\. Ask for that first\.$"):
        declare(member)
    assert told().count() == 0


def test_an_old_version_of_the_quiz_is_not_enough(declare, member):
    QuizPass.objects.create(user=member, version=VERSION - 1)
    with pytest.raises(Refused):
        declare(member)


def test_only_who_speaks_for_spotters_declares(declare, has_passed, member, moderator, operator):
    has_passed(member)
    with pytest.raises(PermissionDenied):
        declare(member, by=moderator)
    assert declare(member, by=operator).declared_by == operator


def test_nobody_declares_themselves(declare, has_passed, organizer):
    has_passed(organizer)
    with pytest.raises(PermissionDenied):
        declare(organizer)


def test_a_level_lapses_by_itself_and_can_be_declared_again(declare, has_passed, member, clock):
    has_passed(member)
    first = declare(member)
    assert told(kind="levels.declared").count() == 1
    clock.move_to(first.expires_at - timedelta(seconds=1))
    assert SpotterLevel.objects.counts_for(member.pk)
    clock.move_to(first.expires_at)
    assert not SpotterLevel.objects.counts_for(member.pk)
    second = declare(member)
    assert second != first
    assert second.expires_at == first.expires_at + PROVISIONAL_LASTS
    assert SpotterLevel.objects.count() == 2
    assert told(kind="levels.declared").count() == 2


def test_a_level_that_was_taken_back_counts_no_more_and_can_be_declared_again(
    declare, has_passed, member, as_viewer, organizer
):
    has_passed(member)
    level = declare(member)
    assert [revoke_level(level, by=as_viewer(organizer)) for _ in range(2)] == [True, False]
    assert not SpotterLevel.objects.counts_for(member.pk)
    assert not as_viewer(member).counts_as_spotter
    assert declare(member) != level
    assert as_viewer(member).counts_as_spotter


def test_taking_back_tells_the_person_until_they_hold_a_level_again(
    declare, has_passed, member, as_viewer, organizer
):
    has_passed(member)
    revoke_level(declare(member), by=as_viewer(organizer))
    rows = told(recipient=member).order_by("pk")
    assert [line.words for line in lines(rows.all(), as_viewer(member))] == [
        "Your spotter level was taken back. Where you meant to spot, your place is free again."
    ]
    declare(member)
    rows = told(recipient=member).order_by("pk")
    assert [line.words for line in lines(rows, as_viewer(member))] == [
        "Petra declared you a provisional spotter."
    ]


def test_taking_back_keeps_the_hour_of_the_first_time(
    declare, has_passed, member, as_viewer, organizer, clock
):
    has_passed(member)
    level = declare(member)
    revoke_level(level, by=as_viewer(organizer))
    clock.shift(timedelta(hours=1))
    revoke_level(level, by=as_viewer(organizer))
    level.refresh_from_db()
    assert level.revoked_at == NOW


def test_another_founder_takes_nothing_back(declare, has_passed, member, as_viewer, make_user):
    has_passed(member)
    level = declare(member)
    wanda = make_user("wanda")
    join(member, make_group("Weststadt", wanda), "member")
    with pytest.raises(PermissionDenied):
        revoke_level(level, by=as_viewer(wanda))
    assert SpotterLevel.objects.counts_for(member.pk)


def test_a_level_from_one_group_is_not_declared_again_in_another(declare, has_passed, member, make_user):
    has_passed(member)
    first, wanda = declare(member), make_user("wanda")
    other = make_group("Weststadt", wanda)
    join(member, other, "member")
    assert declare(member, by=wanda, within=other) == first


def test_the_notice_is_gone_when_the_level_is(declare, has_passed, member, as_viewer, organizer, mailoutbox):
    has_passed(member)
    revoke_level(declare(member), by=as_viewer(organizer))
    assert [row.kind for row in told()] == ["levels.taken_back"]
    assert [letter.subject for letter in mailoutbox] == ["Your spotter level was taken back"]


def test_the_highest_level_of_each_person_in_one_query(
    declare, has_passed, member, other_member, organizer, django_assert_num_queries
):
    has_passed(member)
    declare(member)
    lead = SpotterLevel.objects.create(
        user=member,
        level=Level.S2,
        declared_by=organizer,
        expires_at=timezone.now() + timedelta(days=700),
    )
    with django_assert_num_queries(1):
        people = [member.pk, other_member.pk]
        assert SpotterLevel.objects.by_person(people, Viewer(member)) == {member.pk: lead}
