"""Series in feeds: what calendar programs make of them is what we made, no more and no less."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Viewer
from events.meetups.actions import call_off_meetup
from events.meetups.feeds.actions import make_feed
from events.meetups.models import Audience, Meetup
from events.meetups.series.models import Series
from tests.events.meetups.feeds.judges import by_ical_js, by_icalendar, by_recurring_ical_events, by_vobject

ZONES = [
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Tokyo",
]
FIRST = date(2026, 6, 2)
THREE_YEARS = timedelta(days=3 * 365)


@pytest.fixture
def make_series(group, organizer, make_zone):
    """A series and its dates up to a day: ``make_series("FREQ=WEEKLY;BYDAY=TU", until=…)``."""

    def make(
        rule="FREQ=WEEKLY;BYDAY=TU",
        *,
        until=date(2026, 8, 11),
        time_zone="Europe/Berlin",
        clock=time(18, 30),
        first_on=FIRST,
        **changes,
    ) -> Series:
        zone = make_zone(time_zone=time_zone)
        shared = {
            "group": group,
            "place": zone.place,
            "zone": zone,
            "title": changes.pop("title", "Tuesdays"),
            "session": "straight",
            "capacity": 4,
            "time_zone": time_zone,
            "leader": organizer,
            "audience": changes.pop("audience", Audience.PUBLIC),
        }
        series = Series.objects.create(
            rule=rule,
            first_on=first_on,
            starts_clock=clock,
            minutes=60,
            made_until=until,
            **shared,
            **changes,
        )
        fill(series, shared, until)
        return series

    return make


def fill(series: Series, shared: dict, until: date) -> None:
    """Make the dates as the job does."""
    recurrence = series.recurrence
    days = recurrence.days(series.first_on, until)
    skipped = set(recurrence.skipped(days))
    for day in days:
        if day not in skipped:
            starts = recurrence.moment(day)
            ends = starts + timedelta(minutes=60)
            Meetup.objects.create(
                series=series,
                occurrence_on=day,
                starts_at=starts,
                ends_at=ends,
                runners_per_spotter=1,
                **shared,
            )


@pytest.fixture
def feed(client, member, group):
    """The bytes of a calendar: ``feed()`` of the group, as a member reads it."""

    def read(of=group, by=member) -> bytes:
        response = client.get(f"/calendar/{make_feed(of, by=Viewer(by))[1]}.ics")
        assert response.status_code == 200
        return response.content

    return read


def masters(ics: bytes) -> list[icalendar.Event]:
    return [event for event in icalendar.Calendar.from_ical(ics).walk("VEVENT") if "rrule" in event]


def overrides(ics: bytes) -> list[icalendar.Event]:
    return [event for event in icalendar.Calendar.from_ical(ics).walk("VEVENT") if "recurrence-id" in event]


def made() -> list[tuple[float, float, str, str]]:
    """What the site holds."""
    return sorted(
        (
            meetup.starts_at.timestamp(),
            meetup.ends_at.timestamp(),
            f"Called off: {meetup.title}" if meetup.is_called_off else meetup.title,
            "CANCELLED" if meetup.is_called_off else "CONFIRMED",
        )
        for meetup in Meetup.objects.all()
    )


BEGIN = datetime(2026, 5, 1, tzinfo=UTC)


def judged(ics: bytes, until: datetime, tmp_path) -> list[tuple[float, float, str, str]]:
    """What the judges say, who agree."""
    found = by_recurring_ical_events(ics, BEGIN, until)
    assert by_ical_js(ics, BEGIN, until, tmp_path) == found
    assert by_vobject(ics) == by_icalendar(ics)
    return found


AFTER_LAST = datetime(2026, 8, 12, tzinfo=UTC)


def test_a_regular_series_is_one_event_with_a_rule(make_series, feed, tmp_path):
    series = make_series()
    ics = feed()
    (event,) = icalendar.Calendar.from_ical(ics).walk("VEVENT")
    assert str(event["uid"]) == f"{series.public_id}@meetups.backstride"
    assert event["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"
    assert (event["dtstart"].params["TZID"], str(event["class"])) == ("Europe/Berlin", "PRIVATE")
    assert judged(ics, AFTER_LAST, tmp_path) == made()


def test_after_the_dates_that_are_made_the_rule_goes_on(make_series, feed, tmp_path):
    make_series()
    found = judged(feed(), datetime(2026, 10, 1, tzinfo=UTC), tmp_path)
    assert len(found) == len(made()) + 7


def test_left_out_and_extra_days(make_series, feed, tmp_path):
    make_series(left_out=["2026-06-23", "2026-09-01"], extra_dates=["2026-06-25", "2026-09-03"])
    ics = feed()
    assert judged(ics, AFTER_LAST, tmp_path) == made()
    (event,) = masters(ics)
    assert b"20260901" in event["exdate"].to_ical()
    assert b"20260903" in event["rdate"].to_ical()


def test_called_off_moved_and_renamed_dates_stand_for_themselves(make_series, feed, organizer, tmp_path):
    series = make_series()
    off, moved, renamed = Meetup.objects.order_by("starts_at")[3:6]
    call_off_meetup(off, by=Viewer(organizer), reason="Ice")
    later = {"starts_at": moved.starts_at + timedelta(days=2), "ends_at": moved.ends_at + timedelta(days=2)}
    Meetup.objects.filter(pk=moved.pk).update(sequence=1, **later)
    Meetup.objects.filter(pk=renamed.pk).update(sequence=1, title="By lantern")
    ics = feed()
    assert judged(ics, AFTER_LAST, tmp_path) == made()
    assert {str(event["uid"]) for event in overrides(ics)} == {f"{series.public_id}@meetups.backstride"}
    assert sorted((str(event["recurrence-id"].dt.date()), event["sequence"]) for event in overrides(ics)) == [
        ("2026-06-23", 1),
        ("2026-06-30", 1),
        ("2026-07-07", 1),
    ]


def test_a_day_that_could_not_be_made_is_left_out(make_series, feed, tmp_path):
    make_series()
    Meetup.objects.order_by("-starts_at")[0].delete()
    assert judged(feed(), AFTER_LAST, tmp_path) == made()


def test_a_rule_that_was_changed_keeps_the_old_dates(make_series, feed, tmp_path):
    """Dates on days that the rule has no more stand by themselves."""
    series = make_series()
    last = Meetup.objects.latest("starts_at").occurrence_on
    Series.objects.filter(pk=series.pk).update(rule="FREQ=WEEKLY;BYDAY=TH", made_until=last)
    ics = feed()
    assert judged(ics, AFTER_LAST, tmp_path) == made()
    assert overrides(ics) == []


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYDAY=TU;COUNT=8", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260721"])
def test_a_rule_with_an_end_ends(make_series, feed, tmp_path, rule):
    make_series(rule)
    assert len(judged(feed(), datetime(2027, 1, 1, tzinfo=UTC), tmp_path)) == len(made()) == 8


def test_a_series_that_was_ended_goes_no_farther_than_its_dates(make_series, feed, tmp_path):
    make_series(ended_at=datetime(2026, 6, 15, tzinfo=UTC))
    ics = feed()
    assert judged(ics, datetime(2027, 1, 1, tzinfo=UTC), tmp_path) == made()
    assert b"UNTIL=20260811T163000Z" in ics


def test_an_old_series_begins_with_what_the_calendar_shows(make_series, feed, clock, tmp_path):
    make_series("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=40", until=date(2027, 12, 1))
    clock.move_to(datetime(2027, 6, 1, 12, tzinfo=UTC))
    ics = feed()
    shown = [row for row in made() if row[0] > datetime(2027, 3, 3, 12, tzinfo=UTC).timestamp()]
    assert judged(ics, datetime(2029, 1, 1, tzinfo=UTC), tmp_path) == shown
    assert masters(ics)[0]["rrule"]["COUNT"][0] < 40


@pytest.mark.parametrize("time_zone", ZONES)
@pytest.mark.parametrize("clock_there", [time(0, 30), time(2, 30), time(18, 30)])
def test_three_years_in_ten_zones(make_series, feed, tmp_path, time_zone, clock_there):
    """A daily series of which few dates are made: the judges find what we would make, to the second."""
    series = make_series(
        "FREQ=DAILY;INTERVAL=1", until=FIRST + timedelta(days=21), time_zone=time_zone, clock=clock_there
    )
    recurrence = series.recurrence
    days = recurrence.days(FIRST, FIRST + THREE_YEARS)
    skipped = set(recurrence.skipped(days))
    expected = [recurrence.moment(day).timestamp() for day in days if day not in skipped]
    last = datetime.combine(days[-1], clock_there, ZoneInfo(time_zone)) + timedelta(minutes=1)
    found = judged(feed(), last, tmp_path)
    assert [start for start, *_rest in found] == expected
    assert {end - start for start, end, *_rest in found} == {3600}


def test_of_an_hour_that_comes_twice_the_second_is_meant_if_we_say_so(make_series, feed, tmp_path):
    series = make_series("FREQ=DAILY", until=FIRST + timedelta(days=3), clock=time(2, 30), fold=1)
    october = date(2026, 10, 25)
    expected = [series.recurrence.moment(october + timedelta(days=n)).timestamp() for n in (-1, 0, 1)]
    found = judged(feed(), datetime(2026, 10, 26, 12, tzinfo=UTC), tmp_path)
    assert [row[0] for row in found[-3:]] == expected
    assert expected[1] - expected[0] == 25 * 3600


def test_dates_that_a_reader_may_not_read_are_left_out(make_series, feed, outsider, member, tmp_path):
    make_series()
    hidden = Meetup.objects.order_by("starts_at")[2]
    Meetup.objects.filter(pk=hidden.pk).update(audience=Audience.GROUP)
    found = judged(feed(by=outsider), AFTER_LAST, tmp_path)
    assert found == [row for row in made() if row[0] != hidden.starts_at.timestamp()]
    assert judged(feed(by=member), AFTER_LAST, tmp_path) == made()


def test_a_series_for_members_is_nothing_to_others(make_series, feed, outsider, member):
    make_series(audience=Audience.GROUP, title="Among us")
    assert b"VEVENT" not in feed(by=outsider)
    (event,) = masters(feed(by=member))
    assert (str(event["location"]), "geo" in event) == ("Heidelberg, Germany", False)


def test_ones_own_calendar_has_dates_by_themselves(make_series, feed, organizer):
    """Some of a series' dates are no series: each keeps the UID of its own file and letters."""
    make_series()
    ics = feed(of=None, by=organizer)
    uids = {str(event["uid"]) for event in icalendar.Calendar.from_ical(ics).walk("VEVENT")}
    assert masters(ics) == []
    assert uids <= {f"{meetup.public_id}@meetups.backstride" for meetup in Meetup.objects.all()}


def test_a_place_shows_the_series_held_there_and_dates_moved_to_it(make_series, feed, make_zone, tmp_path):
    series = make_series()
    elsewhere = make_zone("Meadow")
    moved = Meetup.objects.order_by("starts_at")[3]
    Meetup.objects.filter(pk=moved.pk).update(place=elsewhere.place, zone=elsewhere, sequence=1)
    here, there = feed(of=series.place), feed(of=elsewhere.place)
    stays = [row for row in made() if row[0] != moved.starts_at.timestamp()]
    assert judged(here, AFTER_LAST, tmp_path) == stays
    assert [row[0] for row in judged(there, AFTER_LAST, tmp_path)] == [moved.starts_at.timestamp()]


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.GROUP])
def test_a_series_leads_to_its_own_page(make_series, feed, client_of, member, settings, audience):
    make_series(audience=audience)
    (event,) = masters(feed())
    page = client_of(member).get(str(event["url"]).removeprefix(settings.SITE_URL))
    assert (page.status_code, page.context["series"]) == (200, Series.objects.get())


def test_each_zone_is_told_once_and_nobody_is_named(make_series, feed, organizer):
    for time_zone in ("Europe/Berlin", "Europe/Berlin", "America/New_York"):
        make_series(time_zone=time_zone)
    ics = feed().decode()
    assert ics.count("BEGIN:VTIMEZONE") == 2
    assert not {"ATTENDEE", "ORGANIZER", "CONTACT"} & {
        line.split(";")[0].split(":")[0] for line in ics.split("\r\n")
    }
    assert organizer.profile.display_name not in ics
    assert "@example.org" not in ics


def test_two_hundred_dates_cost_as_many_queries_as_two(make_series, member, group, client):
    path = f"/calendar/{make_feed(group, by=Viewer(member))[1]}.ics"

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        asked = [one["sql"] for one in found if one["sql"].startswith("SELECT")]
        return len([one for one in asked if "django_cache" not in one])

    make_series(until=FIRST + timedelta(days=7))
    few = queries()
    make_series("FREQ=DAILY", until=FIRST + timedelta(days=200), title="Daily")
    assert queries() == few <= 6
