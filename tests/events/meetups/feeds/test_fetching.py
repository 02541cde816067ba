"""A calendar program that has nothing but the address: what it gets, and when it gets nothing any more."""

import io
import json
import logging
import re
from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Viewer
from community.groups.actions import leave_group
from community.groups.bans import lift_ban, remove_member
from community.groups.models import Ban, Group, Membership, Visibility
from config.logs import JsonFormatter
from events.meetups.actions import call_off_meetup, leave_meetup
from events.meetups.feeds.actions import make_feed, remove_feed, reset_feed
from events.meetups.feeds.models import CalendarFeed
from events.meetups.feeds.secret import digest_of
from events.meetups.models import Audience, Meetup


def test_an_address_opens_the_calendar_without_signing_in(address_of, fetch, meetup, member, group):
    status, headers, body = fetch(address_of(member, group))
    assert (status, headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    calendar = icalendar.Calendar.from_ical(body)
    assert [str(event["uid"]) for event in calendar.walk("VEVENT")] == [
        f"{meetup.public_id}@meetups.backstride"
    ]
    assert str(calendar["x-wr-calname"]) == str(calendar["name"]) == group.name


def test_the_answer_is_kept_by_no_cache_and_told_to_nobody(address_of, fetch, meetup, member, group):
    secret = address_of(member, group)
    for asked in (secret, "made-up"):
        headers = fetch(asked)[1]
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "Set-Cookie" not in headers


def test_a_program_that_has_the_dates_is_told_that_nothing_changed(
    address_of, fetch, meetup, member, organizer, group
):
    secret = address_of(member, group)
    tag = fetch(secret)[1]["ETag"]
    status, headers, body = fetch(secret, **{"If-None-Match": tag})
    assert (status, body, headers["Cache-Control"]) == (304, b"", "private, no-store")
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice")
    status, headers, body = fetch(secret, **{"If-None-Match": tag})
    assert (status, headers["ETag"] != tag, b"STATUS:CANCELLED" in body) == (200, True, True)


def test_head_says_the_same_and_sends_nothing(address_of, fetch, meetup, member, group):
    secret = address_of(member, group)
    status, headers, body = fetch(secret, method="HEAD")
    assert (status, headers["ETag"], body) == (200, fetch(secret)[1]["ETag"], b"")


def test_an_address_only_reads(address_of, fetch, meetup, member):
    assert fetch(address_of(member), method="PUT")[0] in (403, 405)


def test_what_opens_nothing_is_always_the_same(fetch, meetup, member, group):
    """Never made, reset, removed, revoked, of somebody who may not read: nobody learns which."""
    reset, removed, revoked, unreadable = (make_feed(group, by=Viewer(member)) for _ in range(4))
    reset_feed(reset[0], by=Viewer(member))
    remove_feed(removed[0], by=Viewer(member))
    CalendarFeed.objects.filter(pk=revoked[0].pk).update(revoked_at=timezone.now())
    hidden = make_feed(Group.objects.create(**PRIVATE, founder=member), by=Viewer(member))
    answers = {
        (status, *sorted((name, value) for name, value in headers.items() if name != "Date"), body)
        for status, headers, body in map(
            fetch, ["x" * 43, "made-up", reset[1], removed[1], revoked[1], hidden[1]]
        )
    }
    assert [answer[0] for answer in answers] == [404]
    assert fetch(unreadable[1])[0] == 200


PRIVATE = {
    "slug": "closed",
    "name": "Closed",
    "visibility": Visibility.PRIVATE,
    "city_label": "Heidelberg, Germany",
    "time_zone": "Europe/Berlin",
    "latitude": 49.4,
    "longitude": 8.7,
}


def test_after_a_reset_only_the_new_address_opens(titles, meetup, member, group):
    feed, old = make_feed(group, by=Viewer(member))
    new = reset_feed(feed, by=Viewer(member))
    assert (titles(old), titles(new)) == (404, [meetup.title])


def test_who_leaves_reads_what_strangers_read(address_of, titles, plan, meetup, member, group):
    secret = address_of(member, group)
    inside = Meetup.objects.create(**like(meetup, audience=Audience.GROUP, title="Among us"))
    assert sorted(titles(secret)) == sorted([inside.title, meetup.title])
    leave_group(group, by=Viewer(member))
    assert titles(secret) == [meetup.title]


def like(meetup, **changes):
    names = "group_id place_id zone_id session starts_at ends_at time_zone capacity leader_id"
    return {name: getattr(meetup, name) for name in names.split()} | changes


def test_who_leaves_a_private_group_reads_nothing(address_of, titles, meetup, member, group):
    secret = address_of(member, group)
    Group.objects.filter(pk=group.pk).update(visibility=Visibility.PRIVATE)
    Meetup.objects.update(audience=Audience.GROUP)
    assert titles(secret) == [meetup.title]
    leave_group(group, by=Viewer(member))
    assert titles(secret) == 404


def test_who_is_banned_reads_none_of_its_dates(address_of, titles, meetup, member, organizer, group):
    secrets = [address_of(member, of) for of in (group, meetup.place, None)]
    assert [titles(secret) for secret in secrets] == [[meetup.title], [meetup.title], []]
    Ban.objects.create(group=group, user=member, email_hash="x", banned_by=organizer)
    assert [titles(secret) for secret in secrets] == [404, [], []]


def test_an_address_ends_with_the_ban_for_good(address_of, titles, meetup, member, organizer, group):
    """Who was banned as a member, and comes back, makes a new one."""
    secret = address_of(member, group)
    member_of = Membership.objects.get(group=group, user=member)
    remove_member(member_of, by=Viewer(organizer), reason="You ran alone.", is_final=True)
    assert titles(secret) == 404
    lift_ban(Ban.objects.get(user=member), by=Viewer(organizer))
    assert titles(secret) == 404
    assert titles(address_of(member, group)) == [meetup.title]


@pytest.mark.parametrize("change", [{"is_active": False}, {"leaving_at": timezone.now()}])
def test_an_account_that_is_out_of_use_reads_nothing(address_of, titles, meetup, member, group, change):
    secret = address_of(member, group)
    type(member).objects.filter(pk=member.pk).update(**change)
    assert titles(secret) == 404


def test_a_called_off_date_stays_and_says_so(address_of, fetch, meetup, member, organizer, group):
    secret = address_of(member, group)
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice")
    (event,) = icalendar.Calendar.from_ical(fetch(secret)[2]).walk("VEVENT")
    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 1)
    assert str(event["summary"]) == "Called off: First steps Tuesday"


def test_a_moved_date_keeps_its_uid(address_of, fetch, meetup, member, group):
    secret = address_of(member, group)
    (before,) = icalendar.Calendar.from_ical(fetch(secret)[2]).walk("VEVENT")
    later = {
        "starts_at": meetup.starts_at + timedelta(hours=1),
        "ends_at": meetup.ends_at + timedelta(hours=1),
    }
    Meetup.objects.filter(pk=meetup.pk).update(sequence=1, **later)
    (after,) = icalendar.Calendar.from_ical(fetch(secret)[2]).walk("VEVENT")
    assert (after["uid"], after["sequence"]) == (before["uid"], 1)
    assert after["dtstart"].dt - before["dtstart"].dt == timedelta(hours=1)


def test_a_declined_date_is_not_in_ones_own(address_of, titles, meetup, answer, spotter):
    answer(meetup, spotter, "spotter")
    secret = address_of(spotter)
    assert titles(secret) == [meetup.title]
    leave_meetup(meetup, by=Viewer(spotter))
    assert titles(secret) == []


def test_the_secret_is_long_and_only_its_digest_is_kept(member):
    feed, secret = make_feed(None, by=Viewer(member))
    assert len(secret) == 43
    row = CalendarFeed.objects.filter(pk=feed.pk).values().get()
    assert row["digest"] == digest_of(secret)
    assert secret not in str(row)


def page_of_address(client, of, nonce):
    html = client.post(of, {"nonce": nonce}).content.decode()
    return re.search(r"/calendar/([\w-]{43})\.ics", html)[1]


def test_a_button_pressed_twice_makes_one_address_and_shows_it_twice(
    client_of, member, titles, meetup, group
):
    client, of = client_of(member), reverse("calendars:of_group", args=[group.slug])
    page = client.get(reverse("groups:detail", args=[group.slug])).content.decode()
    nonce = re.search(r'name="nonce" value="([\w-]{22})"', page)[1]
    first, second = (page_of_address(client, of, nonce) for _ in range(2))
    assert first == second
    assert (CalendarFeed.objects.count(), titles(first)) == (1, [meetup.title])
    assert page_of_address(client, of, "n" * 22) != first


def test_the_button_of_an_old_page_makes_no_address_anew_that_was_removed(client_of, member, clock):
    client, of = client_of(member), reverse("calendars:mine")
    first = page_of_address(client, of, "n" * 22)
    remove_feed(CalendarFeed.objects.get(), by=Viewer(member))
    clock.shift(timedelta(minutes=5))
    assert page_of_address(client, of, "n" * 22) != first


@pytest.mark.parametrize("end", ["remove", "reset", "revoke"])
def test_the_button_pressed_again_brings_no_ended_address_back(client_of, member, group, fetch, end):
    client, of = client_of(member), reverse("calendars:of_group", args=[group.slug])
    first = page_of_address(client, of, "n" * 22)
    feed = CalendarFeed.objects.get()
    if end == "remove":
        remove_feed(feed, by=Viewer(member))
    elif end == "reset":
        reset_feed(feed, by=Viewer(member))
    else:
        CalendarFeed.objects.revoke_of_group(group.pk, member.pk)
    second = page_of_address(client, of, "n" * 22)
    assert (fetch(first)[0], fetch(second)[0]) == (404, 200)


def test_forms_of_two_people_make_two_addresses(client_of, member, other_member):
    of = reverse("calendars:mine")
    assert page_of_address(client_of(member), of, "n" * 22) != page_of_address(
        client_of(other_member), of, "n" * 22
    )


@pytest.fixture
def log():
    """What our server writes, by the handler and the format it writes with when it serves others."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    before, level = root.handlers, root.level
    root.handlers = [handler]
    root.setLevel(logging.DEBUG)
    yield lines
    root.handlers = before
    root.setLevel(level)


def test_no_secret_reaches_the_log(address_of, fetch, log, client, meetup, member, group, monkeypatch):
    """Found, not found, refused, asked too often, and failing: all that a server says of a request."""
    secret, wrong = address_of(member, group), "w" * 43
    assert (fetch(secret)[0], fetch(wrong)[0], fetch(secret, method="POST")[0]) == (200, 404, 403)
    client.raise_request_exception = False
    assert [client.get(f"/calendar/{wrong}.ics").status_code for _ in range(61)][-1] == 429

    def fail(*_args):
        raise RuntimeError(f"cannot write /calendar/{secret}.ics")

    monkeypatch.setattr("events.meetups.feeds.views.calendar_of", fail)
    assert client.get(f"/calendar/{secret}.ics").status_code == 500
    written = log.getvalue()
    assert (secret in written, wrong in written) == (False, False)
    said = [json.loads(line) for line in written.splitlines()]
    assert {"django.request", "django.server"} <= {line["logger"] for line in said}
    assert any("/calendar/[secret]" in line.get("exception", "") for line in said)


def test_a_program_that_asks_all_the_time_is_told_to_wait(address_of, client, meetup, member):
    address = f"/calendar/{address_of(member)}.ics"
    assert {client.get(address).status_code for _ in range(60)} == {200}
    assert client.get(address).status_code == 429
    assert client.get("/calendar/another.ics").status_code == 404
