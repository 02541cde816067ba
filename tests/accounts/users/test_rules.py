import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Viewer
from accounts.users.rules import can_appoint_operator, can_edit_profile, can_open_account

WHO = ("stranger", "newcomer", "member", "site_moderator", "operator")


@pytest.fixture
def viewers(newcomer, member, site_moderator, operator, as_viewer):
    people = {"newcomer": newcomer, "member": member, "site_moderator": site_moderator, "operator": operator}
    return {"stranger": Viewer(AnonymousUser())} | {name: as_viewer(user) for name, user in people.items()}


def allowed(rule, viewers, subject):
    return {who for who in WHO if rule(viewers[who], subject)}


def test_only_strangers_open_accounts(viewers):
    assert allowed(can_open_account, viewers, None) == {"stranger"}


def test_a_profile_is_edited_by_its_person_alone(viewers, member):
    assert allowed(can_edit_profile, viewers, member.profile) == {"member"}


def test_operators_are_appointed_by_operators(viewers):
    assert allowed(can_appoint_operator, viewers, User()) == {"operator"}
