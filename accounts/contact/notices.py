"""What people are told of threads: that there is something to read, never what it says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.contact.models import Thread, Topic
from accounts.contact.readers import subjects_of
from accounts.notifications.kinds import Category, Kind, Weight, declare
from accounts.permissions import Viewer


@dataclass(frozen=True)
class Told:
    """A thread in which somebody wrote to the recipient, and what it is about."""

    public_id: str
    author: str
    heading: str


def _written_to(viewer: Viewer, targets: Collection[str]) -> Mapping[str, Told]:
    threads = Thread.objects.visible_to(viewer).filter(public_id__in=targets)
    names = threads.names_of_last_authors(viewer)
    found = [each for each in threads if each.public_id in names]
    subjects = subjects_of(found, viewer)
    return {
        each.public_id: Told(each.public_id, names[each.public_id], subjects[each.public_id].heading)
        for each in found
    }


MESSAGE = declare(
    Kind(
        name="contact.message",
        templates="accounts/notices/contact.message",
        label=_("Somebody writes to you"),
        category=Category.ACCOUNT,
        weight=Weight.IMPORTANT,
        find=_written_to,
        url=lambda told: reverse("contact:thread", args=[told.public_id]),
        heading=lambda told: told.heading,
        sample=lambda: Told("sample", "Petra", str(Topic.JOINING.label)),
        is_batchable=False,
        rank=2,
    )
)
