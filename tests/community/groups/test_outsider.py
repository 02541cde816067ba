"""What somebody who does not belong sees of a public group, and what other sites show of its address."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from community.groups.models import Group, Visibility


@pytest.fixture
def head(client_of):
    """The properties in the head of a group's page."""

    def of(group, user=None):
        page = client_of(user).get(reverse("groups:detail", args=[group.slug])).content.decode()
        return dict(re.findall(r'<meta property="(og:[a-z_:]+)" content="([^"]*)">', page)), page

    return of


def test_a_shared_address_says_what_the_group_is(head, group):
    shown, page = head(group)
    address = settings.SITE_URL + reverse("groups:detail", args=[group.slug])
    assert shown["og:title"] == group.name
    assert shown["og:url"] == address
    assert shown["og:description"] == "Heidelberg, Germany. We run backwards on Tuesdays."
    assert shown["og:image"].startswith(f"{settings.SITE_URL}{settings.STATIC_URL}")
    assert f'type="application/atom+xml" title="Stories of {group.name}"' in page


def test_what_is_shared_is_words_and_no_markup(head, group):
    Group.objects.filter(pk=group.pk).update(description="**Every** Tuesday, *backwards*.")
    shown, _page = head(group)
    assert shown["og:description"] == "Heidelberg, Germany. Every Tuesday, backwards."


def test_a_name_with_markup_stays_a_name(head, group):
    Group.objects.filter(pk=group.pk).update(name='"><script>x')
    shown, _page = head(group)
    assert shown["og:title"] == "&quot;&gt;&lt;script&gt;x"


def test_a_private_group_offers_nothing_to_share(head, group, member):
    Group.objects.filter(pk=group.pk).update(visibility=Visibility.PRIVATE)
    shown, page = head(group, member)
    assert shown == {}
    assert "atom" not in page


def test_an_outsider_reads_who_runs_it_the_rules_and_what_a_first_visit_is_like(client, group, organizer):
    Group.objects.filter(pk=group.pk).update(rules="Nobody runs without a spotter.")
    page = client.get(reverse("groups:detail", args=[group.slug])).content.decode()
    assert [words in page for words in ("Petra", "Nobody runs without a spotter.", "Your first visit")] == [
        True
    ] * 3
