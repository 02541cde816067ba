"""What people do at a place: a check says which of it a zone is good for."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _


class Session(models.TextChoices):
    """What the group does; with the lowest stage invited it sets how many runners one spotter may have."""

    WALKING_DRILL = "walking_drill", _("Walking drills on a closed straight")
    STRAIGHT = "straight", _("Running on a track straight, field or hall")
    PATH = "path", _("Running on a traffic-free park path")


SHORT_SESSIONS = {
    Session.WALKING_DRILL: _("walking drills"),
    Session.STRAIGHT: _("straights"),
    Session.PATH: _("paths"),
}


def sessions_left(of_zone: Collection[str], of_place: Collection[str]) -> list[str]:
    """The kinds of session that zone and place both leave; nothing said of either leaves all."""
    left = [session for session in Session.values if not of_zone or session in of_zone]
    return [session for session in left if not of_place or session in of_place]
