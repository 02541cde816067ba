import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Profile
from accounts.permissions import Viewer
from community.groups.models import Membership
from community.groups.rules import (
    can_change_role,
    can_edit_group,
    can_found_group,
    can_join_group,
    can_leave_group,
    can_see_members,
    can_step_down,
    can_take_over_group,
)
from tests.conftest import join

EVERYBODY = {
    "stranger",
    "newcomer",
    "outsider",
    "member",
    "moderator",
    "organizer",
    "other_moderator",
    "site_moderator",
    "operator",
}
READY = EVERYBODY - {"stranger", "newcomer"}
MEMBERS = {"member", "moderator", "organizer"}


@pytest.fixture
def allowed(request, as_viewer):
    """The names of those for whom ``rule`` says yes about ``subject``."""
    people = {name: request.getfixturevalue(name) for name in sorted(EVERYBODY - {"stranger"})}

    def ask(rule, subject):
        viewers = {name: as_viewer(user) for name, user in people.items()}
        viewers["stranger"] = Viewer(AnonymousUser())
        return {name for name, viewer in viewers.items() if rule(viewer, subject)}

    return ask


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (can_join_group, READY),
        (can_leave_group, MEMBERS),
        (can_edit_group, {"organizer"}),
        (can_see_members, MEMBERS),
        (can_step_down, {"moderator", "organizer"}),
        (can_take_over_group, {"moderator"}),
    ],
)
def test_who_may_do_what_with_a_group(allowed, group, rule, who):
    assert allowed(rule, group) == who


def test_every_adult_who_is_ready_founds_a_group(allowed):
    assert allowed(can_found_group, None) == READY


@pytest.mark.parametrize(("age", "may"), [(17, False), (18, False), (19, True)])
def test_in_the_last_year_of_doubt_nobody_founds_a_group(make_user, as_viewer, this_year, age, may):
    assert can_found_group(as_viewer(make_user("ada", birth_year=this_year - age)), None) == may


def test_somebody_without_a_profile_founds_and_joins_nothing(outsider, as_viewer, group):
    Profile.objects.filter(user=outsider).delete()
    viewer = as_viewer(outsider)
    assert not can_found_group(viewer, None)
    assert not can_join_group(viewer, group)


@pytest.mark.parametrize(
    ("whose", "who"),
    [("member", {"organizer"}), ("moderator", {"organizer"}), ("organizer", set())],
)
def test_organizers_give_roles_to_everybody_but_themselves(allowed, request, whose, who):
    user = request.getfixturevalue(whose)
    membership = Membership.objects.select_related("group").get(user=user)
    assert allowed(can_change_role, membership) == who


def test_who_founded_it_is_an_organizer_like_the_others(group, organizer, moderator, as_viewer):
    Membership.objects.filter(user=moderator).update(role="organizer")
    founders = Membership.objects.select_related("group").get(user=organizer)
    assert can_change_role(as_viewer(moderator), founders)


def test_nobody_takes_over_before_they_may_found_a_group(group, make_user, this_year, as_viewer):
    young = join(make_user("ada", birth_year=this_year - 17), group, "moderator")
    assert not can_take_over_group(as_viewer(young), group)
