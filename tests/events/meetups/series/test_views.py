"""The pages of series: how one is posted, seen, edited and ended."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.permissions import Refused, Viewer
from config.nearby import Standpoint, found_near
from events.meetups.actions import post_meetup
from events.meetups.models import Meetup
from events.meetups.series.editing import Scope
from events.meetups.series.models import Series
from events.meetups.series.recurrence import parse
from tests.events.meetups.conftest import BERLIN


@pytest.fixture
def fill(zone):
    """What a browser sends: ``fill(until="2026-05-01")``."""

    def make(**changes):
        fields = {
            "title": "Tuesday lanes",
            "zone": zone.public_id,
            "day": "2026-06-16",
            "starts": "18:30",
            "ends": "19:30",
            "session": "straight",
            "capacity": "4",
            "nonce": new_nonce(),
            "repeats": "weeks",
            "interval": "1",
            "ends_how": "never",
        }
        return fields | changes

    return make


@pytest.fixture
def send(client_of, organizer, group, fill):
    """``send(repeats="days")``: the form as the organizer sends it."""

    def post(**changes):
        return client_of(organizer).post(reverse("meetups:new", args=[group.slug]), fill(**changes))

    return post


def errors(answer):
    return [sentence for field in answer.context["form"].errors.values() for sentence in field]


def test_the_dates_are_shown_before_anything_is_posted(send):
    page = send(show="1")
    assert "Every Tuesday." in page.text
    assert len(page.context["changes"].lines) == 9
    assert (Series.objects.count(), Meetup.objects.count()) == (0, 0)


def test_a_series_is_posted_without_the_days_that_were_ticked(send, dates):
    answer = send(left_out=["2026-06-30"])
    series = Series.objects.get()
    assert answer.url == series.get_absolute_url()
    assert dates(series)[:3] == ["06-16 18:30", "06-23 18:30", "07-07 18:30"]


def test_once_is_a_single_date(send):
    send(repeats="once")
    assert (Series.objects.count(), Meetup.objects.count()) == (0, 1)


def test_a_first_day_that_the_rule_lacks_gives_way_to_the_next(send, dates):
    send(weekdays=["3", "5"], interval="2")
    assert dates(Series.objects.get())[:3] == ["06-18 18:30", "06-20 18:30", "07-02 18:30"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"ends_how": "until", "until": "2026-06-01"}, "no date at all"),
        ({"ends_how": "until", "until": "2999-01-01"}, "within ten years"),
        ({"ends_how": "until"}, "Pick the last day"),
        ({"ends_how": "count", "how_many": "10000"}, "less than or equal to 500"),
        ({"ends_how": "count"}, "Say how many"),
        ({"repeats": "months", "interval": "12"}, "At most every 11"),
        ({"interval": "0"}, "greater than or equal to 1"),
        ({"day": "1900-01-01"}, "This time is over"),
        ({"day": "2999-01-01"}, "more than 180 days ahead"),
        ({"ends": "18:00"}, "end before it starts"),
        ({"audience": "invited"}, "Tick whom you invite"),
    ],
)
def test_what_makes_no_dates_is_refused_in_a_sentence_and_keeps_what_was_typed(send, sent, words):
    page = send(**sent)
    assert any(words in error for error in errors(page)), errors(page)
    assert page.context["form"]["title"].value() == "Tuesday lanes"
    assert Series.objects.count() == 0


def test_a_rule_without_an_end_is_fine_and_its_year_is_shown(send):
    page = send(show="1")
    assert len(page.context["changes"].later) == 44
    assert "Each is posted eight weeks before." in page.text


def test_the_thirty_first_says_which_months_are_skipped(send):
    page = send(show="1", repeats="months", day="2026-07-31")
    assert "There is no date in February, April, June, September and November" in page.text


def test_a_time_that_the_clocks_skip_is_refused_with_the_day_and_can_be_left_out(send, zone):
    type(zone.place).objects.update(kind="hall")
    night = {"starts": "02:30", "ends": "03:30", "weekdays": ["6"]}
    page = send(**night)
    assert errors(page) == [
        "On Sunday 28 March the clocks skip this time. Leave that day out below, or pick another time.",
        "On Sunday 25 October the clocks show this time twice. Say which you mean.",
    ]
    assert 'value="2027-03-28"' in page.text
    send(**night, left_out=["2027-03-28"], which="1")
    series = Series.objects.get()
    assert (series.fold, series.left_out) == (1, ["2027-03-28"])


def test_the_page_says_when_it_is_and_why_a_day_is_missing(client, client_of, organizer, series):
    Series.objects.update(unmade=["2026-08-18"])
    type(series.zone).objects.update(expires_on=date(2026, 8, 16))
    page = client_of(organizer).get(series.get_absolute_url())
    assert "Every Tuesday." in page.text
    assert len(page.context["dates"]) == 9
    assert "runs out on 16 August" in page.text
    assert "runs out" not in client.get(series.get_absolute_url()).text


def test_a_series_without_a_date_ahead_says_why(client, post, clock):
    series = post(rule=parse("FREQ=WEEKLY;COUNT=1")).series
    clock.shift(86400)
    assert "The last date of this series is over." in client.get(series.get_absolute_url()).text


@pytest.fixture
def form_of(client_of, organizer):
    """The form of a series as its page fills it in."""

    def read(series, query=""):
        page = client_of(organizer).get(reverse("series:edit", args=[series.public_id]) + query)
        form = page.context["form"]
        values = {bound.name: bound.value() for bound in form}
        return {name: value for name, value in values.items() if value not in (None, "", False)}

    return read


def test_a_form_sent_as_it_was_filled_in_changes_no_date(series, form_of, client_of, organizer):
    before = list(Meetup.objects.order_by("pk").values())
    address = reverse("series:edit", args=[series.public_id])
    assert client_of(organizer).post(address, form_of(series)).status_code == 302
    assert list(Meetup.objects.order_by("pk").values()) == before


def test_an_edit_is_shown_and_then_saved(series, form_of, client_of, organizer, dates):
    address, fields = reverse("series:edit", args=[series.public_id]), form_of(series)
    fields |= {"starts": "19:00", "ends": "20:00"}
    page = client_of(organizer).post(address, fields | {"show": "1"})
    assert {line.what for line in page.context["changes"].lines} == {"moves"}
    assert "<b>Tuesday 16 June, 18:30</b> moves to <b>Tuesday 16 June, 19:00</b>." in page.text
    assert dates(series)[0] == "06-16 18:30"
    client_of(organizer).post(address, fields)
    assert dates(series)[0] == "06-16 19:00"


def test_who_leads_a_series_is_not_asked_who_leads_and_who_sees_it(
    post, form_of, client_of, member, organizer
):
    series = post(leaders=[member.pk]).series
    address, fields = reverse("series:edit", args=[series.public_id]), form_of(series)
    page = client_of(member).get(address)
    assert not {"leaders", "audience", "guests"} & set(page.context["form"].fields)
    forged = {"audience": "invited", "guests": [organizer.public_id], "leaders": [organizer.public_id]}
    assert client_of(member).post(address, fields | forged | {"title": "Mine"}).status_code == 302
    now = Series.objects.get()
    assert (now.title, now.audience, now.leader_ids, now.guest_ids) == ("Mine", "public", [member.pk], [])


def test_only_who_may_is_offered_to_change_the_series_of_a_date(
    series, on, client_of, member, hand_to, organizer
):
    row = on(series, date(2026, 6, 16))
    hand_to(row, member)
    link = reverse("series:edit", args=[series.public_id])
    pages = [client_of(user).get(row.get_absolute_url()).text for user in (member, organizer)]
    assert [link in text for text in pages] == [False, True]


def test_who_leads_a_series_is_offered_to_change_the_dates_they_lead(
    post, on, client_of, member, hand_to, organizer
):
    series = post(leaders=[member.pk]).series
    row = on(series, date(2026, 6, 16))
    hand_to(row, organizer)
    text = client_of(member).get(series.get_absolute_url()).text
    assert text.count("Edit this and following") == 9
    assert (text.count("Edit only this"), text.count("Call off this date")) == (8, 8)


def test_this_and_following_is_edited_by_its_own_address(series, form_of, client_of, organizer, dates):
    fields = form_of(series, "?on=2026-06-30") | {"starts": "19:00", "ends": "20:00"}
    client_of(organizer).post(reverse("series:edit", args=[series.public_id]) + "?on=2026-06-30", fields)
    assert dates(series) == ["06-16 18:30", "06-23 18:30"]
    assert dates(Series.objects.latest("pk"))[0] == "06-30 19:00"


def test_a_stale_form_shows_both_and_can_be_saved_again(series, form_of, client_of, organizer, edit):
    address, fields = reverse("series:edit", args=[series.public_id]), form_of(series)
    edit(series, title="What somebody else typed")
    page = client_of(organizer).post(address, fields | {"title": "What I typed"})
    assert "Somebody else changed this series meanwhile." in page.text
    assert ("Title", "What somebody else typed") in page.context["theirs"]
    assert page.context["form"]["title"].value() == "What I typed"
    client_of(organizer).post(address, fields | {"title": "What I typed", "version": "2"})
    assert Series.objects.get().title == "What I typed"


def test_among_what_is_near_a_series_takes_one_line(series, group, organizer, plan, dates):
    """Its next date, so that it hides nothing else of the place."""
    starts_at = datetime(2026, 6, 25, 18, 30, tzinfo=BERLIN)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    post_meetup(group, by=Viewer(organizer), **plan(title="Besides", **times))
    here = Standpoint(group.latitude, group.longitude, "Heidelberg")
    found = found_near(Viewer(AnonymousUser()), "meetups", here)
    assert len(dates(series)) == 9
    assert [row.title for row in found] == ["First steps Tuesday", "Besides"]
    assert found[0].occurrence_on == date(2026, 6, 16)


def test_a_new_date_stands_as_the_last_single_one_not_eight_weeks_on(
    series, group, organizer, plan, client_of
):
    address = reverse("meetups:new", args=[group.slug])
    alone = client_of(organizer).get(address).context["form"].initial
    assert (alone["title"], alone["day"]) == ("First steps Tuesday", date(2026, 6, 23))
    starts_at = datetime(2026, 6, 18, 19, 0, tzinfo=BERLIN)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    post_meetup(group, by=Viewer(organizer), **plan(title="Besides", **times))
    beside = client_of(organizer).get(address).context["form"].initial
    assert (beside["title"], beside["day"]) == ("Besides", date(2026, 6, 25))


def test_from_a_day_beyond_all_plans_a_series_is_not_edited(series, client_of, organizer, edit):
    address = reverse("series:edit", args=[series.public_id]) + "?on=9999-12-30"
    answer = client_of(organizer).get(address, follow=True)
    assert "That is more than 180 days ahead." in answer.content.decode()
    assert answer.redirect_chain == [(series.get_absolute_url(), 302)]
    with pytest.raises(Refused, match="more than 180 days"):
        edit(series, scope=Scope.FOLLOWING, on=date(9999, 12, 30))


def test_no_date_is_copied_by_a_null_character(client_of, organizer, group):
    answer = client_of(organizer).get(reverse("meetups:new", args=[group.slug]), {"copy": "\0"})
    assert answer.status_code == 404


def test_a_zone_that_will_not_do_for_a_series_has_its_reason_beside_it(
    series, make_zone, client_of, organizer, form_of
):
    make_zone(name="Dark corner", light="none")
    address, client = reverse("series:edit", args=[series.public_id]), client_of(organizer)
    assert "It is dark at that hour" not in client.get(address).text
    late = {"starts": "22:30", "ends": "23:30"}
    assert "It is dark at that hour, and Dark corner is not lit all along." in client.get(address, late).text
    shown = client.post(address, form_of(series) | late | {"show": "1"})
    assert "It is dark at that hour, and Dark corner is not lit all along." in shown.text


def test_who_ends_a_series_that_somebody_changed_sees_first_what_becomes_of_it(
    series, edit, client_of, organizer
):
    address, client = reverse("series:end", args=[series.public_id]), client_of(organizer)
    edit(series, hour=19)
    page = client.post(address, {"version": 1}, follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert "Somebody else changed this series meanwhile." in page.text
    assert 'name="version" value="2"' in page.text
    assert Series.objects.get().is_running


def test_a_day_added_to_a_series_that_somebody_changed_is_named(series, edit, client_of, organizer, dates):
    edit(series, hour=19)
    address, stale = reverse("series:add", args=[series.public_id]), {"version": 1, "day": "2026-06-25"}
    page = client_of(organizer).post(address, stale, follow=True)
    assert "This is how it is now; Thursday 25 June is as it was." in page.text
    assert len(dates(series)) == 9


def test_an_edit_of_a_series_that_has_ended_meanwhile_says_so(series, form_of, client_of, organizer):
    address, fields = reverse("series:edit", args=[series.public_id]), form_of(series)
    Series.objects.update(ended_at=series.created_at)
    page = client_of(organizer).post(address, fields | {"title": "What I typed"})
    assert "This series has ended." in page.text
    assert page.context["form"]["title"].value() == "What I typed"


def test_a_series_and_its_preview_say_which_clock(series, form_of, client_of, organizer):
    organizer.profile.time_zone = "America/New_York"
    organizer.profile.save()
    client = client_of(organizer)
    page = client.get(series.get_absolute_url()).text
    assert "by the clock of the place (CEST; on your clock 12:30 EDT)" in page
    assert page.count("CEST; on your clock 12:30–13:30 EDT") == 9
    later = form_of(series) | {"starts": "19:30", "ends": "20:30", "show": "1"}
    shown = client.post(reverse("series:edit", args=[series.public_id]), later).text
    assert shown.count("CEST; on your clock 13:30 EDT") == 9
    assert "CEST; on your clock 12:30 EDT" in client.get(reverse("series:end", args=[series.public_id])).text


def test_a_letter_of_a_series_says_which_clock(series):
    assert series.when == "Every Tuesday, 18:30 (CEST)."
    with timezone.override("America/New_York"):
        assert series.when == "Every Tuesday, 18:30 (CEST; on your clock 12:30 EDT)."
