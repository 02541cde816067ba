"""A site for each test, copied from one that was built once."""

import os

import pytest
from django.db import connection

from tests.crash.site import PostgresqlDatabase, Site, SqliteFile
from tests.crash.smtp import MailServer


@pytest.fixture
def mail_server():
    """A mail server that takes everything, until it is told otherwise."""
    server = MailServer()
    server.open()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def make_database():
    """An empty database, or a copy of another, of the kind that this pass of the suite is about."""

    def make(folder, template=None):
        if connection.vendor == "postgresql":
            return PostgresqlDatabase(os.environ["DATABASE_URL"], template)
        return SqliteFile(folder, template)

    return make


@pytest.fixture(scope="session")
def built(tmp_path_factory, make_database):
    """The site of the scene, on which nobody has called anything off yet."""
    folder = tmp_path_factory.mktemp("built")
    site = Site(folder, make_database(folder), smtp_port=9)
    try:
        assert site.do("build") == 0, site.said()
        yield site
    finally:
        site.close()


@pytest.fixture(scope="session")
def called_off(tmp_path_factory, make_database, built):
    """The same after the date was called off; no worker has run yet."""
    folder = tmp_path_factory.mktemp("called_off")
    site = Site(folder, make_database(folder, built.database), smtp_port=9)
    try:
        assert site.do("call_off") == 0, site.said()
        yield site
    finally:
        site.close()


@pytest.fixture
def copy_of(tmp_path, make_database, mail_server):
    """``copy_of(site)``: its own database and data folder, and ``mail_server``."""
    copies = []

    def copy(template):
        folder = tmp_path / str(len(copies))
        folder.mkdir()
        copies.append(Site(folder, make_database(folder, template.database), mail_server.port))
        return copies[-1]

    yield copy
    for site in copies:
        site.close()
