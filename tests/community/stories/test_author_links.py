"""A story leads to its author's page, for who may open it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Profile


@pytest.fixture
def links(client_of, published, member, group, organizer):
    """Does a story everybody may read lead this reader to ``member``?"""
    story = published(member, group, by=organizer, audience="public")

    def ask(reader):
        page = client_of(reader).get(reverse("stories:detail", args=[story.public_id]))
        assert page.status_code == 200
        handle = Profile.objects.get(user=member).handle
        return f'href="{reverse("people:profile", args=[handle])}"' in page.content.decode()

    return ask


def test_who_is_signed_in_finds_the_author(links, member, outsider, other_member):
    assert [links(reader) for reader in (member, outsider, other_member, None)] == [True, True, True, False]


def test_to_a_minor_leads_only_what_their_own_groups_read(links, member, outsider, other_member):
    Profile.objects.filter(user=member).update(birth_year=timezone.now().year - 17)
    assert [links(reader) for reader in (outsider, other_member)] == [False, True]
