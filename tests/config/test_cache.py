"""The cache: what a limit counted stays; when Redis is away, reading goes on and counting is refused."""

import socket

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.editions import public_words_change
from tests.conftest import PASSWORD


@pytest.fixture
def redis_is_away(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens: connections are refused
        port = taken.getsockname()[1]
        settings.CACHES = {
            "default": {"BACKEND": "config.cache.RedisCache", "LOCATION": f"redis://127.0.0.1:{port}"}
        }
        settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
        yield


def test_a_cache_that_is_away_holds_and_keeps_nothing(redis_is_away):
    cache.set("a", 1)
    assert (cache.get("a"), cache.get("a", 2), cache.get_many(["a"])) == (None, 2, {})
    assert (cache.add("a", 1), cache.delete("a"), cache.set_many({"a": 1})) == (False, False, ["a"])


def test_strangers_and_members_read_on(db, member, redis_is_away, client_of):
    for name in ("home", "stories:list", "meetups:list", "account_login"):
        assert Client().get(reverse(name)).status_code == 200
    browser = client_of(member)
    assert browser.get(reverse("stories:mine")).status_code == 200
    assert browser.post(reverse("account_logout")).status_code == 302
    assert browser.get(reverse("stories:mine")).status_code == 302


def test_signing_in_waits_until_tries_can_be_counted(member, redis_is_away):
    answer = Client().post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    assert answer.status_code == 429


def test_what_strangers_read_can_still_be_changed(db, redis_is_away, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        public_words_change()


def test_many_strangers_do_not_wipe_out_the_tries_that_a_limit_has_counted(db):
    cache.set("0-tries", 5, 300)
    for number in range(310):
        cache.set(f"stranger-{number}", 1, 300)
    assert cache.get("0-tries") == 5
