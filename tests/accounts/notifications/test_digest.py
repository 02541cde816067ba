"""The weekly letter: Sunday at eight where the person lives, once, and none when nothing happened."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Choice, Notification, Preferences, Profile
from accounts.notifications.digest import GRACE, last_sunday, write_digests
from accounts.notifications.notices import DIGEST
from accounts.notifications.tasks import deliver_due, write_weekly_letters
from accounts.permissions import Viewer
from tests.accounts.notifications.conftest import REFUSED, tell

SUNDAY = datetime(2026, 6, 14, 6, 0, tzinfo=UTC)  # eight in Berlin
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def clock():
    """It is Saturday, the day before."""
    with time_machine.travel(SUNDAY - DAY, tick=False) as traveller:
        yield traveller


def whisper(*people, cause=""):
    return tell(*people, kind="tests.weekly", cause=cause)


def write_hourly(clock, until):
    """The job as it runs, each hour."""
    while timezone.now() < until:
        clock.shift(timedelta(hours=1))
        write_weekly_letters()


def letters():
    return Notification.objects.filter(kind=DIGEST.name).order_by("pk")


# ---- When ----


@pytest.mark.parametrize(
    ("zone", "now", "sunday"),
    [
        ("UTC", (2026, 6, 14, 7, 59), (2026, 6, 7, 8)),
        ("UTC", (2026, 6, 14, 8, 0), (2026, 6, 14, 8)),
        ("UTC", (2026, 6, 20, 23, 0), (2026, 6, 14, 8)),
        ("Europe/Berlin", (2026, 6, 14, 5, 59), (2026, 6, 7, 6)),
        ("Europe/Berlin", (2026, 6, 14, 6, 0), (2026, 6, 14, 6)),
        # Clocks go forward in the night to Sunday 29 March: seven hours after midnight it is eight.
        ("Europe/Berlin", (2026, 3, 29, 5, 59), (2026, 3, 22, 7)),
        ("Europe/Berlin", (2026, 3, 29, 6, 0), (2026, 3, 29, 6)),
        # Clocks go back in the night to Sunday 25 October: nine hours after midnight it is eight.
        ("Europe/Berlin", (2026, 10, 25, 6, 59), (2026, 10, 18, 6)),
        ("Europe/Berlin", (2026, 10, 25, 7, 0), (2026, 10, 25, 7)),
        ("America/New_York", (2026, 3, 8, 11, 59), (2026, 3, 1, 13)),
        ("America/New_York", (2026, 3, 8, 12, 0), (2026, 3, 8, 12)),
        ("America/New_York", (2026, 11, 1, 12, 59), (2026, 10, 25, 12)),
        ("America/New_York", (2026, 11, 1, 13, 0), (2026, 11, 1, 13)),
        # Half a world apart: there it is Sunday when it is Saturday here, and the other way round.
        ("Pacific/Kiritimati", (2026, 6, 13, 18, 0), (2026, 6, 13, 18)),
        ("Pacific/Pago_Pago", (2026, 6, 14, 18, 59), (2026, 6, 7, 19)),
        ("Pacific/Pago_Pago", (2026, 6, 14, 19, 0), (2026, 6, 14, 19)),
        ("Asia/Kathmandu", (2026, 6, 14, 2, 15), (2026, 6, 14, 2, 15)),
    ],
)
def test_the_newest_sunday_at_eight(zone, now, sunday):
    assert last_sunday(zone, datetime(*now, tzinfo=UTC)) == datetime(*sunday, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_through_a_year_there_is_one_letter_a_week_and_always_at_eight(zone, news, member):
    """Told hourly through both changes of the clocks; each week's news are in one letter."""
    Profile.objects.filter(user=member).update(time_zone=zone)
    written = []
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False) as clock:
        while len(written) < 52:
            whisper(member, cause=timezone.now().isoformat())
            clock.move_to(last_sunday(zone, timezone.now()) + WEEK - timedelta(hours=2) + GRACE)
            for _ in range(5):
                if write_digests(DIGEST.name, timezone.now()):
                    written.append(timezone.now())
                clock.shift(timedelta(hours=1))
    assert {moment.astimezone(ZoneInfo(zone)).strftime("%A %H") for moment in written} == {"Sunday 08"}
    assert len({last_sunday(zone, moment) for moment in written}) == letters().count() == 52


def test_the_letter_comes_on_sunday_at_eight_where_the_person_lives(
    clock, news, member, other_member, mailoutbox
):
    Profile.objects.filter(user=other_member).update(time_zone="America/New_York")
    whisper(member, other_member)
    for to, eight in ((member, SUNDAY), (other_member, SUNDAY + timedelta(hours=6))):
        clock.move_to(eight)
        write_weekly_letters()
        assert to.email not in [letter.to[0] for letter in mailoutbox]
        clock.shift(GRACE)
        write_weekly_letters()
        assert to.email in [letter.to[0] for letter in mailoutbox]


# ---- Once, and only of what there is ----


def test_nothing_happened_and_no_letter_comes(clock, news, member, mailoutbox):
    write_hourly(clock, SUNDAY + WEEK + DAY)
    assert mailoutbox == []
    assert (letters().count(), Preferences.objects.count()) == (0, 0)


def test_a_letter_comes_once_however_often_the_hour_is_looked_at(clock, news, member, mailoutbox):
    whisper(member)
    write_hourly(clock, SUNDAY + WEEK + DAY)
    assert [letter.to for letter in mailoutbox] == [[member.email]]


def test_each_line_stands_in_one_letter(clock, news, member, mailoutbox):
    """What is told in the grace after eight waits for the next one."""
    for moment in (SUNDAY - DAY, SUNDAY, SUNDAY + GRACE / 2, SUNDAY + DAY):
        clock.move_to(moment)
        whisper(member, cause=moment.isoformat())
    write_hourly(clock, SUNDAY + WEEK + DAY)
    assert [letter.body.count("has news") for letter in mailoutbox] == [2, 2]


def test_what_was_read_in_the_bell_is_left_out(clock, news, member, mailoutbox):
    whisper(member)
    Notification.objects.update(read_at=timezone.now())
    write_hourly(clock, SUNDAY + DAY)
    assert mailoutbox == []


def test_what_is_read_between_writing_and_sending_is_not_sent(clock, news, member, mailoutbox):
    whisper(member)
    clock.move_to(SUNDAY + GRACE)
    assert write_digests(DIGEST.name, timezone.now()) == 1
    Notification.objects.update(read_at=timezone.now())
    deliver_due.call()
    assert mailoutbox == []


def test_what_may_no_longer_be_read_is_not_in_it(clock, news, member, mailoutbox):
    whisper(member)
    news.hidden_from.add(member.pk)
    write_hourly(clock, SUNDAY + DAY)
    assert mailoutbox == []


def test_what_was_sent_at_once_is_not_told_again(clock, news, member, mailoutbox):
    tell(member)
    write_hourly(clock, SUNDAY + DAY)
    assert letters().count() == 0


def test_the_letter_itself_is_no_line_of_the_bell(clock, news, member):
    whisper(member)
    clock.move_to(SUNDAY + GRACE)
    write_weekly_letters()
    assert Notification.objects.visible_to(Viewer(member)).count() == 1
    assert Notification.objects.unread_count(Viewer(member)) == 1


def test_after_weeks_without_a_worker_one_letter_tells_of_all(clock, news, member, mailoutbox):
    whisper(member, cause="1")
    clock.shift(WEEK)
    whisper(member, cause="2")
    clock.shift(3 * WEEK)
    write_weekly_letters()
    assert [letter.body.count("has news") for letter in mailoutbox] == [2]


def test_who_switched_it_off_and_takes_it_again_is_not_sent_what_was_before(clock, news, member, mailoutbox):
    choice = Choice.objects.create(user=member, kind=DIGEST.name, channel="bell")
    whisper(member, cause="before")
    write_hourly(clock, SUNDAY + DAY)
    choice.delete()
    whisper(member, cause="since")
    write_hourly(clock, SUNDAY + WEEK + DAY)
    assert [letter.body.count("has news") for letter in mailoutbox] == [1]


def test_a_preset_is_kept_when_the_marker_moves(clock, news, member):
    Preferences.objects.create(user=member, preset="important")
    whisper(member)
    clock.move_to(SUNDAY + GRACE)
    write_weekly_letters()
    assert Preferences.objects.values_list("preset", "sent_up_to").get() == ("important", SUNDAY)


# ---- One of them is bad ----


def test_one_bad_address_never_stops_the_letters_of_the_others(
    clock, news, member, other_member, organizer, server, mailoutbox
):
    whisper(member, other_member, organizer)

    def refuse_mira(message):
        if message.to == [member.email]:
            raise REFUSED

    server.before = staticmethod(refuse_mira)
    write_hourly(clock, SUNDAY + DAY)
    assert sorted(letter.to[0] for letter in mailoutbox) == sorted([other_member.email, organizer.email])


def test_a_zone_that_is_unknown_never_stops_the_letters_of_the_others(
    clock, news, member, other_member, mailoutbox, caplog
):
    Profile.objects.filter(user=member).update(time_zone="Atlantis/Capital")
    whisper(member, other_member)
    write_hourly(clock, SUNDAY + DAY)
    assert [letter.to for letter in mailoutbox] == [[other_member.email]]
    assert "weekly letters could not be written: Atlantis/Capital" in caplog.messages
