"""Security headers on every answer, errors too."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from django.urls import path, reverse
from django.utils.csp import build_policy

from config.urls import handler400, handler403, handler404  # noqa: F401  Django looks for them here
from config.urls import urlpatterns as all_urls
from tests.crawl import collected_log, everything
from tests.guards.violation import told
from tests.world import build, settled_time

pytestmark = pytest.mark.once

POLICY = build_policy(settings.SECURE_CSP)
PHOTO_POLICY = "default-src 'none'; sandbox"
PHOTOS = ("groups:cover", "people:photo", "places:photo", "stories:photo")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}
# Whoever has the address can act on it, so it goes to no other site, and into no list.
SECRET_ADDRESSES = {
    "notifications:unsubscribe": {
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
    },
}
SECRET_ADDRESSES["calendars:feed"] = SECRET_ADDRESSES["notifications:unsubscribe"] | {
    "Cache-Control": "private, no-store"
}
SECRET_ADDRESSES["groups:invited"] = SECRET_ADDRESSES["notifications:unsubscribe"] | {
    "Referrer-Policy": "strict-origin"  # no path; a form sent without any would be refused as another site's
}


def fails(request):
    raise RuntimeError("meant to fail")


def is_suspicious(request):
    raise SuspiciousOperation


fails.login_required = is_suspicious.login_required = False
urlpatterns = [*all_urls, path("fails/", fails), path("suspicious/", is_suspicious)]


def faults(
    name: str, headers: dict[str, str], policy: str = POLICY, wanted: dict[str, str] = HEADERS
) -> list[str]:
    return [
        f"{name}: header: {header} is {headers.get(header)!r}"
        for header, value in (wanted | {"Content-Security-Policy": policy}).items()
        if headers.get(header) != value
    ]


def policy_of(page) -> str:
    """The site's policy. A photo has a stricter one; a letter may have the one style it is sent with."""
    if page.status == 200 and page.address.name in PHOTOS:
        return PHOTO_POLICY
    if page.status == 200 and page.address.name == "style_notice":
        [style] = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
        known = b64encode(sha256(style.encode()).digest()).decode()
        return POLICY.replace("style-src 'self';", f"style-src 'sha256-{known}';")
    return POLICY


def test_policy_allows_nothing_inline():
    assert not [word for word in ("unsafe", "nonce", "*", "http:", "blob:") if word in POLICY]
    assert POLICY.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


@pytest.mark.django_db
def test_every_answer_has_the_security_headers():
    wrong = []
    for page in everything().pages:
        wanted = HEADERS | SECRET_ADDRESSES.get(page.address.name, {})
        wrong += faults(str(page), page.headers, policy_of(page), wanted)
    assert told(wrong) == ""


@pytest.mark.django_db
def test_what_signed_in_people_see_is_kept_by_no_cache():
    """But for a picture that strangers may see, which each reader's browser asks for again."""
    wrong = [
        f"{page}: header: Cache-Control is {page.headers.get('Cache-Control')!r}"
        for page in everything().pages
        if page.role != "anonymous"
        and not {"private", "no-store"} <= set(page.headers.get("Cache-Control", "").split(", "))
        and page.headers.get("Cache-Control") != "public, no-cache"
    ]
    kept = {
        str(page.address) for page in everything().pages if "public" in page.headers.get("Cache-Control", "")
    }
    assert told(wrong) == ""
    assert kept == {
        "groups:cover own",
        "meetups:card ahead",
        "meetups:card called_off",
        "meetups:card past",
        "places:photo checked",
        "stories:photo public",
    }


@pytest.mark.django_db
def test_cookies_are_for_this_site_only_and_scripts_cannot_read_the_session():
    flags = {
        (name, bool(morsel["httponly"]), morsel["samesite"], morsel["path"])
        for page in everything().pages
        for name, morsel in page.cookies.items()
        if morsel.value
    }
    assert flags <= {
        ("session", True, "Lax", "/"),
        ("csrf", False, "Lax", "/"),
        ("messages", True, "Lax", "/"),
    }


@pytest.fixture
def errors(db):
    """One answer for each kind of error."""
    with settled_time() as clock, collected_log():
        world = build(clock)
        author, member = world.client("author"), world.client("member")
        strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
        own, ahead = world.subjects["group"]["own"], world.subjects["meetup"]["ahead"]
        answer = [member.post(reverse("meetups:answer", args=ahead), {"part": "leave"}) for _ in range(32)]
        found = {
            "400 host": strict.get("/", headers={"host": "evil.example"}),
            "400": strict.get("/suspicious/"),
            "403": member.get(reverse("groups:edit", args=own)),
            "403 form": strict.post(reverse("account_login"), {}),
            "404": strict.get("/nowhere/"),
            "404 file": strict.get("/static/nowhere.css"),
            "405": member.get(reverse("groups:join", args=own)),
            "409": author.post(reverse("stories:withdraw", args=world.subjects["story"]["public"])),
            "429": answer[-1],
            "500": strict.get("/fails/"),
            "200 file": strict.get("/static/site/base.css"),
        }
        for response in found.values():
            response.close()
        return found


@pytest.mark.urls(__name__)
def test_every_error_has_the_security_headers(errors):
    assert {name: str(answer.status_code) for name, answer in errors.items()} == {
        name: name[:3] for name in errors
    }
    assert (
        told(fault for name, answer in errors.items() for fault in faults(name, dict(answer.headers))) == ""
    )


def test_cookies_of_a_public_site_travel_by_https_only():
    names = """
        SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY
        SESSION_COOKIE_SAMESITE CSRF_COOKIE_SAMESITE SECURE_HSTS_SECONDS SECURE_SSL_REDIRECT
    """.split()  # noqa: SIM905
    code = f"from config import settings; print([getattr(settings, name) for name in {names}])"
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "DATA_DIR") if name in os.environ}
    environment |= {
        "SITE_URL": "https://run.example.org",
        "SECRET_KEY": "k" * 50,
        "MAIL_FROM": "a@example.org",
        "SMTP_HOST": "mail.example.org",
    }
    printed = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=settings.BASE_DIR,
        text=True,
        capture_output=True,
        check=True,
    ).stdout
    expected = ["__Host-session", "__Host-csrf", True, True, True, "Lax", "Lax", 31_536_000, True]
    assert printed.strip() == str(expected)
