import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import translation

from accounts.geography import City
from accounts.identifiers import new_nonce
from accounts.models import Profile, User
from accounts.permissions import Refused, Viewer
from community.groups.actions import change_role, found_group, join_group, leave_group
from community.groups.contracts import membership_ended
from community.groups.models import Group, Membership, Role
from community.groups.running.actions import edit_group
from tests.community.groups.typed import words_of
from tests.conftest import make_group


def count(group):
    """What the group says of itself, and what is true."""
    said = Group.objects.get(pk=group.pk).member_count
    assert said == Membership.objects.filter(group=group).count()
    return said


@pytest.fixture
def ended(monkeypatch):
    """Who was told that a membership ended, beside those who always are."""
    told = []

    def keep(group_id, user_id):
        told.append((group_id, user_id))

    monkeypatch.setattr(membership_ended, "answers", [*membership_ended.answers, keep])
    return told


# ---- Founding ----


def test_the_founder_is_the_organizer_and_the_only_member(outsider, as_viewer, plan):
    group = found_group(by=as_viewer(outsider), **plan())
    membership = Membership.objects.get(group=group)
    assert (membership.user, membership.role, count(group)) == (outsider, Role.ORGANIZER, 1)
    assert group.founder == outsider
    assert (group.city_label, group.time_zone) == ("Heidelberg, Germany", "Europe/Berlin")
    assert (group.latitude, group.longitude) == (49.4077, 8.6908)


def test_the_same_form_sent_twice_makes_one_group(outsider, as_viewer, plan):
    form = plan()
    first, second = (found_group(by=as_viewer(outsider), **form) for _ in range(2))
    assert first == second
    assert (Group.objects.count(), Membership.objects.count()) == (1, 1)


def test_a_form_of_somebody_else_is_refused_in_words(outsider, member, as_viewer, plan):
    form = plan()
    found_group(by=as_viewer(outsider), **form)
    with pytest.raises(Refused, match="sent from another account"):
        found_group(by=as_viewer(member), **form)
    assert Group.objects.filter(founder=member).count() == 0


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Rückwärts in München!", "ruckwarts-in-munchen"),
        ("x" * 60, "x" * 48),
        ("y" * 47 + " z", "y" * 47),
        ("new", "new"),
        ("Задом наперёд", "group"),
        ("👟", "group"),
    ],
)
def test_the_address_is_readable_and_ends_at_random(outsider, as_viewer, plan, name, slug):
    start, _dash, tail = found_group(by=as_viewer(outsider), **plan(name=name)).slug.rpartition("-")
    assert (start, len(tail)) == (slug, 6)


def test_no_name_is_ever_taken(outsider, organizer, group, as_viewer, plan):
    """The address of the second group of a name says as little of the first as that one's of the second."""
    slugs = {found_group(by=as_viewer(person), **plan()).slug for person in (outsider, organizer, outsider)}
    assert len(slugs) == 3
    assert {slug.rpartition("-")[0] for slug in slugs} == {"neckar-heelfirsts"}
    assert {len(slug) for slug in slugs} == {len("neckar-heelfirsts-123456")}


def test_a_group_is_found_by_its_city_in_each_language_after_an_edit_too(outsider, as_viewer, plan):
    City.objects.update(name="Cologne", name_de="Köln")
    with translation.override("de"):
        group = found_group(by=as_viewer(outsider), **plan(city=City.objects.get()))

    def found():
        return [list(Group.objects.saying(name)) for name in ("Cologne", "Köln", "Germany", "Deutschland")]

    assert found() == [[group]] * 4
    edit_group(group, by=as_viewer(outsider), **words_of(group, description="Stripes."))
    assert found() == [[group]] * 4


def test_a_city_with_a_very_long_name_fits(outsider, as_viewer, plan, heidelberg):
    City.objects.update(name="L" * 200)
    heidelberg.refresh_from_db()
    assert len(found_group(by=as_viewer(outsider), **plan(city=heidelberg)).city_label) == 120


def test_a_newcomer_founds_nothing(newcomer, as_viewer, plan):
    with pytest.raises(PermissionDenied):
        found_group(by=as_viewer(newcomer), **plan())
    assert Group.objects.count() == 0


# ---- Editing ----


def test_words_change_and_the_address_stays(group, organizer, as_viewer):
    changes = words_of(group, name="Neckar Backpacers", description="Now on Mondays.")
    edit_group(group, by=as_viewer(organizer), **changes)
    group.refresh_from_db()
    assert (group.name, group.description) == ("Neckar Backpacers", "Now on Mondays.")
    assert group.slug == "neckar-heelfirsts"


def test_a_member_edits_nothing(group, member, as_viewer):
    with pytest.raises(PermissionDenied):
        edit_group(group, by=as_viewer(member), **words_of(group, name="Mine"))


# ---- Joining and leaving ----


def test_joining_twice_is_joining_once(group, outsider, as_viewer):
    assert [join_group(group, by=as_viewer(outsider)) for _ in range(2)] == [True, False]
    assert count(group) == 2
    assert Membership.objects.get(user=outsider).role == Role.MEMBER


def test_joining_again_does_not_change_a_role(group, moderator, as_viewer):
    assert join_group(group, by=as_viewer(moderator)) is False
    assert Membership.objects.get(user=moderator).role == Role.MODERATOR


def test_leaving_gives_back_what_hung_on_it_once(group, member, as_viewer, ended):
    stale = as_viewer(member)
    assert stale.is_member_of(group.pk)
    assert leave_group(group, by=as_viewer(member)) is True
    assert leave_group(group, by=stale) is False
    assert count(group) == 1
    assert ended == [(group.pk, member.pk)]


def test_who_is_no_member_leaves_nothing(group, outsider, as_viewer, ended):
    with pytest.raises(PermissionDenied):
        leave_group(group, by=as_viewer(outsider))
    assert ended == []


def test_who_alone_runs_a_group_stays(group, organizer, member, as_viewer, ended):
    with pytest.raises(Refused, match="You are the only organizer"):
        leave_group(group, by=as_viewer(organizer))
    assert (count(group), ended) == (2, [])


def test_if_what_hung_on_it_cannot_be_given_back_nobody_has_left(group, member, as_viewer, monkeypatch):
    def fail(group_id, user_id):
        raise RuntimeError

    monkeypatch.setattr(membership_ended, "answers", [fail])
    with pytest.raises(RuntimeError), transaction.atomic():
        leave_group(group, by=as_viewer(member))
    assert count(group) == 2


def test_one_can_come_back_as_a_member(group, moderator, as_viewer):
    leave_group(group, by=as_viewer(moderator))
    assert join_group(group, by=as_viewer(moderator)) is True
    assert Membership.objects.get(user=moderator).role == Role.MEMBER


# ---- Roles ----


def test_a_member_becomes_a_moderator_and_a_member_again(group, member, organizer, as_viewer):
    membership = Membership.objects.select_related("group").get(user=member)
    for role in (Role.MODERATOR, Role.MODERATOR, Role.MEMBER):
        change_role(membership, by=as_viewer(organizer), role=role)
        assert as_viewer(member).role_in(group.pk) == role


def test_a_moderator_names_nobody(group, member, moderator, as_viewer):
    membership = Membership.objects.select_related("group").get(user=member)
    with pytest.raises(PermissionDenied):
        change_role(membership, by=as_viewer(moderator), role=Role.MODERATOR)


# ---- At one moment, on PostgreSQL ----

THREADS = 16
at_once = pytest.mark.django_db(transaction=True)


def all_at_once(call):
    """``call`` in sixteen threads with a connection each, starting together; what each returned."""
    start = threading.Barrier(THREADS)

    def run(_number):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def person(name):
    user = User.objects.create(email=f"{name}@example.org")
    Profile.objects.create(user=user, display_name=name, birth_year=1990, acknowledged_version=1)
    return user


def ready(user):
    """A viewer that has read everything a rule asks for."""
    viewer = Viewer(User.objects.with_profile().get(pk=user.pk))
    assert viewer.is_ready
    assert viewer.is_adult
    assert viewer.roles is not None
    return viewer


@at_once
@pytest.mark.race
@pytest.mark.postgresql_only
def test_one_person_who_joins_sixteen_times_at_once_is_one_member():
    group, viewer = make_group("Neckar Heelfirsts", person("petra")), ready(person("otto"))
    joined = all_at_once(lambda: join_group(group, by=viewer))
    assert sorted(joined) == [False] * (THREADS - 1) + [True]
    assert count(group) == 2


@at_once
@pytest.mark.race
@pytest.mark.postgresql_only
def test_one_person_who_leaves_sixteen_times_at_once_has_left_once(ended):
    group, user = make_group("Neckar Heelfirsts", person("petra")), person("otto")
    join_group(group, by=ready(user))
    viewer = ready(user)
    left = all_at_once(lambda: leave_group(group, by=viewer))
    assert sorted(left) == [False] * (THREADS - 1) + [True]
    assert (count(group), ended) == (1, [(group.pk, user.pk)])


@at_once
@pytest.mark.race
@pytest.mark.postgresql_only
def test_one_form_sent_sixteen_times_at_once_is_one_group(plan):
    viewer, form = ready(person("otto")), plan()
    groups = all_at_once(lambda: found_group(by=viewer, **form))
    assert len(set(groups)) == Group.objects.count() == Membership.objects.count() == 1


@at_once
@pytest.mark.race
@pytest.mark.postgresql_only
def test_sixteen_groups_of_one_name_at_once_have_sixteen_addresses(plan):
    viewer, form = ready(person("otto")), plan()
    groups = all_at_once(lambda: found_group(by=viewer, **form | {"nonce": new_nonce()}))
    assert len({group.slug for group in groups}) == THREADS


@at_once
@pytest.mark.race
@pytest.mark.postgresql_only
def test_without_the_constraint_the_race_counts_one_person_many_times():
    """The negative control: looking first and writing after is found out."""
    group, user = make_group("Neckar Heelfirsts", person("petra")), person("otto")
    looked = threading.Barrier(THREADS)

    def naive():
        is_new = not Membership.objects.filter(group=group, user=user).exists()
        looked.wait(timeout=30)
        if is_new:
            Group.objects.count_one_more(group.pk)
        return is_new

    assert all_at_once(naive).count(True) > 1
    assert Group.objects.get(pk=group.pk).member_count > 2
