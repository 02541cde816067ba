"""The site as it is deployed: a process of its own, with an environment as docs/deploy.md asks for."""

import os
import secrets
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.once
PATIENCE = 300  # seconds, on a machine that is busy with other things


@pytest.fixture
def manage(tmp_path):
    """Run a command in production's environment, and return its code and what it said."""
    secret = {"SITE_URL": "https://run.example.org", "SECRET_KEY": secrets.token_urlsafe(48)}
    mail = {"SMTP_HOST": "mail.example.org", "MAIL_FROM": "hello@example.org", "TRUSTED_PROXIES": "1"}

    def run(*words, **changes):
        env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)} | secret | mail | changes
        done = subprocess.run(
            [sys.executable, "-W", "error::DeprecationWarning:config", "manage.py", *words],
            cwd=settings.BASE_DIR,
            env=env,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_the_deployment_check_finds_nothing(manage):
    code, words = manage("check", "--deploy", "--fail-level", "WARNING", "--database", "default")
    assert "System check identified no issues" in words
    assert code == 0


def test_a_half_made_configuration_does_not_start_and_says_why(manage):
    code, words = manage("check", MAIL_FROM="", SECRET_KEY="")
    assert code == 1
    assert words.splitlines() == [
        "SECRET_KEY is missing: set it to a long random text and keep it secret.",
        "MAIL_FROM is missing: give the address that mail is sent from.",
    ]


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ("DATABASES['default']['OPTIONS'] = {}", "config.E001"),
        ("CACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}}", "config.E004"),
    ],
)
def test_settings_that_were_seen_to_lose_data_do_not_start(manage, tmp_path, broken, error):
    (tmp_path / "worse.py").write_text(f"from config.settings import *\n{broken}\n")
    code, words = manage("check", DJANGO_SETTINGS_MODULE="worse", PYTHONPATH=str(tmp_path))
    assert code == 1
    assert error in words
