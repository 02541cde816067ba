"""Kinds that exist in these tests alone, so that they need no other concept to tell of something."""

from datetime import UTC, datetime
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.template import engines
from django.template.loaders.locmem import Loader
from django.utils import timezone

from accounts.notifications.actions import notify
from accounts.notifications.kinds import KINDS, Category, Kind, Weight
from accounts.notifications.models import Announcement, Notification
from accounts.notifications.spread import spread
from accounts.users.models import User

REFUSED = SMTPRecipientsRefused({"mira@example.org": (550, b"no such user")})
NOW = datetime(2026, 6, 16, 9, 0, tzinfo=UTC)
WORDS = {
    "tests/news.subject.txt": "News of {{ subject.name }}\nin full",
    "tests/news.txt": "{{ subject.name }} & you, on {{ subject.at|date:'DATETIME_FORMAT' }}: {{ url }}",
    "tests/news.html": "<p>{{ subject.name }} &amp; you</p>",
    "tests/news.bell.txt": "{{ subject.name }}\n has news.",
}
WEIGHTS = {
    "tests.news": Weight.IMPORTANT,  # a mail at once, as long as nobody chose otherwise
    "tests.whisper": Weight.QUIET,  # only in the bell
    "tests.weekly": Weight.NEWS,  # in the weekly letter
    "tests.dates": Weight.DATES,  # a mail at once, in muted groups too
    "tests.safety": Weight.SAFETY,  # a mail at once, whatever anybody chose
}


class News:
    """What is told of, and by whom it may be read; ``asked`` keeps what was asked for at once."""

    def __init__(self) -> None:
        self.subjects = {}
        self.hidden_from = set()
        self.stale = set()
        self.asked = []

    def find(self, viewer, targets):
        self.asked.append(sorted(targets))
        if viewer.pk in self.hidden_from:
            return {}
        return {key: self.subjects[key] for key in targets if key in self.subjects}

    def audience(self, target):
        """Everybody, for what there is."""
        return User.objects.filter(is_active=True) if target in self.subjects else User.objects.none()

    def is_stale(self, subject):
        return subject.get("name") in self.stale


@pytest.fixture
def news(monkeypatch):
    """The kinds of ``WEIGHTS``, and what they are about."""
    loader = Loader(engines["django"].engine, WORDS)
    monkeypatch.setattr(engines["django"].engine, "template_loaders", [loader, *_loaders()])
    told = News()
    told.subjects["a"] = {"name": "O'Brien", "at": datetime(2026, 6, 16, 18, 30, tzinfo=UTC)}
    for name, weight in WEIGHTS.items():
        monkeypatch.setitem(KINDS, name, _kind(name, weight, told))
    return told


def _kind(name, weight, told):
    return Kind(
        name=name,
        templates="tests/news",
        label=name,
        category=Category.GROUPS,
        weight=weight,
        find=told.find,
        url=lambda subject: f"/{subject['name']}/",
        heading=lambda subject: subject["name"],
        sample=lambda: told.subjects["a"],
        audience=told.audience,
        is_stale=told.is_stale,
    )


def _loaders():
    return list(engines["django"].engine.template_loaders)


@pytest.fixture
def owed(news, member):
    """One mail that is owed to ``member``."""
    return tell(member)


def announce(*people, target="a", kind="tests.news", **fields):
    """Write the row of the outbox. Nobody is told: the transaction of the test never commits."""
    to = [user.pk for user in people] or None
    notify(KINDS[kind], target=target, to=to, **fields)
    return Announcement.objects.order_by("pk").last()


def tell(*people, target="a", kind="tests.news", cause="", **fields):
    """Tell people, and return the newest line. No mail is sent yet."""
    now = timezone.now()
    spread(announce(*people, target=target, kind=kind, cause=cause, **fields), now)
    return Notification.objects.filter(target=target, cause=cause).order_by("pk").last()


def owe(member, number):
    """So many mails to one person, in the order of their causes."""
    return [tell(member, cause=f"{each:03}").pk for each in range(number)]


class Moody(EmailBackend):
    """A mail server that does ``before`` each letter, and may raise in it."""

    asked = 0
    before = staticmethod(lambda message: None)
    is_away = False

    def open(self):
        if Moody.is_away:
            raise ConnectionRefusedError("nobody at mail.example.org")

    def send_messages(self, messages):
        for message in messages:
            Moody.asked += 1
            Moody.before(message)
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch, mailoutbox):
    """A mail server whose mood a test sets; it starts friendly."""
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Moody"}}
    monkeypatch.setattr(Moody, "asked", 0)
    monkeypatch.setattr(Moody, "is_away", False)
    monkeypatch.setattr(Moody, "before", staticmethod(lambda message: None))
    return Moody


@pytest.fixture
def failing(server):
    """Say how the mail server answers the next letters; the last answer is for ever: ``failing(error)``."""

    def fail(*answers):
        left = list(answers)

        def answer(message):
            error = left.pop(0) if len(left) > 1 else left[0]
            if error:
                raise error

        server.before = staticmethod(answer)

    return fail


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
