"""What a moderator sees of a reported person or message: what was reported, and little around it."""

import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.contact.models import Message
from accounts.permissions import Viewer
from accounts.users.models import Profile
from community.moderation.models import PERSON, Case, Decision, Report


@dataclass
class PeopleReading:
    """A person as everybody could read of them when reported, or a message and what is around it."""

    title: str
    reports: list[Report]
    last_decision: Decision | None
    fields: list[tuple[str, str]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    message: Message | None = None
    handle: str = ""


def read_case(case: Case, viewer: Viewer) -> PeopleReading:
    """Load what the page of this case shows."""
    reading = PeopleReading(
        title=str(case.about),
        reports=list(case.reports.order_by("reported_at", "pk")),
        last_decision=last_decision(case),
    )
    if case.kind == PERSON:
        reading.title = case.version.title or reading.title
        reading.fields = _fields(case.version.text)
        there = Profile.objects.visible_to(viewer).filter(user=case.about)
        reading.handle = there.values_list("handle", flat=True).first() or ""
    else:
        reading.message = Message.objects.get(pk=case.item_id)
        reading.messages = Message.objects.around(reading.message)
    return reading


def last_decision(case: Case) -> Decision | None:
    """The one that counts."""
    return Decision.objects.latest_in(case)


def _fields(snapshot: str) -> list[tuple[str, str]]:
    """Names of fields in the reader's language, with what stood in them; a snapshot may have been erased."""
    labels = {"handle": _("Handle"), "bio": _("About me"), "home": _("Home area")}
    kept = json.loads(snapshot) if snapshot else {}
    return [(label, kept[name]) for name, label in labels.items() if kept.get(name)]
