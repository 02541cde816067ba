"""A near miss or a fall: what is asked, what is answered at once, and what a severe one does."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.identifiers import new_nonce
from accounts.models import Notification
from accounts.notifications.mail import letter
from accounts.notifications.tasks import spread_news
from accounts.permissions import Viewer
from events.incidents.actions import take_words_back
from events.incidents.models import Incident
from events.incidents.tasks import KEPT_FOR, forget_words
from events.meetups.attendance.models import DayCheck
from events.meetups.models import Leading, Meetup
from events.places.keeping.models import PlaceEvent
from events.places.models import Place
from tests.telling import told


@pytest.fixture
def form(over):
    """What the page sends: ``form(severity="3")``."""

    def fill(**changes):
        fields = {
            "nonce": new_nonce(),
            "kind": "fall",
            "severity": "1",
            "zone": over.zone.public_id,
            "where": "By the gate",
            "what": "A runner stumbled over the edge.",
            "was_spotted": "yes",
            "may_keep": "on",
        }
        return fields | changes

    return fill


@pytest.fixture
def send(over, client_of, member):
    """Send the form as the member, and return the page it leads to."""

    def post(fields, user=member):
        url = reverse("incidents:new", args=[over.public_id])
        return client_of(user).post(url, fields, follow=True)

    return post


def test_a_fall_is_written_down_as_it_was_told(over, member, send, form):
    page = send(form(was_spotted="no"))
    incident = Incident.objects.get()
    assert page.redirect_chain[-1][0] == incident.get_absolute_url()
    said = (incident.kind, incident.severity, incident.where, incident.what, incident.was_spotted)
    assert said == ("fall", 1, "By the gate", "A runner stumbled over the edge.", False)
    assert (incident.place_id, incident.zone_id) == (over.place_id, over.zone_id)
    assert incident.reported_by == member
    assert incident.may_be_kept_at == incident.reported_at
    assert "no more backwards that day. That is our convention." in page.content.decode()


def test_that_nobody_knows_whether_a_spotter_was_there_can_be_said(send, form):
    send(form(was_spotted="unknown"))
    assert Incident.objects.get().was_spotted is None


def test_the_ratio_is_that_of_the_day(over, member, organizer, report_it):
    assert report_it(over, member).ratio == 1
    fields = {"zone": over.zone, "ground": "ok", "weather": "ok", "crossing": 0, "runners_per_spotter": 2}
    DayCheck.objects.create(meetup=over, by=organizer, made_at=over.starts_at, **fields)
    assert report_it(over, member).ratio == 2


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("kind", "", "Say whether it was a near miss or a fall."),
        ("kind", "well", "Select a valid choice."),
        ("severity", "", "Say how bad it was."),
        ("severity", "5", "Select a valid choice."),
        ("severity", "0", "That is a near miss."),
        ("where", " ", "Say where, so that others can look."),
        ("where", "x" * 201, "200"),
        ("what", "", "Say in a few words what happened."),
        ("what", "x" * 2001, "2000"),
        ("was_spotted", "", "Say yes, no, or that you don’t know."),
        ("zone", "elsewhere", "Select a valid choice."),
        ("may_keep", "", "We keep nothing about health that you don’t allow."),
    ],
)
def test_bad_input_keeps_what_was_typed_and_says_what_to_do(send, form, field, value, words):
    fields = form(**{field: value})
    if field == "may_keep":
        del fields["may_keep"]
    page = send(fields).content.decode()
    assert words in page
    if field != "what":
        assert "A runner stumbled over the edge." in page
    assert Incident.objects.count() == 0


def test_the_same_form_sent_twice_makes_one(send, form):
    fields = form()
    send(fields)
    send(fields)
    assert Incident.objects.count() == 1


def test_somebody_else_s_form_makes_nothing_and_is_kept(send, form, other_member):
    fields = form()
    send(fields)
    page = send(fields, other_member).content.decode()
    assert "Send it once more." in page
    assert "A runner stumbled over the edge." in page
    assert Incident.objects.count() == 1


def test_who_was_not_there_reports_nothing(over, outsider, report_it):
    with pytest.raises(PermissionDenied):
        report_it(over, outsider)


def test_it_can_be_told_while_the_date_goes_on(over, member, report_it, clock):
    clock.move_to(over.starts_at + timedelta(minutes=10))
    assert report_it(over, member).pk


def test_before_the_date_nothing_is_told(over, member, report_it, clock):
    clock.move_to(over.starts_at - timedelta(minutes=1))
    with pytest.raises(PermissionDenied):
        report_it(over, member)


def test_the_page_says_who_reads_it_and_for_how_long(over, client_of, member):
    page = client_of(member).get(reverse("incidents:new", args=[over.public_id])).content.decode()
    assert "The leaders of this date and the organizers of Neckar Heelfirsts, with your name." in page
    assert "After 24 months your words and your name are taken out." in page
    assert reverse("consents:page", args=["contact"]) in page


# ---- A hit to the head ----

RED_FLAGS = (
    "the neck hurts",
    "growing confusion",
    "throwing up again and again",
    "a seizure",
    "weakness",
    "a headache that gets worse",
    "seeing differently than before",
)


def test_a_hit_to_the_head_shows_what_to_watch_for_with_its_source(send, form):
    page = send(form(is_head_hit="on")).content.decode()
    assert [sign for sign in RED_FLAGS if sign not in page] == []
    assert "at least 24 hours of rest" in page
    assert "https://www.2savealife.co.uk/" in page
    assert "We are no doctors" in page


def test_without_one_it_is_not_shown(send, form):
    assert "2savealife" not in send(form()).content.decode()


def test_a_hit_to_the_head_counts_as_severe(over, member, report_it):
    assert report_it(over, member, is_head_hit=True, severity=1).severity == 3
    assert report_it(over, member, is_head_hit=True, severity=4).severity == 4


@pytest.mark.parametrize(("severity", "is_first"), [("2", False), ("3", True), ("4", True)])
def test_after_a_severe_one_help_comes_first(send, form, severity, is_first):
    page = send(form(severity=severity)).content.decode()
    call = page.find("call the emergency number now")
    assert (call > 0) == is_first
    if is_first:
        assert call < page.find("<h1>")


# ---- A severe one ----


@pytest.mark.parametrize(("severity", "state"), [(0, "checked"), (2, "checked"), (3, "suspended")])
def test_from_severity_three_on_the_place_is_closed(over, member, report_it, severity, state):
    report_it(over, member, severity=severity, kind="near_miss")
    assert Place.objects.get(pk=over.place_id).state == state


def test_its_history_says_why_and_nothing_of_people(over, member, report_it, client_of, outsider):
    report_it(over, member, severity=4)
    event = PlaceEvent.objects.get()
    assert (event.what, event.by_id, event.zone_id) == ("suspended", None, over.zone_id)
    for name in ("detail", "history"):
        page = client_of(outsider).get(reverse(f"places:{name}", args=[over.place.slug])).content.decode()
        assert "an incident of severity 3 or more" in page
        assert [word for word in ("Mira", "stumbled", "gate") if word in page] == []


def test_two_severe_reports_close_it_once(over, member, spotter, report_it):
    report_it(over, member, severity=3)
    report_it(over, spotter, severity=4)
    assert PlaceEvent.objects.count() == 1
    assert told(kind="incidents.severe").count() == 0  # nobody looks after the site here


def closings():
    return PlaceEvent.objects.filter(what="suspended").count()


def open_again(meetup):
    Place.objects.filter(pk=meetup.place_id).update(state="checked")


def test_one_person_closes_a_place_once_by_reports_of_one_date(over, member, report_it, site_moderator):
    report_it(over, member, severity=3)
    open_again(over)
    again = report_it(over, member, severity=4)
    assert (closings(), Place.objects.get(pk=over.place_id).state) == (1, "checked")
    assert [line.recipient for line in told(kind="incidents.logged", target=again.public_id)] != []
    [line] = told(kind="incidents.severe", target=again.public_id)
    assert line.recipient == site_moderator


def test_words_taken_back_do_not_let_them_close_it_anew(over, member, report_it):
    first = report_it(over, member, severity=3)
    take_words_back(first, by=Viewer(member))
    open_again(over)
    report_it(over, member, severity=3)
    assert closings() == 1


def test_somebody_else_and_another_date_do(over, member, spotter, report_it, check_in):
    report_it(over, member, severity=1)
    report_it(over, member, severity=3)  # the first that is severe
    open_again(over)
    report_it(over, spotter, severity=3)
    assert closings() == 2
    open_again(over)
    other = Meetup.objects.get(pk=over.pk)
    other.pk, other.public_id, other.nonce = None, "another-date-000", new_nonce()
    other.save()
    check_in(other, member)
    report_it(other, member, severity=3)
    assert closings() == 3


def test_who_is_told_of_a_further_one_reads_that_the_place_is_open(
    over, member, report_it, client_of, site_moderator
):
    report_it(over, member, severity=3)
    open_again(over)
    again = report_it(over, member, severity=3)
    spread_news.call()
    mails = [letter(line) for line in Notification.objects.for_letter().filter(target=again.public_id)]
    [mail] = [mail for mail in mails if mail.to == [site_moderator.email]]
    assert "Birkenwiese 1 is open" in mail.subject
    assert "is closed" not in mail.body
    page = client_of(site_moderator).get(again.get_absolute_url()).content.decode()
    assert "The place is closed for it" not in page


def test_nobody_tells_more_than_twenty_times_a_day(over, member, client_of, form):
    url = reverse("incidents:new", args=[over.public_id])
    client = client_of(member)
    assert {client.post(url, form()).status_code for _ in range(20)} == {302}
    assert client.post(url, form()).status_code == 429
    assert Incident.objects.count() == 20


def test_dates_ahead_there_go_at_risk_and_people_are_told(
    over, member, report_it, plan, group, organizer, spotter
):
    fields = {name: getattr(over, name) for name in ("group", "place", "zone", "leader", "session")}
    week = {"starts_at": over.starts_at + timedelta(days=7), "ends_at": over.ends_at + timedelta(days=7)}
    ahead = Meetup.objects.create(
        **fields, **week, title="Next week", time_zone="UTC", capacity=2, runners_per_spotter=1
    )
    Leading.objects.create(meetup=ahead, user=organizer)
    report_it(over, member, severity=3)
    assert Meetup.objects.with_place().get(pk=ahead.pk).at_risk
    assert told(kind="meetups.place_closed", target=ahead.public_id, recipient=organizer).count() == 1


def test_who_looks_after_the_site_is_told_where_and_nothing_of_people(
    over, member, report_it, site_moderator, outsider
):
    incident = report_it(over, member, severity=3)
    lines = told(kind="incidents.severe", target=incident.public_id)
    assert [line.recipient for line in lines] == [site_moderator]


def test_what_is_less_is_told_to_nobody(over, member, report_it, site_moderator):
    report_it(over, member, severity=2)
    assert told(kind="incidents.severe").count() == 0


def test_a_draft_is_not_closed_any_further(over, member, report_it):
    Place.objects.filter(pk=over.place_id).update(state="draft")
    report_it(over, member, severity=3)
    assert Place.objects.get(pk=over.place_id).state == "draft"


# ---- How long it is kept ----


def test_after_24_months_words_and_author_are_gone_and_the_numbers_stay(over, member, report_it, clock):
    incident = report_it(over, member, severity=2)
    clock.shift(KEPT_FOR - timedelta(minutes=1))
    forget_words()
    assert Incident.objects.get().what == incident.what
    clock.shift(timedelta(minutes=2))
    forget_words()
    forget_words()
    kept = Incident.objects.get()
    assert (kept.what, kept.where, kept.reported_by, kept.closed_how) == ("", "", None, "")
    assert kept.nameless_at is not None
    assert (kept.kind, kept.severity, kept.place_id) == ("fall", 2, over.place_id)


def test_who_wrote_it_takes_their_words_out(over, member, report_it, client_of):
    incident = report_it(over, member)
    client = client_of(member)
    assert "Take my words and my name out now" in client.get(incident.get_absolute_url()).content.decode()
    client.post(reverse("incidents:take_back", args=[incident.public_id]))
    kept = Incident.objects.get()
    assert (kept.what, kept.reported_by) == ("", None)
    assert client.get(incident.get_absolute_url()).status_code == 404


def test_nobody_else_takes_them_out(over, member, report_it, client_of, organizer):
    incident = report_it(over, member)
    page = client_of(organizer).post(reverse("incidents:take_back", args=[incident.public_id]))
    assert page.status_code == 403
    assert Incident.objects.get().what == incident.what
