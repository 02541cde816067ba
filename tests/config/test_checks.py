"""System checks refuse settings that were seen to lose data."""

import pytest
from django.core import checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from config.checks import cache_is_shared_between_processes, sqlite_is_set_up_for_writers
from config.environment import SQLITE_OPTIONS

pytestmark = pytest.mark.once


def ids(errors):
    return [error.id for error in errors]


@pytest.fixture
def sqlite_with(monkeypatch):
    """The check's answer for a SQLite with these options."""

    def ask(options, vendor="sqlite"):
        monkeypatch.setattr(type(connection._connections["default"]), "vendor", vendor)
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
        return ids(sqlite_is_set_up_for_writers(None))

    return ask


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (SQLITE_OPTIONS, []),
        ({}, ["config.E001", "config.E002", "config.E003"]),
        (SQLITE_OPTIONS | {"transaction_mode": "DEFERRED"}, ["config.E001"]),
        (SQLITE_OPTIONS | {"init_command": "PRAGMA foreign_keys=ON;"}, ["config.E002"]),
        (SQLITE_OPTIONS | {"init_command": "pragma journal_mode = wal;"}, []),
        (SQLITE_OPTIONS | {"timeout": 5}, ["config.E003"]),
        (SQLITE_OPTIONS | {"timeout": 10}, []),
    ],
)
def test_sqlite_must_bear_many_writers(sqlite_with, options, expected):
    assert sqlite_with(options) == expected


def test_postgresql_is_left_alone(sqlite_with):
    assert sqlite_with({}, vendor="postgresql") == []


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        ("django.core.cache.backends.locmem.LocMemCache", ["config.E004"]),
        ("django.core.cache.backends.filebased.FileBasedCache", ["config.E004"]),
        ("django.core.cache.backends.dummy.DummyCache", ["config.E004"]),
        ("django.core.cache.backends.db.DatabaseCache", []),
        ("config.cache.RedisCache", []),
    ],
)
def test_the_cache_is_one_for_all_processes(settings, backend, expected):
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "x"}}
    assert ids(cache_is_shared_between_processes(None)) == expected


@pytest.mark.django_db
def test_a_cache_of_one_process_stops_check_deploy(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with pytest.raises(SystemCheckError, match=r"config\.E004"):
        call_command("check", deploy=True)


def test_every_command_asks_them_without_being_told_to():
    registered = {check.__name__ for check in checks.registry.registry.get_checks()}
    assert {"sqlite_is_set_up_for_writers", "cache_is_shared_between_processes"} <= registered
    run_by_default = [tag for tag in checks.registry.registry.tags_available() if tag != checks.Tags.database]
    assert sqlite_is_set_up_for_writers.tags[0] in run_by_default


def test_our_own_settings_pass():
    assert sqlite_is_set_up_for_writers(None) + cache_is_shared_between_processes(None) == []
