"""Somebody asked to join ``group`` and writes with its organizers."""

import pytest

from accounts.contact.actions import open_thread, write
from accounts.contact.models import Topic
from accounts.identifiers import new_nonce
from community.groups.models import JoinRequest, Role
from tests.conftest import join


@pytest.fixture
def second_organizer(make_user, group):
    return join(make_user("paul"), group, Role.ORGANIZER)


@pytest.fixture
def joining(as_viewer, outsider, group):
    """The thread of the outsider with the organizers."""
    request = JoinRequest.objects.create(group=group, user=outsider)
    return open_thread(
        Topic.JOINING,
        by=as_viewer(outsider),
        target=request.public_id,
        person=outsider,
        group_id=group.pk,
    )


@pytest.fixture
def says(as_viewer, joining):
    """``says(outsider, "Hello")`` writes into that thread, or into another."""

    def say(user, text, thread=None):
        return write(thread or joining, by=as_viewer(user), nonce=new_nonce(), text=text)

    return say
