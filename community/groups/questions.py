"""A question to those who run a group, from whoever may read its page."""

from typing import cast

from django.db import transaction

from accounts.contact.actions import open_thread
from accounts.contact.models import Thread, Topic
from accounts.permissions import Viewer, permitted
from accounts.users.models import User
from community.groups.models import Group
from community.groups.rules import can_ask_organizers


@transaction.atomic
@permitted(can_ask_organizers)
def ask_organizers(group: Group, *, by: Viewer) -> Thread:
    """The person's open conversation with the organizers, or the next one if earlier ones are closed."""
    theirs = Thread.objects.asked_of(group.public_id, by.person_pk)
    if going_on := theirs.open().first():
        return going_on
    target = f"{group.public_id}.{theirs.count() + 1}"
    return open_thread(Topic.JOINING, by=by, target=target, person=cast(User, by.user), group_id=group.pk)
