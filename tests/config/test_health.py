"""What a load balancer asks."""

import pytest
from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from django.urls import reverse


@pytest.fixture
def away(monkeypatch):
    """The database does not answer."""

    def leave(error):
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr(connection._connections["default"], "cursor", fail)

    return leave


def test_a_process_that_answers_is_alive_whatever_its_database_does(client, away):
    away(OperationalError("connection refused"))
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.content) == (200, b"ok")


def test_it_is_ready_when_its_database_answers(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(reverse("readyz"))
    assert (response.status_code, response.json()) == (200, {"database": "ok"})


@pytest.mark.parametrize("error", [OperationalError("refused by db:5432"), InterfaceError("closed")])
def test_it_is_not_ready_while_the_database_is_away(client, away, error):
    away(error)
    response = client.get(reverse("readyz"))
    assert (response.status_code, response.json()) == (503, {"database": "does not answer"})
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_the_answer_is_kept_by_nobody(client, db, name):
    assert "no-store" in client.get(reverse(name)).headers["Cache-Control"]
    assert client.head(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_a_probe_without_encryption_is_not_sent_elsewhere(client, db, settings, name):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse("guide:index")).status_code == 301


def test_reports_about_the_content_policy_are_taken_and_forgotten(client):
    response = client.post("/csp-report/", b'{"csp-report": {}}', content_type="application/csp-report")
    assert (response.status_code, response.content) == (204, b"")
