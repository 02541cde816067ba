import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.geography import snap_to_cell
from accounts.models import Profile, User
from accounts.permissions import Refused, Viewer
from accounts.users.actions import appoint_operator, edit_profile, open_account, remove_home, set_home

STRANGER = Viewer(AnonymousUser())


@pytest.mark.parametrize("age", [None, 16, 0])
def test_nobody_too_young_or_of_unknown_age_gets_an_account(db, age):
    year = None if age is None else timezone.now().year - age
    with pytest.raises(Refused, match="You need to be 16"):
        open_account(
            User(email="ada@example.org"), by=STRANGER, display_name="Ada", birth_year=year, language="en"
        )
    assert User.objects.count() == 0


def test_login_and_profile_are_kept_together_or_not_at_all(db):
    with pytest.raises(Exception, match=r"profile_birth_year|CHECK"):
        open_account(
            User(email="ada@example.org"), by=STRANGER, display_name="Ada", birth_year=1800, language="en"
        )


def test_whoever_is_signed_in_opens_no_second_account(member, as_viewer):
    with pytest.raises(PermissionDenied):
        open_account(
            User(email="ada@example.org"),
            by=as_viewer(member),
            display_name="Ada",
            birth_year=1990,
            language="en",
        )


def test_home_is_kept_as_a_cell_and_never_as_the_point(member, as_viewer, cities):
    munich = cities["munich"]
    set_home(member.profile, by=as_viewer(member), city=munich)
    profile = Profile.objects.get(user=member)
    assert profile.home == snap_to_cell(munich.latitude, munich.longitude)
    assert profile.home != (munich.latitude, munich.longitude)
    assert (profile.home_label, profile.time_zone) == ("Munich, Germany", "Europe/Berlin")


def test_two_cities_of_one_cell_cannot_be_told_apart(member, other_member, as_viewer, cities):
    munich = cities["munich"]
    near = type(munich)(
        name="Near", country="DE", latitude=munich.latitude + 1e-4, longitude=munich.longitude + 1e-4
    )
    set_home(member.profile, by=as_viewer(member), city=munich)
    set_home(other_member.profile, by=as_viewer(other_member), city=near)
    assert Profile.objects.get(user=member).home == Profile.objects.get(user=other_member).home


def test_a_removed_home_leaves_nothing_but_the_clock(member, as_viewer, cities):
    set_home(member.profile, by=as_viewer(member), city=cities["munich"])
    remove_home(member.profile, by=as_viewer(member))
    profile = Profile.objects.get(user=member)
    assert (profile.home, profile.home_label, profile.time_zone) == (None, "", "Europe/Berlin")


@pytest.mark.parametrize(
    "change",
    [
        lambda profile, viewer, city: edit_profile(profile, by=viewer, display_name="X", language="de"),
        lambda profile, viewer, city: set_home(profile, by=viewer, city=city),
        lambda profile, viewer, city: remove_home(profile, by=viewer),
        lambda profile, viewer, city: appoint_operator(profile.user, by=viewer),
    ],
)
def test_nobody_changes_another_persons_account(member, site_moderator, as_viewer, cities, change):
    with pytest.raises(PermissionDenied):
        change(member.profile, as_viewer(site_moderator), cities["munich"])


def test_an_appointed_operator_also_moderates_the_site(member, operator, as_viewer):
    appoint_operator(member, by=as_viewer(operator))
    member.refresh_from_db()
    assert (member.is_operator, member.is_site_moderator) == (True, True)
