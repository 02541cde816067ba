"""Commands that prepare and describe the site."""

import os
from io import StringIO

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.core.management import call_command

from config.demo.cast import EVERYBODY, PASSWORD
from config.demo.codes import code_of
from config.management.commands.compile_translations import compile_if_older

GERMAN = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Walk"\nmsgstr "%s"\n'


def said(*command):
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


@pytest.fixture
def catalogue(tmp_path, settings):
    """A language of one word."""
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    source = tmp_path / "locale/de/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(GERMAN % "Gehen")
    return source


@pytest.mark.once
def test_a_catalogue_is_built_once_until_its_source_changes(catalogue):
    built = catalogue.with_suffix(".mo")
    assert said("compile_translations") == "Compiled locale/de/LC_MESSAGES/django.po\n"
    assert b"Gehen" in built.read_bytes()
    assert said("compile_translations") == ""
    catalogue.write_text(GERMAN % "Laufen")
    os.utime(built, (0, 0))
    assert compile_if_older(catalogue)
    assert b"Laufen" in built.read_bytes()
    assert sorted(path.suffix for path in catalogue.parent.iterdir()) == [".mo", ".po"]


@pytest.mark.once
def test_without_catalogues_there_is_nothing_to_build(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path / "nowhere"]
    assert said("compile_translations") == ""


@pytest.mark.once
def test_everybody_who_can_sign_in_to_the_demo_is_listed():
    words = said("demo_signins")
    for person in EVERYBODY:
        assert person.email in words
        assert person.does in words
    assert words.endswith(f"Password for all of them: {PASSWORD}\n")


@pytest.mark.once
def test_the_demo_says_what_the_app_of_its_staff_shows_now():
    with time_machine.travel("2026-06-01T10:00:00Z", tick=False) as clock:
        first = said("demo_signins")
        for person in EVERYBODY:
            is_staff = person.is_operator or person.is_site_moderator
            assert bool(person.totp_secret) == is_staff
            if is_staff:
                assert validate_totp_code(person.totp_secret, code_of(person))
                assert f"{person.does} (code now: {code_of(person)})" in first
        clock.shift(30)
        assert said("demo_signins") != first


@pytest.mark.once
def test_the_cast_is_plainly_made_up():
    assert all(person.email.endswith(".example") for person in EVERYBODY)
    assert len({person.email for person in EVERYBODY}) == len(EVERYBODY)
