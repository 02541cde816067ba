"""What people send that cannot be: each reads a sentence, keeps what was typed, and nothing is written."""

from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.urls import reverse

from events.meetups.models import RSVP, Meetup
from events.meetups.series.models import Series
from events.places.models import Place
from tests.events.meetups.reading import Page

OURS = {"csrfmiddlewaretoken", "nonce", "sequence", "version"}


def stored():
    """Every row of meetups, series, answers and places."""
    models = apps.get_app_config("events").get_models()
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@pytest.fixture
def browser(client_of, organizer):
    return client_of(organizer)


@pytest.fixture
def send(browser):
    """``send(address, title="Lanes")``: the page is opened, these fields are typed, the button is pressed.

    ``meanwhile()`` happens in between.
    """

    def open_type_and_send(address, *, meanwhile=lambda: None, **typed):
        form = Page(browser.get(address)).form | {name: _listed(value) for name, value in typed.items()}
        meanwhile()
        return form, Page(browser.post(address, form))

    return open_type_and_send


def _listed(value):
    return value if isinstance(value, list) else [value]


@pytest.fixture
def new(group):
    """The address of the form of a date; what is sent there would do, but for what a row changes."""
    return reverse("meetups:new", args=[group.slug])


@dataclass(frozen=True)
class Row:
    """What is typed, and what is read. ``words``: all of it stands on the page."""

    typed: dict
    words: tuple[str, ...]
    place: dict = field(default_factory=dict)
    """What becomes of the place between the page and the button."""
    is_zone_gone: bool = False


WEEKLY = {"repeats": "weeks", "ends_how": "never"}
MONTHLY = {"repeats": "months", "ends_how": "never"}

ROWS = {
    "it ends before it starts": Row(
        {"starts": "18:30", "ends": "18:00"}, ("It would end before it starts. Pick a later end.",)
    ),
    "1900": Row({"day": "1900-01-01"}, ("This time is over. Pick one that lies ahead.",)),
    "2999": Row({"day": "2999-01-01"}, ("That is more than 180 days ahead. Pick a nearer date.",)),
    "1900, weekly": Row(WEEKLY | {"day": "1900-01-01"}, ("This time is over. Pick one that lies ahead.",)),
    "2999, weekly": Row(
        WEEKLY | {"day": "2999-01-01"}, ("That is more than 180 days ahead. Pick a nearer date.",)
    ),
    "the last days there are, weekly on a day that is no more": Row(
        WEEKLY | {"day": "9999-12-31", "weekdays": ["0"]},
        ("That is more than 180 days ahead. Pick a nearer date.",),
    ),
    "the last days there are, daily": Row(
        {"repeats": "days", "ends_how": "never", "day": "9999-06-30"},
        ("That is more than 180 days ahead. Pick a nearer date.",),
    ),
    "the first day there is, daily": Row(
        {"repeats": "days", "ends_how": "never", "day": "0001-01-01"},
        ("This time is over. Pick one that lies ahead.",),
    ),
    "29 February yearly": Row(
        MONTHLY | {"day": "2028-02-29", "interval": "12"},
        ("Every how many: At most every 11: what is rarer is posted as single dates.",),
    ),
    "the 31st monthly": Row(
        MONTHLY | {"day": "2026-07-31", "show": "1"},
        (
            "There is no date in February, April, June, September and November",
            "Friday 31 July, 18:30: is new.",
            "Nothing is saved yet.",
        ),
    ),
    "a rule without end": Row(
        WEEKLY | {"show": "1"},
        ("Every Wednesday.", "Each is posted eight weeks before.", "Nothing is saved yet."),
    ),
    "a rule with no date at all": Row(
        WEEKLY | {"ends_how": "until", "until": "2026-06-16"},
        ("Last day: There would be no date at all: it ends before the first. Pick a later day.",),
    ),
    "a rule whose only date is left out": Row(
        WEEKLY | {"ends_how": "count", "how_many": "1", "left_out": ["2026-06-17"]},
        ("There would be no date at all. Leave one day in.",),
    ),
    "a time zone that has moved its clocks since 2023": Row(
        {"day": "2026-10-29", "starts": "22:30", "ends": "23:30"},
        ("To: The clocks show this time twice on that day. Say which you mean.",),
        place={"time_zone": "Africa/Cairo", "kind": "hall"},
    ),
    "a time zone that skips the first hour of a day": Row(
        {"day": "2026-09-06", "starts": "00:30", "ends": "01:30"},
        ("From: The clocks skip this time on that day. Pick another.",),
        place={"time_zone": "America/Santiago", "kind": "hall"},
    ),
    "a zone that has moved out of reach": Row(
        {},
        ("Where: This zone is not among those near the group any more. Pick another.",),
        place={"latitude": 52.5},
        is_zone_gone=True,
    ),
    "a zone that was closed meanwhile": Row({}, ("is closed for now.",), place={"state": "suspended"}),
    "it starts in the past": Row(
        {"day": "2026-06-16", "starts": "08:30", "ends": "09:30"},
        ("This time is over. Pick one that lies ahead.",),
    ),
    "10,000 dates": Row(
        WEEKLY | {"ends_how": "count", "how_many": "10000"},
        ("How many dates: Ensure this value is less than or equal to 500.",),
    ),
    "10,000 days": Row(
        {"repeats": "days", "interval": "1", "ends_how": "until", "until": "2053-11-01"},
        ("Last day: Pick a day within ten years, or let it go on.",),
    ),
}


def kept(form):
    """What a person typed or picked."""
    return {name: values for name, values in form.items() if name not in OURS}


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_it_is_refused_in_a_sentence_and_nothing_is_lost(row, send, new, make_zone):
    zone, __ = make_zone(), make_zone("South straight")
    typed = {"zone": zone.public_id, "session": "straight", "capacity": "4", "title": "Wednesday lanes"}
    typed |= {"day": "2026-06-17", "starts": "18:30", "ends": "19:30", "description": "Meet at the gate."}
    before = []

    def meanwhile():
        Place.objects.filter(pk=zone.place_id).update(**row.place)
        before.append(stored())

    form, page = send(new, meanwhile=meanwhile, **typed | row.typed)
    assert page.status == 200
    assert [words for words in row.words if words not in page.words] == []
    lost = {"show"} | ({"zone"} if row.is_zone_gone else set())
    assert kept(page.form) == {name: values for name, values in kept(form).items() if name not in lost}
    assert [stored()] == before


# ---- What is no fault, and must come to what was meant ----


@pytest.fixture
def open_date(meetup):
    """The address of the form that changes the date of tonight."""
    return reverse("meetups:edit", args=[meetup.public_id])


@pytest.fixture
def series(browser, new, zone):
    """Wednesdays, as the form makes them."""
    typed = {"zone": zone.public_id, "session": "straight", "day": "2026-06-17", "starts": "18:30"}
    browser.post(new, Page(browser.get(new)).form | typed | WEEKLY | {"ends": "19:30", "capacity": "4"})
    return Series.objects.get()


def shown(client, meetup):
    return Page(client.get(meetup.get_absolute_url())).words


def test_a_place_on_another_clock_keeps_half_past_six(send, open_date, meetup, make_zone, browser):
    lisbon = make_zone("Riverside", time_zone="Europe/Lisbon")
    __, page = send(open_date, zone=lisbon.public_id)
    assert (page.status, page.url) == (302, meetup.get_absolute_url())
    assert "Tuesday 16 June, 18:30–19:30 Local time of the place (WEST)" in shown(browser, meetup)
    assert f"{Meetup.objects.get().starts_at:%H:%M}" == "17:30"


def test_a_zone_whose_place_is_put_on_another_clock_meanwhile_keeps_half_past_six(send, new, zone, browser):
    def moved():
        Place.objects.filter(pk=zone.place_id).update(time_zone="Europe/Lisbon")

    typed = {"zone": zone.public_id, "session": "straight", "day": "2026-06-17", "starts": "18:30"}
    __, page = send(new, meanwhile=moved, **typed, ends="19:30", capacity="4")
    assert page.status == 302
    words = shown(browser, Meetup.objects.get())
    assert "Wednesday 17 June, 18:30–19:30 Local time of the place (WEST)" in words


def test_a_stale_form_shows_both_and_writes_nothing(send, open_date, meetup):
    before = []

    def somebody_else():
        Meetup.objects.filter(pk=meetup.pk).update(title="Theirs", sequence=1)
        before.append(stored())

    form, page = send(open_date, meanwhile=somebody_else, title="Mine", bring="Water")
    assert "Somebody changed this date while you were writing. Here are both; send what holds." in page.words
    assert "What As it is now As you typed it Title Theirs Mine What to bring Water" in page.words
    assert kept(page.form) == kept(form)
    assert [stored()] == before


def test_a_stale_form_of_a_series_shows_both_and_writes_nothing(send, series):
    before = []

    def somebody_else():
        Series.objects.update(title="Theirs", version=2)
        before.append(stored())

    address = reverse("series:edit", args=[series.public_id])
    form, page = send(address, meanwhile=somebody_else, title="Mine")
    assert "Somebody else changed this series meanwhile. Look at both and save again." in page.words
    assert (
        "What the series says now Below is what you typed. If you save, it replaces this: Title Theirs"
        in (page.words)
    )
    assert kept(page.form) == kept(form)
    assert [stored()] == before


def send_twice(browser, address, form):
    """The button is pressed twice: both answers, and what is stored after each."""
    found = []
    for _ in range(2):
        page = Page(browser.post(address, form))
        found.append((page.status, page.url, stored()))
    return found


@pytest.mark.parametrize("how_often", [{}, WEEKLY], ids=["a date", "a series"])
def test_a_form_sent_twice_posts_once(browser, new, zone, how_often):
    typed = {"zone": zone.public_id, "session": "straight", "day": "2026-06-17", "starts": "18:30"}
    form = Page(browser.get(new)).form | typed | {"ends": "19:30", "capacity": "4"} | how_often
    first, second = send_twice(browser, new, form)
    assert first == second
    assert first[0] == 302


def test_a_change_sent_twice_is_one_change(browser, open_date):
    text = "Meet at the gate.\r\nAfter that  we walk."
    form = Page(browser.get(open_date)).form | {"title": "Second steps", "description": text}
    first, second = send_twice(browser, open_date, form)
    assert first == second
    assert first[0] == 302


def test_a_change_of_a_series_sent_twice_is_one_change(browser, series):
    address = reverse("series:edit", args=[series.public_id])
    form = Page(browser.get(address)).form | {"title": "Second steps", "left_out": ["2026-07-08"]}
    first, second = send_twice(browser, address, form)
    assert first == second
    assert first[0] == 302


def test_a_change_from_a_day_on_sent_twice_makes_one_series_and_says_where_it_went(browser, series):
    address = reverse("series:edit", args=[series.public_id]) + "?on=2026-07-01"
    form = Page(browser.get(address)).form | {"title": "Second steps"}
    first, second = send_twice(browser, address, form)
    assert (second[:2], second[2]) == ((302, series.get_absolute_url()), first[2])
    assert Series.objects.count() == 2
    words = "This series has no date from that day on. If another begins there, change that one."
    assert words in shown(browser, series)


def test_without_the_day_that_was_left_out_it_is_no_form_sent_twice(send, series):
    """Somebody else has typed the same words, and left no day out."""

    def somebody_else():
        Series.objects.update(title="Second steps", version=2)

    address = reverse("series:edit", args=[series.public_id])
    typed = {"title": "Second steps", "left_out": ["2026-07-08"]}
    __, page = send(address, meanwhile=somebody_else, **typed)
    assert page.status == 200
    assert page.form["left_out"] == ["2026-07-08"]


def test_an_answer_sent_twice_is_one_answer(client_of, meetup, member):
    browser, address = client_of(member), reverse("meetups:answer", args=[meetup.public_id])
    first, second = send_twice(browser, address, {"part": "runner"})
    assert first == second
    assert RSVP.objects.count() == 1


@pytest.mark.parametrize("part", ["runner", "spotter", "either", "leave", "stay"])
def test_an_answer_after_the_end_is_refused_in_a_sentence(client_of, meetup, spotter, clock, part):
    browser = client_of(spotter)
    clock.move_to(meetup.ends_at)
    before = stored()
    page = browser.post(reverse("meetups:answer", args=[meetup.public_id]), {"part": part}, follow=True)
    assert page.redirect_chain == [(meetup.get_absolute_url(), 302)]
    assert "This meetup is over. Look for the group's next date." in Page(page).words
    assert stored() == before


def test_a_date_that_is_over_is_changed_no_more(send, open_date, meetup, clock):
    before = []

    def it_ends():
        clock.move_to(meetup.ends_at)
        before.append(stored())

    form, page = send(open_date, meanwhile=it_ends, title="Too late")
    assert "This meetup is over. Look for the group's next date." in page.words
    assert kept(page.form) == kept(form)
    assert [stored()] == before
