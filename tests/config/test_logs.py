"""Log lines: one object each, and nothing in them that names a person."""

import json
import logging
import sys

import pytest

from config.logs import JsonFormatter, scrub

pytestmark = pytest.mark.once


def line(message, *args, exc_info=None):
    record = logging.LogRecord("events.meetups", logging.WARNING, __file__, 1, message, args, exc_info)
    return JsonFormatter().format(record)


def test_a_line_is_an_object():
    written = json.loads(line("called off: %s", 3))
    assert written.pop("at")
    assert written == {"level": "WARNING", "logger": "events.meetups", "message": "called off: 3"}


def test_the_hour_has_its_zone():
    assert json.loads(line("x"))["at"][-5] in "+-"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("no mailbox mira@example.org here", "no mailbox [address] here"),
        ("<mira.o'brien+run@mail.example.co.uk>", "<[address]>"),
        ("to=mira@localhost, again", "to=[address], again"),
        (
            "Key (lower(email))=(mira@example.org) already exists",
            "Key (lower(email))=([address]) already exists",
        ),
        ("/me/mira%40example.org/", "/me/[address]/"),
        ("'mira@example.org'", "[address]'"),
        (f"{'m' * 300}@example.org", "[address]"),
        ("müra@exämple.org", "[address]"),
        ("Not Found: /near/?q=Heidelberg&city=3", "Not Found: /near/"),
        ("GET /a?next=/b?c=d HTTP/1.1", "GET /a HTTP/1.1"),
        ("Not Found: /bell/unsubscribe/WyJ4:1xV:Jk-_s/", "Not Found: /bell/unsubscribe/[secret]/"),
        ("/account/password/reset/key/4-d1x-9f/ gone", "/account/password/reset/key/[secret]/ gone"),
        ("Not Found: /calendar/qN1-_x.ics", "Not Found: /calendar/[secret]"),
        (f"Not Found: /calendar/{'q' * 43}", "Not Found: /calendar/[secret]"),
        ("Too Many Requests: /calendar/mine/", "Too Many Requests: /calendar/mine/"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_addresses_and_queries_are_taken_out(said, written):
    assert scrub(said) == written


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_kind_of_newline_forges_a_second_line(end):
    written = line("name %s", f'Mira{end}{{"level": "ERROR"}}')
    assert len(written.splitlines()) == 1
    assert json.loads(written)["level"] == "WARNING"


def test_half_characters_can_be_written():
    assert json.loads(line("\ud83d")) | {"at": ""} != {}
    line("\ud83d").encode("ascii")


def test_an_exception_is_in_its_own_field_and_scrubbed():
    try:
        raise ValueError("cannot reach mira@example.org at https://mail.example.org/send?key=secret")
    except ValueError:
        written = json.loads(line("failed", exc_info=sys.exc_info()))
    assert "ValueError: cannot reach [address] at https://mail.example.org/send" in written["exception"]
    assert "secret" not in written["exception"]


def test_a_long_line_is_scrubbed_in_linear_time():
    """A quadratic search would take hours for this one."""
    assert scrub("a" * 5_000_000) == "a" * 5_000_000
