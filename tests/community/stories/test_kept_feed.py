"""The kept page of the public feed: for strangers only, gone with the next request after a change."""

import re

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.editions import CHANGING, EDITION, public_words_change
from accounts.users.actions import edit_profile
from community.groups.running.actions import edit_group
from community.moderation.actions import publish, remove, report, restore
from community.moderation.models import Case, ReasonCode
from community.stories.actions import edit_story
from config.kept_pages import KEPT
from tests.community.groups.typed import words_of

FEED = "/stories/"


@pytest.fixture
def shown_story(published, member, group, organizer):
    return published(member, group, by=organizer, audience="public")


@pytest.fixture
def ask(shown_story):
    """Ask as a stranger; the edition has begun in which the story is shown."""
    cache.set(EDITION, "first", None)

    def get(path=FEED, **extra):
        return Client().get(path, **extra)

    return get


@pytest.fixture
def then(django_capture_on_commit_callbacks):
    """Do something in a transaction of its own, to its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def shown_without_cache():
    edition = cache.get(EDITION)
    cache.set(EDITION, CHANGING)
    page = Client().get(FEED).content
    cache.set(EDITION, edition, None)
    return page


def domain_queries(request):
    with CaptureQueriesContext(connection) as captured:
        request()
    return [query["sql"] for query in captured if not re.search("django_cache|SAVEPOINT", query["sql"])]


def test_the_second_stranger_gets_the_kept_page_without_a_query(ask):
    first = ask()
    assert domain_queries(ask) == []
    assert ask().content == first.content


def test_the_browser_is_told_that_it_has_the_page(ask):
    first = ask()
    again = ask(headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "no-cache"


def test_a_kept_page_has_the_headers_of_the_first(ask):
    def headers(response):
        return {name: value for name, value in response.headers.items() if name != "Content-Length"}

    first, kept = ask(), ask()
    assert headers(kept) == headers(first)
    assert {word.strip() for word in kept["Vary"].split(",")} == {"Cookie", "Accept-Language"}


@pytest.mark.parametrize("name", KEPT)
def test_kept_pages_set_no_cookie(ask, name):
    assert not ask(reverse(name)).cookies
    assert not ask(reverse(name)).cookies


def test_each_language_and_theme_has_its_page(ask):
    pages = {
        ask(headers={"accept-language": language, "cookie": cookie}).content
        for language in ("en", "de")
        for cookie in ("", "theme=dark", "theme=light")
    }
    assert len(pages) == 6


def test_an_unknown_theme_is_no_page_of_its_own(ask):
    ask()
    assert domain_queries(lambda: ask(headers={"cookie": "theme=<script>"})) == []


def test_members_never_get_a_kept_page_and_leave_none(ask, member, client_of):
    ask()
    page = client_of(member).get(FEED)
    assert "ETag" not in page.headers
    assert page["Cache-Control"] == "private, no-store"
    cache.clear()
    cache.set(EDITION, "second", None)
    client_of(member).get(FEED)
    assert len(domain_queries(ask)) == 1


def test_whoever_sends_another_cookie_takes_the_ordinary_way(ask):
    ask()
    assert len(domain_queries(lambda: ask(headers={"cookie": "messages=x"}))) == 1


def test_a_page_with_arguments_is_not_kept(ask):
    ask(f"{FEED}?after=x")
    assert len(domain_queries(lambda: ask(f"{FEED}?after=x"))) == 1


def test_a_wrong_host_is_refused_as_ever(ask):
    ask()
    assert ask(headers={"host": "elsewhere.example"}).status_code == 400


def test_without_an_edition_the_next_request_begins_one(ask):
    cache.delete(EDITION)
    ask()
    assert len(domain_queries(ask)) == 1
    assert domain_queries(ask) == []


def changes():
    """What changes the public feed, by name: each takes the cast and does it."""

    def publish_one(cast):
        publish(cast.waiting.newest, by=cast.moderates, version=1)

    def publish_change(cast):
        story, author = cast.story, cast.writes
        edit_story(story, by=author, base=1, title="Now longer", text="And more.", audience="public")
        story.refresh_from_db()
        publish(story.newest, by=cast.moderates, version=2)

    def take_down(cast):
        report(cast.story, by=cast.reads, reason=ReasonCode.SPAM, words="")
        case, revision = Case.objects.get(), cast.story.published
        remove(case, by=cast.moderates, seen=revision.public_id, reason=ReasonCode.SPAM, words="No.")

    def put_back(cast):
        take_down(cast)
        restore(Case.objects.get(), by=cast.moderates)

    def rename_author(cast):
        edit_profile(cast.writes.user.profile, by=cast.writes, display_name="Somebody Else", language="en")

    def rename_group(cast):
        edit_group(cast.story.group, by=cast.moderates, **words_of(cast.story.group, name="Another Name"))

    return [publish_one, publish_change, take_down, put_back, rename_author, rename_group]


@pytest.fixture
def cast(shown_story, tell, member, other_member, organizer, group, as_viewer):
    class Cast:
        story = shown_story
        waiting = tell(member, group, title="Waits", audience="public")
        writes, reads, moderates = as_viewer(member), as_viewer(other_member), as_viewer(organizer)

    return Cast


@pytest.mark.parametrize("change", changes(), ids=lambda change: change.__name__)
def test_the_next_request_after_a_change_sees_it(ask, cast, then, change):
    before = ask().content
    with then():
        change(cast)
    now = ask().content
    assert now == shown_without_cache()
    assert (now == before) is (change.__name__ == "put_back")


def test_no_page_is_kept_while_a_change_is_not_through(ask):
    ask()
    with transaction.atomic():
        public_words_change()
        assert len(domain_queries(ask)) == 1
        assert len(domain_queries(ask)) == 1


def test_waiting_stories_begin_no_edition(ask, cast, tell, member, group, then):
    edition = cache.get(EDITION)
    with then():
        tell(member, group, title="Another", audience="public")
    assert cache.get(EDITION) == edition


@pytest.mark.parametrize("rows", [1, 3])
def test_new_cards_cost_two_queries_once(published, member, group, organizer, rows):
    for _ in range(rows):
        published(member, group, by=organizer, audience="public")
    costs = [len(domain_queries(lambda: Client().get(FEED))) for _ in range(2)]
    assert costs == [3, 1]
