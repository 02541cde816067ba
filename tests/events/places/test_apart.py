"""Who looked at a place: the check counts for people kept apart, the name is not told."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Block
from events.places.models import Check


@pytest.fixture
def checked(place, zone, member, other_member):
    for person in (member, other_member):
        Check.objects.create(
            zone=zone,
            checked_by=person,
            checked_at=timezone.now(),
            is_on_foot=True,
            answers={},
            measures={},
            verdict="ok",
        )
    return place


@pytest.mark.parametrize("by", ["I block", "I am blocked"])
def test_the_check_counts_without_the_name(checked, member, other_member, organizer, client_of, by):
    url = reverse("places:detail", args=[checked.slug])
    assert str(other_member) in client_of(member).get(url).content.decode()
    pair = (member, other_member) if by == "I block" else (other_member, member)
    Block.objects.put(blocker=pair[0].pk, blocked=pair[1].pk)
    page = client_of(member).get(url).content.decode()
    assert (str(member) in page, str(other_member) in page, "<b>Somebody</b>" in page) == (True, False, True)
    page = client_of(organizer).get(url).content.decode()
    assert (str(member) in page, str(other_member) in page, "<b>Somebody</b>" in page) == (True, True, False)
