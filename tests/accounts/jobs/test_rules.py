import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.jobs.rules import can_look_after_jobs
from accounts.permissions import Viewer


@pytest.mark.parametrize(
    ("who", "may"), [("operator", True), ("site_moderator", False), ("member", False), ("newcomer", False)]
)
def test_operators_alone_look_after_jobs(request, as_viewer, who, may):
    assert can_look_after_jobs(as_viewer(request.getfixturevalue(who)), None) is may


def test_a_stranger_does_not():
    assert can_look_after_jobs(Viewer(AnonymousUser()), None) is False
