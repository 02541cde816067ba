"""The Atom feed of a group: published public stories, and nothing else."""

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.urls import reverse

from community.groups.models import Group, Visibility
from community.moderation.actions import publish
from community.stories.actions import tell_story
from community.stories.models import Audience

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def tell(group, member, organizer, as_viewer):
    """Send a story; it is published unless it is to wait."""

    def told(title, *, audience=Audience.PUBLIC, waits=False):
        nonce = f"nonce-{title}"[:22]
        story = tell_story(
            group, by=as_viewer(member), nonce=nonce, title=title, text="It *went* well.", audience=audience
        )
        if not waits:
            publish(story.newest, by=as_viewer(organizer), version=1)
        return story

    return told


def entries(client, group):
    response = client.get(reverse("stories:atom", args=[group.slug]))
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall("a:entry", ATOM)


def test_public_stories_stand_in_it_newest_first(client, group, tell):
    tell("First")
    newest = tell("Second <b>")
    found = entries(client, group)
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in found] == ["Second <b>", "First"]
    link = found[0].find("a:link", ATOM)
    assert link is not None
    assert link.get("href") == settings.SITE_URL + reverse("stories:detail", args=[newest.public_id])
    assert found[0].findtext("a:summary", namespaces=ATOM) == "<p>It <em>went</em> well.</p>\n"


def test_what_waits_or_is_for_members_is_not_in_it(client, client_of, group, member, tell):
    tell("Waiting", waits=True)
    tell("Among us", audience=Audience.GROUP)
    assert entries(client, group) == []
    assert entries(client_of(member), group) == []


def test_a_private_group_has_none_for_anybody(client, client_of, group, member):
    Group.objects.filter(pk=group.pk).update(visibility=Visibility.PRIVATE)
    address = reverse("stories:atom", args=[group.slug])
    assert [each.get(address).status_code for each in (client, client_of(member))] == [404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_and_for_three(client, group, tell, count, django_assert_num_queries):
    for number in range(count):
        tell(f"Number {number}")
    with django_assert_num_queries(3):  # the group, its stories, their photos
        entries(client, group)
