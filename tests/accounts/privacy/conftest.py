"""Somebody signed in who has just said the password, and what the worker does after a request."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import PASSWORD


@pytest.fixture
def browser_of(db, django_capture_on_commit_callbacks):
    """The browser of a person; what a request leaves for after the commit is done before it returns."""

    class Browser(Client):
        def generic(self, *args, **kwargs):
            with django_capture_on_commit_callbacks(execute=True):
                return super().generic(*args, **kwargs)

        def prove(self):
            """Say the password once more."""
            return self.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    def opened(user=None, **defaults):
        browser = Browser(**defaults)
        if user is not None:
            browser.force_login(user)
        return browser

    return opened


@pytest.fixture
def leave(browser_of):
    """Delete an account as its owner does: read the page, prove it, tick, send."""

    def left(user, *, texts="keep"):
        browser = browser_of(user)
        browser.prove()
        response = browser.post(reverse("privacy:delete"), {"texts": texts, "understood": "on"})
        user.refresh_from_db()
        return browser, response

    return left
