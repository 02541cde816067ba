"""The cast, and what every test needs. People are plain rows; what they do goes through actions or pages."""

import os
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from accounts.models import Profile, User
from accounts.permissions import Viewer
from accounts.users.sessions import USED_ON
from community.groups.models import Group, Membership, Role

PASSWORD = "a-long-way-backwards"
HEIDELBERG = (49.4077, 8.6908)
MISSING = {
    "chromium": "Chromium is missing: apt-get install chromium",
    "data": "The folder of real files is missing: set SHARED_DATA to it",
    "postgresql": "PostgreSQL is missing: apt-get install postgresql, or set DATABASE_URL",
}


def pytest_collection_modifyitems(items):
    """Leave out what this run cannot do, each with its reason and the way to get it."""
    missing = set(filter(None, os.environ.get("BACKSTRIDE_MISSING", "").split(",")))
    for item in items:
        if "e2e" in item.keywords and "chromium" in missing:
            item.add_marker(pytest.mark.skip(reason=MISSING["chromium"]))
        if "shared_data" in getattr(item, "fixturenames", ()) and "data" in missing:
            item.add_marker(pytest.mark.skip(reason=MISSING["data"]))
        if "postgresql_only" in item.keywords and connection.vendor != "postgresql":
            reason = MISSING["postgresql"] if "postgresql" in missing else "Runs in the PostgreSQL pass"
            item.add_marker(pytest.mark.skip(reason=reason))
        if "sqlite_only" in item.keywords and connection.vendor != "sqlite":
            item.add_marker(pytest.mark.skip(reason="Runs in the SQLite pass"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A thread of a race may leave a connection open, and PostgreSQL drops no database that is in use."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            connection.close()


@pytest.fixture(autouse=True)
def _empty_cache(request):
    """Rate limits live in the cache: no test starts with another's."""
    for name in ("transactional_db", "db"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
            cache.clear()
            return


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    """A cast of ten signs up in no time; Argon2 is asked for by the tests that are about passwords."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def _in_english():
    """A page leaves its language behind for whoever comes after it in this thread."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files nobody here wrote."""
    return settings.SHARED_DATA


@pytest.fixture
def make_user(db):
    """Make a confirmed person: ``make_user("mira", acknowledged=True, birth_year=1990)``."""

    def make(name: str, *, acknowledged: bool = True, birth_year: int = 1990, **fields) -> User:
        user = User.objects.create_user(f"{name}@example.org", PASSWORD, **fields)
        Profile.objects.create(
            user=user,
            display_name=name.capitalize(),
            birth_year=birth_year,
            time_zone="Europe/Berlin",
            acknowledged_version=1 if acknowledged else None,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    return make


TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_app(user: User) -> User:
    """This person has an app that shows codes, which the site asks of who decides about others."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": TOTP_SECRET})
    return user


@pytest.fixture
def operator(make_user):
    return with_app(make_user("olga", is_operator=True, is_site_moderator=True))


@pytest.fixture
def site_moderator(make_user):
    return with_app(make_user("sami", is_site_moderator=True))


@pytest.fixture
def newcomer(make_user):
    """Signed up and confirmed, has not acknowledged the safety text."""
    return make_user("nele", acknowledged=False)


@pytest.fixture
def outsider(make_user):
    """Ready to take part, member of nothing."""
    return make_user("otto")


@pytest.fixture
def organizer(make_user):
    """Founder and organizer of ``group``."""
    return with_app(make_user("petra"))


@pytest.fixture
def moderator(make_user, group):
    return join(with_app(make_user("mona")), group, Role.MODERATOR)


@pytest.fixture
def member(make_user, group):
    return join(make_user("mira"), group, Role.MEMBER)


@pytest.fixture
def other_member(make_user, group):
    return join(make_user("leyla"), group, Role.MEMBER)


@pytest.fixture
def other_moderator(make_user, other_group):
    """Moderates another group and no more."""
    return join(with_app(make_user("tariq")), other_group, Role.MODERATOR)


@pytest.fixture
def group(organizer):
    return make_group("Neckar Heelfirsts", organizer)


@pytest.fixture
def other_group(make_user):
    return make_group("Weststadt Walkers-Back", make_user("wanda"))


def make_group(name: str, founder: User) -> Group:
    """A group in Heidelberg with its founder as organizer."""
    group = Group.objects.create(
        slug=name.lower().replace(" ", "-"),
        name=name,
        description="We run backwards on Tuesdays.",
        city_label="Heidelberg, Germany",
        time_zone="Europe/Berlin",
        latitude=HEIDELBERG[0],
        longitude=HEIDELBERG[1],
        founder=founder,
    )
    join(founder, group, Role.ORGANIZER)
    return group


def join(user: User, group: Group, role: Role) -> User:
    Membership.objects.create(user=user, group=group, role=role)
    group.member_count += 1
    group.save()
    return user


@pytest.fixture
def as_viewer():
    """The viewer a fresh request of this person would carry."""

    def view(user: User) -> Viewer:
        return Viewer(User.objects.with_profile().get(pk=user.pk))

    return view


@pytest.fixture
def client_of(client):
    """A signed-in client of its own for each person; None gives a stranger's."""

    def sign_in(user: User | None) -> Client:
        fresh = Client()
        if user is not None:
            fresh.force_login(user)
            session = fresh.session
            session[USED_ON] = timezone.now().date().isoformat()  # the first page of a day keeps the day
            session.save()
        return fresh

    return sign_in
