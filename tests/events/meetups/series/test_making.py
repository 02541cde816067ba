"""Dates are made eight weeks ahead, each once, and a day that will not do is told once."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.notifications.models import Announcement, Reminder
from accounts.permissions import Refused, Viewer
from community.groups.actions import leave_group
from community.groups.models import Membership
from events.meetups.actions import post_meetup
from events.meetups.models import Leading, Meetup
from events.meetups.series.batches import make_all
from events.meetups.series.models import Series
from events.meetups.series.notices import STUCK
from events.meetups.series.privacy import stay
from events.meetups.series.recurrence import parse
from events.places.models import Place, Zone
from tests.events.meetups.conftest import BERLIN, NOW


def told(kind):
    return list(Announcement.objects.filter(kind=kind).values_list("target", flat=True))


def test_dates_of_the_next_eight_weeks_are_there_at_once(series, dates):
    assert len(dates(series)) == 9
    assert dates(series)[0] == "06-16 18:30"
    assert dates(series)[-1] == "08-11 18:30"


def test_the_group_hears_of_a_series_once_and_of_no_date(series):
    assert told("series.posted") == [series.public_id]
    assert told("meetups.posted") == []


def test_a_date_is_what_its_series_says(series, on, zone, organizer):
    row = on(series, date(2026, 6, 23))
    assert (row.title, row.zone, row.capacity, row.runners_per_spotter) == (
        "First steps Tuesday",
        zone,
        2,
        1,
    )
    assert row.ends_at - row.starts_at == timedelta(hours=1)
    assert (row.leader, list(Leading.objects.filter(meetup=row).people())) == (organizer, [organizer.pk])
    assert Reminder.objects.filter(target=row.public_id, recipient=organizer).count() == 2


def test_the_job_adds_what_comes_nearer_and_nothing_twice(series, dates, clock):
    assert make_all() == 0
    clock.move_to(NOW + timedelta(days=7))
    assert [make_all(), make_all()] == [1, 0]
    assert dates(series)[-1] == "08-18 18:30"


def test_after_months_without_the_job_what_is_over_is_not_made(series, dates, clock):
    clock.move_to(NOW + timedelta(weeks=30))
    Zone.objects.update(expires_on=date(2028, 1, 1))
    Place.objects.update(kind="hall")
    make_all()
    assert dates(series)[8:10] == ["08-11 18:30", "01-12 18:30"]


def test_a_date_less_than_five_minutes_ahead_is_left_out(post, dates):
    almost = post(hour=9, minute=4).series
    assert dates(almost)[0] == "06-23 09:04"
    assert dates(post(hour=9, minute=6, title="Later", leaders=None).series)[0] == "06-16 09:06"


def test_the_clock_at_the_place_counts_when_the_clocks_change(post, on, clock):
    clock.move_to(datetime(2026, 10, 20, 9, tzinfo=BERLIN))
    made = post(day=date(2026, 10, 20), hour=12).series
    before, after = on(made, date(2026, 10, 20)), on(made, date(2026, 10, 27))
    assert [f"{row.starts_at:%H:%M}" for row in (before, after)] == ["10:30", "11:30"]
    assert [f"{row.local_start:%H:%M}" for row in (before, after)] == ["12:30", "12:30"]


def test_a_day_after_the_check_ran_out_is_not_posted_told_once_and_tried_again(
    series, organizer, zone, clock
):
    Zone.objects.filter(pk=zone.pk).update(expires_on=date(2026, 8, 16))
    for days in (7, 8, 14):
        clock.move_to(NOW + timedelta(days=days))
        make_all()
    fresh = Series.objects.get(pk=series.pk)
    assert fresh.unmade == ["2026-08-18", "2026-08-25"]
    assert told("series.stuck") == [series.public_id]
    Zone.objects.filter(pk=zone.pk).update(expires_on=date(2027, 8, 16))
    assert make_all() == 2
    assert Series.objects.get(pk=series.pk).unmade == []
    assert told("series.stuck") == []


def stuck_for(user):
    """What the notice says to this person: the day, and why."""
    targets = list(Series.objects.values_list("public_id", flat=True))
    found = STUCK.find(Viewer(user), targets).values()
    return [(str(series.stuck_on), series.stuck_because) for series in found]


def test_the_letter_of_a_day_without_a_date_says_why_while_that_stands(series, organizer, zone, clock):
    Place.objects.filter(pk=zone.place_id).update(state="suspended")
    clock.move_to(NOW + timedelta(days=7))
    make_all()
    [(day, why)] = stuck_for(organizer)
    assert (day, why.partition(".")[0]) == ("2026-08-18", "Birkenwiese 1 is closed for now")
    Place.objects.filter(pk=zone.place_id).update(state="checked")
    assert stuck_for(organizer) == []


def test_the_letter_says_that_a_leader_left_the_group(post, organizer, member, clock):
    post(leaders=[organizer.pk, member.pk])
    Membership.objects.filter(user=member).delete()
    clock.move_to(NOW + timedelta(days=7))
    make_all()
    assert stuck_for(organizer) == [
        ("2026-08-18", "Somebody who leads it has left the group. Name who leads.")
    ]


def test_where_a_leader_is_at_that_hour_is_told_to_nobody(post, plan, group, organizer, member):
    elsewhere = {name: plan()[name] + timedelta(days=7) for name in ("starts_at", "ends_at")}
    fields = plan(title="Only for a few", leaders=[member.pk], **elsewhere)
    post_meetup(group, by=Viewer(organizer), **fields)
    [line] = post(leaders=[member.pk]).of("unmade")
    assert line.reason == "Who leads it is busy at that hour. Name somebody else, or leave that day out."


def test_a_series_whose_leader_left_the_group_makes_no_date(series, organizer, clock):
    Membership.objects.filter(user=organizer).delete()
    clock.move_to(NOW + timedelta(days=7))
    assert make_all() == 0
    assert Series.objects.get(pk=series.pk).unmade == ["2026-08-18"]


def test_a_series_goes_on_with_the_leaders_who_stay_and_waits_where_nobody_does(
    post, organizer, member, other_member, group, as_viewer, clock
):
    together = post(leaders=[organizer.pk, member.pk]).series
    alone = post(leaders=[other_member.pk], hour=16).series
    for user in (member, other_member):
        leave_group(group, by=as_viewer(user))
    clock.move_to(NOW + timedelta(days=7))
    assert make_all() == 1
    newest = Meetup.objects.get(series=together, occurrence_on=date(2026, 8, 18))
    assert (newest.leader_ids, newest.leader_id) == ([organizer.pk], organizer.pk)
    assert Series.objects.get(pk=alone.pk).unmade == ["2026-08-18"]
    assert stuck_for(organizer) == [
        ("2026-08-18", "Somebody who leads it has left the group. Name who leads.")
    ]
    assert stay(other_member.pk) == []


def test_a_leader_is_at_one_place_at_an_hour(post, plan, group, organizer, dates):
    post()
    with pytest.raises(Refused, match="You are at"):
        post(title="Another", hour=19, minute=0)
    other = post(title="From next week", day=date(2026, 6, 17), rule=parse("FREQ=DAILY;INTERVAL=2"))
    assert [str(line.day) for line in other.of("unmade")] == [
        "2026-06-23",
        "2026-07-07",
        "2026-07-21",
        "2026-08-04",
    ]


def test_a_resting_group_makes_no_dates(series, group, clock):
    group.archived_at = NOW
    group.save(update_fields=["archived_at"])
    clock.move_to(NOW + timedelta(days=7))
    assert make_all() == 0
    assert Series.objects.get(pk=series.pk).unmade == []


def test_a_form_sent_twice_makes_one_series(group, post):
    first, second = (post(nonce="same") for _ in range(2))
    assert first.series == second.series
    assert (Series.objects.count(), Meetup.objects.count()) == (1, 9)


def test_as_many_statements_for_three_series_as_for_one(post, clock):
    for number in range(3):
        post(title=f"Series {number}", hour=10 + 2 * number)
    clock.move_to(NOW + timedelta(days=7))
    counts = []
    for titles, made in [(["Series 0"], 1), (["Series 1", "Series 2"], 2)]:
        Series.objects.update(ended_at=NOW)
        Series.objects.filter(title__in=titles).update(ended_at=None)
        with CaptureQueriesContext(connection) as seen:
            assert make_all() == made
        counts.append(len(seen))
    assert counts[0] == counts[1]
