import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import Profile
from accounts.permissions import Viewer
from community.groups.models import Membership
from events.levels.models import SpotterLevel
from events.levels.rules import can_declare_spotter, can_revoke_level, can_speak_for_spotters

WHO = (
    "newcomer",
    "outsider",
    "member",
    "moderator",
    "organizer",
    "other_moderator",
    "site_moderator",
    "operator",
)


@pytest.fixture
def allowed(request, as_viewer):
    people = {name: request.getfixturevalue(name) for name in WHO}

    def ask(rule, subject):
        viewers = {name: as_viewer(user) for name, user in people.items()}
        viewers["stranger"] = Viewer(AnonymousUser())
        return {name for name, viewer in viewers.items() if rule(viewer, subject)}

    return ask


def test_organizers_and_the_operator_speak_for_spotters(allowed, group):
    assert allowed(can_speak_for_spotters, group) == {"organizer", "operator"}


@pytest.mark.parametrize(
    ("whose", "who"),
    [
        ("member", {"organizer", "operator"}),
        ("moderator", {"organizer", "operator"}),
        ("organizer", {"operator"}),
    ],
)
def test_nobody_speaks_for_themselves(allowed, request, membership_of, group, whose, who):
    assert allowed(can_declare_spotter, membership_of(request.getfixturevalue(whose), group)) == who


def test_every_organizer_speaks_for_spotters_and_who_founded_the_group_only_as_one(
    as_viewer, group, organizer, moderator, member, membership_of
):
    Membership.objects.filter(user=moderator).update(role="organizer")
    Membership.objects.filter(user=organizer).update(role="member")
    assert can_declare_spotter(as_viewer(moderator), membership_of(member, group))
    assert not can_declare_spotter(as_viewer(organizer), membership_of(member, group))


def test_nobody_under_18_speaks_for_spotters(as_viewer, group, moderator, member, membership_of):
    Membership.objects.filter(user=moderator).update(role="organizer")
    Profile.objects.filter(user=moderator).update(birth_year=timezone.now().year - 17)
    assert not can_declare_spotter(as_viewer(moderator), membership_of(member, group))


def test_who_declared_a_level_takes_it_back_and_so_does_an_operator(allowed, organizer, member):
    level = SpotterLevel(user=member, declared_by=organizer)
    assert allowed(can_revoke_level, level) == {"organizer", "operator"}
