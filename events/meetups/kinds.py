"""What a group does at a meetup: the rows of the table of runners per spotter, and two of our own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.places.sessions import Session


class MeetupKind(models.TextChoices):
    WALKING_DRILL = "walking_drill", _("Walking drills on a closed straight")
    STRAIGHT = "straight", _("Running on a track straight, field or hall")
    LAPS = "laps", _("Laps in the outer lane, in the normal direction")
    PATH = "path", _("Running on a traffic-free park path")
    SOCIAL = "social", _("A social: nobody runs backwards")
    TRAINING = "training", _("Spotter training: calls and practice at a walk")


ASKS_OF_ZONE: dict[str, str | None] = {
    MeetupKind.WALKING_DRILL: Session.WALKING_DRILL,
    MeetupKind.STRAIGHT: Session.STRAIGHT,
    MeetupKind.LAPS: Session.STRAIGHT,
    MeetupKind.PATH: Session.PATH,
    MeetupKind.SOCIAL: None,
    MeetupKind.TRAINING: Session.WALKING_DRILL,
}
"""Which of the sessions a check allows it needs; a social needs none. Laps are for tracks besides."""


def runs_backward(kind: str) -> bool:
    """At a social nobody does: it needs no spotters, no ratio, no light and no check of a zone."""
    return kind != MeetupKind.SOCIAL
