"""Browsers of many people, whose requests go through all of the site as they would over a wire."""

import re
from functools import cache
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from accounts.users.sessions import USED_ON

SEQUENCE = re.compile(r'name="sequence" value="(\d+)"')


@cache
def _site():
    """One for all of them, as on a server: each would read all static files anew."""
    return ClientHandler(enforce_csrf_checks=False)


def signed_in(user):
    """A browser of this person, without a password. What fails inside is a 500, as for anybody."""
    client = Client(raise_request_exception=False)
    client.handler = _site()
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[USED_ON] = timezone.now().date().isoformat()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def answers(client, meetup, part):
    """Sends the answer; the status of the reply."""
    return lambda: client.post(f"{meetup.get_absolute_url()}answer/", {"part": part}).status_code


def filled_in(client, address):
    """The form of a page as it is filled in. Not in a race: threads share what it is read from."""
    page = client.get(address)
    assert page.status_code == 200
    values = {bound.name: bound.value() for bound in page.context["form"]}
    return {name: value for name, value in values.items() if value is not False and value not in (None, "")}


def edits(client, meetup, fields):
    """Sends the form of a date until it counts: who was slower reads the page again and repeats the words."""
    address = f"{meetup.get_absolute_url()}edit/"

    def send():
        page = client.post(address, fields)
        while page.status_code == 200:
            page = client.post(address, fields | {"sequence": SEQUENCE.search(page.text)[1]})
        return page.status_code

    return send
