"""A kind that exists in these tests alone, so that they need no other concept to tell of something."""

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.template.loaders.locmem import Loader

from accounts.notifications.actions import notify
from accounts.notifications.kinds import KINDS, Kind
from accounts.notifications.models import Notification

WORDS = {
    "tests/news.subject.txt": "News of {{ subject.name }}\nfor {{ recipient }}",
    "tests/news.txt": "{{ subject.name }} & you, on {{ subject.at|date:'DATETIME_FORMAT' }}: {{ url }}",
    "tests/news.html": "<p>{{ subject.name }} &amp; you</p>",
    "tests/news.bell.txt": "{{ subject.name }}\n has news.",
}


class News:
    """What is told of, and by whom it may be read; ``asked`` keeps what was asked for at once."""

    def __init__(self) -> None:
        self.subjects = {}
        self.hidden_from = set()
        self.asked = []

    def find(self, viewer, targets):
        self.asked.append(sorted(targets))
        if viewer.pk in self.hidden_from:
            return {}
        return {key: self.subjects[key] for key in targets if key in self.subjects}


@pytest.fixture
def news(monkeypatch):
    """Kinds "tests.news" (mail and bell) and "tests.whisper" (bell only), and what they are about."""
    loader = Loader(engines["django"].engine, WORDS)
    monkeypatch.setattr(engines["django"].engine, "template_loaders", [loader, *_loaders()])
    told = News()
    told.subjects["a"] = {"name": "O'Brien", "at": datetime(2026, 6, 16, 18, 30, tzinfo=UTC)}
    for name, sends_mail in (("news", True), ("whisper", False)):
        kind = Kind(
            f"tests.{name}", "tests/news", told.find, lambda subject: f"/{subject['name']}/", sends_mail
        )
        monkeypatch.setitem(KINDS, kind.name, kind)
    return told


def _loaders():
    return list(engines["django"].engine.template_loaders)


@pytest.fixture
def owed(news, member):
    """One mail that is owed to ``member``."""
    return tell(member)


def tell(*people, target="a", kind="tests.news", cause=""):
    """Tell people, and return the newest row. Nothing is sent: the transaction of the test never commits."""
    notify([user.pk for user in people], KINDS[kind], target=target, cause=cause)
    return Notification.objects.filter(target=target, cause=cause).order_by("pk").last()
