"""A mail scanner opens every link of every letter: nothing changes by it, and nothing fails."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from accounts.consents.models import Document
from accounts.consents.shipped import load_initial_documents
from accounts.models import Notification
from accounts.notifications.kinds import KINDS
from accounts.notifications.mail import compose, message_id
from accounts.notifications.tasks import deliver_due
from accounts.permissions import Viewer
from accounts.users.models import User
from tests.config.scenes.scenes import SCENES, tell_people

IN_TEXT = re.compile(r"https?://[^\s<>\"]+")
IN_HTML = re.compile(r'href="([^"]+)"')
NOT_OURS = ("django_session", "django_cache")  # who is signed in, and the limits on how often one may ask


@pytest.fixture
def letter_of(play):
    """The letter of a kind to the person of its scene, whether or not their address takes letters."""
    load_initial_documents(Document)

    def make(kind):
        person = play(kind)
        tell_people(kind)
        deliver_due.call()
        row = Notification.objects.filter(kind=kind, recipient=person).latest("pk")
        subject = KINDS[kind].find(Viewer(User.objects.get(pk=person.pk)), [row.target])[row.target]
        return person, compose(KINDS[kind], subject, person, message_id=message_id(row))

    return make


def links(letter) -> set[str]:
    found = set(IN_TEXT.findall(letter.body)) | set(IN_HTML.findall(letter.alternatives[0].content))
    header = letter.extra_headers.get("List-Unsubscribe", "")
    return found | set(IN_TEXT.findall(header))


def everything_kept() -> dict[str, list[tuple]]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - set(NOT_OURS)
        rows = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows[table] = sorted(cursor.fetchall(), key=repr)
        return rows


@pytest.mark.parametrize("kind", sorted(SCENES))
def test_opening_every_link_changes_nothing(letter_of, client_of, kind):
    person, letter = letter_of(kind)
    found = links(letter)
    clients = {"nobody": client_of(None), "who got it": client_of(person)}
    before = everything_kept()
    wrong = []
    for link in sorted(found):
        assert link.startswith(settings.SITE_URL + "/")
        for name, client in clients.items():
            status = client.get(urlsplit(link).path).status_code
            if status >= (500 if name == "nobody" else 400):
                wrong.append(f"{link} as {name}: {status}")
    assert wrong == []
    assert everything_kept() == before
    assert sum("/unsubscribe/" in link for link in found) == KINDS[kind].is_switchable


@pytest.mark.parametrize("kind", sorted(SCENES))
def test_text_and_html_lead_to_the_same_pages(letter_of, kind):
    _person, letter = letter_of(kind)
    assert set(IN_TEXT.findall(letter.body)) == set(IN_HTML.findall(letter.alternatives[0].content))
