import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.apart.rules import can_keep_apart
from accounts.permissions import Viewer


@pytest.mark.parametrize(("who", "may"), [("member", False), ("other_member", True), ("newcomer", True)])
def test_anybody_with_an_account_keeps_anybody_but_themselves_apart(request, member, who, may):
    assert can_keep_apart(Viewer(request.getfixturevalue(who)), member) is may


def test_a_stranger_keeps_nobody_apart(member):
    assert can_keep_apart(Viewer(AnonymousUser()), member) is False
