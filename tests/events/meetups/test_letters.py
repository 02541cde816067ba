"""What letters about a meetup say: when, on whose clock, what one's part is; and the entry for a calendar."""

from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from django.utils import timezone, translation

from accounts.models import Profile
from accounts.notifications.kinds import KINDS
from accounts.notifications.mail import letter
from accounts.notifications.models import Notification
from accounts.notifications.tasks import spread_news, sweep_reminders
from accounts.permissions import Viewer
from events.meetups.actions import call_off_meetup, leave_meetup, post_meetup
from events.meetups.models import Meetup
from events.meetups.samples import sample_meetup
from events.meetups.wording import day_in_words, when_for_reader
from tests.conftest import join


def when(day, hours, there, yours):
    """The words for a meetup that starts at ``hours`` by the clock ``there``."""
    start = datetime.combine(date.fromisoformat(day), time.fromisoformat(hours), ZoneInfo(there))
    with timezone.override(ZoneInfo(yours)):
        return when_for_reader(start, start + timedelta(hours=1), there)


@pytest.mark.parametrize(
    ("day", "hours", "there", "yours", "words"),
    [
        ("2026-06-16", "18:30", "Europe/Berlin", "Europe/Berlin", ""),
        ("2026-06-16", "18:30", "Europe/Berlin", "Europe/Vienna", ""),
        ("2026-06-16", "18:30", "Europe/Berlin", "Africa/Algiers", "17:30–18:30 (CET)"),
        ("2026-12-15", "18:30", "Europe/Berlin", "Africa/Algiers", ""),
        ("2026-06-16", "18:30", "Europe/Berlin", "UTC", ""),
        ("2026-06-16", "18:30", "Europe/Berlin", "America/New_York", "12:30–13:30 (EDT)"),
        ("2026-06-16", "18:30", "Europe/Berlin", "Asia/Tokyo", "Wednesday 17 June, 01:30–02:30 (JST)"),
        ("2026-06-16", "18:30", "Asia/Tokyo", "America/New_York", "05:30–06:30 (EDT)"),
        ("2026-06-16", "08:00", "Asia/Tokyo", "America/New_York", "Monday 15 June, 19:00–20:00 (EDT)"),
        ("2026-06-16", "18:30", "Europe/Berlin", "Asia/Kolkata", "22:00–23:00 (IST)"),
        ("2026-06-16", "18:30", "Europe/Berlin", "Asia/Tashkent", "21:30–22:30 (UTC+05:00)"),
        # America changes its clocks three weeks before Europe in spring, and a week after it in autumn.
        ("2026-03-07", "18:30", "Europe/Berlin", "America/New_York", "12:30–13:30 (EST)"),
        ("2026-03-08", "18:30", "Europe/Berlin", "America/New_York", "13:30–14:30 (EDT)"),
        ("2026-03-28", "18:30", "Europe/Berlin", "America/New_York", "13:30–14:30 (EDT)"),
        ("2026-03-29", "18:30", "Europe/Berlin", "America/New_York", "12:30–13:30 (EDT)"),
        ("2026-10-24", "18:30", "Europe/Berlin", "America/New_York", "12:30–13:30 (EDT)"),
        ("2026-10-25", "18:30", "Europe/Berlin", "America/New_York", "13:30–14:30 (EDT)"),
        ("2026-10-31", "18:30", "Europe/Berlin", "America/New_York", "13:30–14:30 (EDT)"),
        ("2026-11-01", "18:30", "Europe/Berlin", "America/New_York", "12:30–13:30 (EST)"),
    ],
)
def test_a_letter_tells_the_time_on_both_clocks_where_they_differ(day, hours, there, yours, words):
    place, _semicolon, own = when(day, hours, there, yours).partition("; on your clock ")
    assert own == words
    assert hours in place
    with translation.override("de"):
        assert (when(day, hours, there, yours) == when(day, hours, there, there)) == (not words)


def test_the_place_comes_first_with_its_zone():
    assert (
        when("2026-03-29", "18:30", "Europe/Berlin", "Europe/Berlin") == "Sunday 29 March, 18:30–19:30 (CEST)"
    )
    assert (
        when("2026-03-28", "18:30", "Europe/Berlin", "Europe/Berlin")
        == "Saturday 28 March, 18:30–19:30 (CET)"
    )


def test_a_meetup_over_midnight_of_the_reader_names_both_their_hours():
    assert when("2026-06-16", "17:30", "Europe/Berlin", "Asia/Kolkata").endswith("21:00–22:00 (IST)")
    assert when("2026-06-16", "19:45", "Europe/Berlin", "Asia/Kolkata").endswith("23:15–00:15 (IST)")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-06-16", "Tuesday"),
        ("2026-06-22", "Monday"),
        ("2026-06-10", "Wednesday"),
        ("2026-06-23", "Tuesday 23 June"),
        ("2026-06-09", "Tuesday 9 June"),
        ("2027-01-04", "Monday 4 January"),
    ],
)
def test_a_day_that_could_be_another_is_told_with_its_date(day, words):
    assert day_in_words(date.fromisoformat(day), date(2026, 6, 16)) == words


# ---- The letters ----


@pytest.fixture
def mail_of():
    """The newest letter of one kind to one person, as it would go out now."""

    def read(kind, user):
        spread_news.call()
        rows = Notification.objects.for_letter().filter(kind=f"meetups.{kind}", recipient=user)
        return letter(rows.latest("pk"))

    return read


@pytest.fixture
def text_of(mail_of):
    return lambda kind, user: " ".join(mail_of(kind, user).body.split())


def test_somebody_far_away_reads_both_clocks(meetup, member, organizer, answer, text_of):
    Profile.objects.filter(user=member).update(time_zone="America/New_York")
    answer(meetup, member)
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice")
    words = "Tuesday 16 June, 18:30–19:30 (CEST); on your clock 12:30–13:30 (EDT)"
    assert words in text_of("called_off", member)


@pytest.fixture
def tomorrow(group, organizer, plan):
    """The meetup in two days, so that there is time for both reminders."""
    start = plan()["starts_at"] + timedelta(days=2)
    return post_meetup(
        group, by=Viewer(organizer), **plan(starts_at=start, ends_at=start + timedelta(hours=1))
    )


def test_a_reminder_says_where_and_what_ones_part_is(
    tomorrow, make_user, group, make_spotter, organizer, answer, text_of, clock, runners
):
    Meetup.objects.filter(pk=tomorrow.pk).update(capacity=2)
    tomorrow.place.address = "Gate 4, then left"
    tomorrow.place.save()
    going, waiting, queued = runners(3)
    spotter = make_spotter(join(make_user("leyla"), group, "member"))
    for runner in (going, waiting, queued):
        answer(tomorrow, runner)
    answer(tomorrow, spotter, "spotter")
    clock.move_to(tomorrow.starts_at - timedelta(hours=24))
    sweep_reminders()
    said = {
        going: ("You run, and a spotter is there for you.", "Your lane goes to the next in line."),
        waiting: ("You hold a lane and wait for a spotter.", "Your lane goes to the next in line."),
        queued: ("You are on the waitlist and have no lane yet.", "You leave the waitlist."),
        spotter: ("You spot. 1 runner is going.", "Who leads it is told at once."),
        organizer: (
            "You lead. 1 runner is going. 1 spotter is there. 1 more waits for a spotter.",
            "call it off",
        ),
    }
    for user, words in said.items():
        text = text_of("reminder_day", user)
        assert not [each for each in (*words, "Gate 4, then left", "Home straight") if each not in text], text


def test_a_reminder_promises_no_spotter_who_has_left(
    tomorrow, member, spotter, answer, text_of, clock, organizer
):
    answer(tomorrow, member)
    answer(tomorrow, spotter, "spotter")
    leave_meetup(tomorrow, by=Viewer(spotter))
    clock.move_to(tomorrow.starts_at - timedelta(hours=24))
    sweep_reminders()
    text = text_of("reminder_day", member)
    assert "a spotter is there for you" not in text
    assert "take turns, walk only, or call it off" in text
    assert "1 runner has no spotter" in text_of("reminder_day", organizer)


def test_nobody_is_told_of_a_spotter_who_has_left_since(meetup, member, spotter, answer, mail_of):
    answer(meetup, member)
    answer(meetup, spotter, "spotter")
    assert mail_of("going", member).subject == "You run on Tuesday 18:30: a spotter is there"
    leave_meetup(meetup, by=Viewer(spotter))
    message = mail_of("going", member)
    assert message.subject == "You run on Tuesday 18:30"
    for part in (message.body, message.alternatives[0].content):
        assert "spotter is there" not in part.partition("This letter is about")[0]
        assert "A spotter had to leave." in part


def test_a_reminder_says_that_the_check_of_the_place_ran_out(tomorrow, member, answer, text_of, clock):
    answer(tomorrow, member)
    clock.move_to(tomorrow.starts_at - timedelta(hours=24))
    sweep_reminders()
    sentence = "This date is at risk: The check of Home straight ran out on 17 June."
    assert sentence not in text_of("reminder_day", member)
    tomorrow.zone.expires_on = date(2026, 6, 17)
    tomorrow.zone.save()
    assert sentence in text_of("reminder_day", member)


# ---- The date for the calendar ----


@pytest.fixture
def entry_of(mail_of):
    """The attached entry as it arrives, after a mail server had it: headers, bytes."""

    def read(kind, user):
        arrived = message_from_bytes(mail_of(kind, user).message().as_bytes(), policy=default)
        [file] = arrived.iter_attachments()
        return file, file.get_payload(decode=True)

    return read


def test_the_entry_tells_and_asks_nothing(meetup, member, spotter, organizer, answer, entry_of):
    answer(meetup, member)
    answer(meetup, spotter, "spotter")
    file, content = entry_of("going", member)
    assert file.get_content_type() == "text/calendar"
    assert (file["Content-Type"].params["method"], file.get_content_charset()) == ("PUBLISH", "utf-8")
    assert (file.get_filename(), file.get_content_disposition()) == ("meetup.ics", "attachment")
    calendar = icalendar.Calendar.from_ical(content)
    assert calendar["method"] == "PUBLISH"
    [event] = calendar.walk("VEVENT")
    assert not {"ATTENDEE", "ORGANIZER", "CONTACT", "COMMENT"} & set(event)
    names = [user.profile.display_name for user in (member, spotter, organizer)]
    assert not [name for name in [*names, "@example.org"] if name.encode() in content]


def test_called_off_takes_the_same_entry_out_of_the_calendar(
    meetup, member, spotter, organizer, answer, entry_of, clock
):
    answer(meetup, member)
    answer(meetup, spotter, "spotter")
    _file, before = entry_of("going", member)
    clock.shift(timedelta(minutes=1))
    call_off_meetup(meetup, by=Viewer(organizer), reason="Glatteis auf der Straße")
    _file, after = entry_of("called_off", member)
    [old], [new] = (icalendar.Calendar.from_ical(each).walk("VEVENT") for each in (before, after))
    assert (old["uid"], str(old["status"])) == (new["uid"], "CONFIRMED")
    assert (str(new["status"]), new["sequence"]) == ("CANCELLED", old["sequence"] + 1)
    assert "Glatteis auf der Straße" in new["description"]


@pytest.mark.parametrize("kind", ["going", "called_off"])
def test_another_parser_reads_the_same_moments(meetup, member, spotter, organizer, answer, entry_of, kind):
    answer(meetup, member)
    answer(meetup, spotter, "spotter")
    content = entry_of("going", member)[1]
    if kind == "called_off":
        call_off_meetup(meetup, by=Viewer(organizer), reason="Ice")
        content = entry_of(kind, member)[1]
    calendar = vobject.readOne(content.decode())
    assert calendar.method.value == "PUBLISH"
    assert calendar.vevent.dtstart.value == meetup.starts_at
    assert calendar.vevent.dtend.value == meetup.ends_at
    assert calendar.vevent.status.value == ("CANCELLED" if kind == "called_off" else "CONFIRMED")
    assert calendar.vtimezone.tzid.value == "Europe/Berlin"


@pytest.mark.parametrize("kind", ["offered", "spotter_left", "posted"])
def test_other_letters_bring_no_entry(kind):
    assert KINDS[f"meetups.{kind}"].attachments(None) == []


@pytest.mark.parametrize("kind", ["reminder_day", "reminder_hours"])
@pytest.mark.parametrize(
    ("state", "leads", "comes"), [("going", False, 1), ("waiting", False, 0), (None, True, 1)]
)
def test_a_reminder_brings_the_entry_to_who_comes(kind, state, leads, comes):
    meetup = sample_meetup(my_state=state, i_lead=leads)
    assert len(KINDS[f"meetups.{kind}"].attachments(meetup)) == comes
