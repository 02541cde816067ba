"""A freed lane is offered with a deadline; and who does either, a social, a date of six, a text to read."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from accounts.consents.actions import acknowledge, publish_document
from accounts.consents.models import Document, DocumentKind
from accounts.models import Profile
from accounts.notifications.models import Reminder
from accounts.notifications.tasks import deliver_due, spread_news
from accounts.permissions import Refused, Viewer
from community.groups.actions import leave_group
from events.levels.models import SpotterLevel
from events.meetups.actions import confirm_answer, leave_meetup
from events.meetups.admission import settle_roster
from events.meetups.departures import ask_again
from events.meetups.models import RSVP, Leading, Meetup
from events.meetups.tasks import free_lapsed_spotters, pass_on_offers, tell_parked
from tests.telling import told


def state_of(user):
    return RSVP.objects.get(user=user).state


def rsvp_of(user):
    return RSVP.objects.get(user=user)


@pytest.fixture
def queue(meetup, runners, answer):
    """One lane that the first holds; two queue for it."""
    Meetup.objects.update(capacity=1)
    people = runners(3)
    assert [answer(meetup, runner) for runner in people] == ["waiting", "waitlisted", "waitlisted"]
    return people


@pytest.fixture
def offered(meetup, queue):
    """The first has left; the second is offered the lane."""
    leave_meetup(Meetup.objects.get(), by=Viewer(queue[0]))
    return queue[1]


def numbers():
    row = Meetup.objects.get()
    return row.runners_going, row.runners_waiting, row.runners_offered, row.spotters_going, row.either_going


def test_an_offer_holds_the_lane_until_its_deadline(offered, queue, meetup, answer, make_user, group):
    assert (state_of(offered), state_of(queue[2]), numbers()) == ("offered", "waitlisted", (0, 0, 1, 0, 0))
    left = meetup.starts_at - timezone.now()
    hold = rsvp_of(offered).offered_until - timezone.now()
    assert abs(hold - left / 4) < timedelta(minutes=1)
    assert told(kind="meetups.offered", recipient=offered).count() == 1


def test_who_says_yes_has_the_lane(offered, meetup, answer):
    assert answer(meetup, offered) == "waiting"
    assert rsvp_of(offered).offered_until is None
    assert numbers() == (0, 1, 0, 0, 0)
    assert not told(kind="meetups.offered").exists()


def test_who_says_yes_goes_at_once_where_a_spotter_is_there(offered, spotter, meetup, answer):
    answer(meetup, spotter, "spotter")
    assert answer(meetup, offered) == "going"


def test_who_says_no_passes_it_on_at_once(offered, queue, meetup):
    leave_meetup(Meetup.objects.get(), by=Viewer(offered))
    assert (state_of(offered), state_of(queue[2])) == ("declined", "offered")
    assert numbers() == (0, 0, 1, 0, 0)


def test_what_nobody_takes_in_time_passes_on_and_both_are_told(offered, queue, clock):
    clock.shift(timedelta(hours=3))
    pass_on_offers()
    assert (state_of(offered), state_of(queue[2])) == ("declined", "offered")
    assert told(kind="meetups.passed", recipient=offered).count() == 1
    assert not Reminder.objects.filter(recipient=offered).exists()


def test_a_yes_that_comes_too_late_queues_anew(offered, queue, meetup, answer, clock):
    clock.shift(timedelta(hours=3))
    assert answer(meetup, offered) == "waitlisted"
    assert state_of(queue[2]) == "offered"


def test_somebody_new_settles_what_is_over_first(offered, queue, meetup, member, answer, clock):
    clock.shift(timedelta(hours=3))
    assert answer(meetup, member) == "waitlisted"
    assert state_of(queue[2]) == "offered"


def test_looking_at_the_page_writes_nothing(offered, meetup, client_of, clock):
    clock.shift(timedelta(hours=3))
    assert client_of(offered).get(meetup.get_absolute_url()).status_code == 200
    assert state_of(offered) == "offered"


def test_the_page_has_a_button_for_yes_and_one_for_no(offered, meetup, client_of):
    page = client_of(offered).get(meetup.get_absolute_url()).content.decode()
    assert "A lane is kept for you until Tuesday" in page
    assert "Yes, I take the lane" in page
    client_of(offered).post(f"{meetup.get_absolute_url()}answer/", {"part": "runner"})
    assert state_of(offered) == "waiting"


def test_a_closed_place_stops_offers_and_takes_none_away(offered, queue, meetup, answer, clock):
    meetup.place.state = "suspended"
    meetup.place.save()
    with pytest.raises(Refused, match="Nobody can sign up until that changes"):
        answer(meetup, offered)
    clock.shift(timedelta(hours=3))
    pass_on_offers()
    assert (state_of(offered), state_of(queue[2])) == ("waitlisted", "waitlisted")


def settled():
    with transaction.atomic():
        settle_roster(Meetup.objects.get().pk)


def test_lanes_taken_away_drop_nobody_and_admit_nobody(meetup, runners, spotter, answer):
    people = runners(3)
    Meetup.objects.update(capacity=2)
    answer(meetup, spotter, "spotter")
    assert [answer(meetup, runner) for runner in people] == ["going", "waiting", "waitlisted"]
    Meetup.objects.update(capacity=1)
    settled()
    assert [state_of(runner) for runner in people] == ["going", "waiting", "waitlisted"]
    assert Meetup.objects.get().seats.surplus == 1
    Meetup.objects.update(capacity=3)
    settled()
    assert [state_of(runner) for runner in people] == ["going", "waiting", "offered"]


@pytest.mark.parametrize(
    ("lanes", "words"),
    [
        (1, "1 more person holds a lane than there are lanes"),
        (2, None),
    ],
)
def test_the_page_says_that_more_hold_a_lane_than_there_are(meetup, runners, answer, client_of, lanes, words):
    people = runners(2)
    assert [answer(meetup, runner) for runner in people] == ["waiting", "waiting"]
    Meetup.objects.update(capacity=lanes)
    settled()
    page = client_of(people[0]).get(meetup.get_absolute_url()).content.decode()
    assert ("than there are lanes" in page) is (words is not None)
    assert (words or "") in page


def test_an_offer_without_a_lane_is_taken_back_and_the_place_stays(offered, queue):
    Meetup.objects.update(capacity=2)
    settled()
    Meetup.objects.update(capacity=1)
    settled()
    assert [state_of(runner) for runner in queue[1:]] == ["offered", "waitlisted"]
    assert told(kind="meetups.passed", recipient=queue[2]).count() == 1


def test_who_does_either_lets_a_waiting_runner_go_and_holds_a_lane(meetup, member, spotter, answer):
    assert answer(meetup, member) == "waiting"
    assert answer(meetup, spotter, "either") == "going"
    assert state_of(member) == "going"
    assert numbers() == (1, 0, 0, 0, 1)
    assert Meetup.objects.get().seats.is_full


def test_changing_between_running_and_either_keeps_the_lane(meetup, runners, make_spotter, answer):
    Meetup.objects.update(capacity=1)
    first, second = (make_spotter(runner) for runner in runners(2))
    answer(meetup, first)
    answer(meetup, second)
    assert answer(meetup, first, "either") == "going"
    assert answer(meetup, first, "runner") == "waiting"
    assert state_of(second) == "waitlisted"


def test_who_spots_does_not_lose_that_for_a_queue(meetup, runners, spotter, answer):
    Meetup.objects.update(capacity=1)
    answer(meetup, runners(1)[0])
    answer(meetup, spotter, "spotter")
    with pytest.raises(Refused, match="You go on spotting"):
        answer(meetup, spotter, "either")
    assert rsvp_of(spotter).part == "spotter"


def test_only_who_may_spot_does_either(meetup, member, answer):
    with pytest.raises(Refused, match="not a spotter yet"):
        answer(meetup, member, "either")


@pytest.mark.parametrize(("part", "after"), [("spotter", "declined"), ("either", "waiting")])
def test_a_level_that_runs_out_frees_the_spotter_and_lets_the_other_run(
    meetup, organizer, spotter, answer, part, after
):
    answer(meetup, spotter, part)
    SpotterLevel.objects.update(expires_at=timezone.now())
    free_lapsed_spotters()
    assert state_of(spotter) == after
    assert told(kind="meetups.level_ended", recipient=spotter).count() == 1
    assert told(kind="meetups.spotter_left", recipient=organizer).count() == 1
    free_lapsed_spotters()
    assert told(kind="meetups.level_ended", recipient=spotter).count() == 1


def test_at_a_social_everybody_goes_and_nobody_spots(meetup, runners, spotter, answer):
    Meetup.objects.update(runners_per_spotter=None, session="social")
    assert [answer(meetup, runner) for runner in runners(3)] == ["going", "going", "waitlisted"]
    with pytest.raises(Refused, match="no spotter is needed"):
        answer(meetup, spotter, "spotter")


def test_where_nobody_only_leads_the_leader_answers_and_six_are_all(meetup, organizer, runners, answer):
    Meetup.objects.update(is_peer_led=True, capacity=6)
    people = runners(6)
    for runner in people[:5]:
        answer(meetup, runner)
    with pytest.raises(Refused, match="for 6 people"):
        answer(meetup, people[5])
    assert answer(meetup, organizer) == "waiting"
    assert RSVP.objects.live().count() == 6


def test_one_person_alone_is_told_that_one_more_is_needed(meetup, spotter, member, answer, client_of):
    answer(meetup, spotter, "either")
    page = client_of(spotter).get(meetup.get_absolute_url()).content.decode()
    assert "One more person, then it can start" in page
    answer(meetup, member)
    page = client_of(spotter).get(meetup.get_absolute_url()).content.decode()
    assert "One more person" not in page
    assert "You run about 0 of 6 turns" in page


def test_not_going_from_nothing_is_an_answer_too(meetup, member, client_of):
    client_of(member).post(f"{meetup.get_absolute_url()}answer/", {"part": "leave"})
    assert state_of(member) == "declined"
    assert numbers() == (0, 0, 0, 0, 0)


def test_nobody_new_after_the_last_moment_to_sign_up_and_leaving_goes_on(meetup, runners, answer):
    first, second = runners(2)
    answer(meetup, first)
    Meetup.objects.update(signup_until=timezone.now())
    with pytest.raises(Refused, match="Signing up ended on Tuesday 16 June at 09:00"):
        answer(meetup, second)
    assert leave_meetup(Meetup.objects.get(), by=Viewer(first))


def test_who_leaves_late_is_told_of_and_kept(meetup, member, spotter, organizer, answer):
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    leave_meetup(Meetup.objects.get(), by=Viewer(member))
    assert rsvp_of(member).left_late
    assert told(kind="meetups.left_late", recipient=organizer).count() == 1
    answer(meetup, member)
    assert not rsvp_of(member).left_late


@pytest.mark.parametrize(("state", "is_late"), [("waiting", True), ("offered", False), ("waitlisted", False)])
def test_late_is_who_said_yes_not_who_refuses_an_offer(meetup, runners, answer, organizer, state, is_late):
    first, second, third = runners(3)
    for runner in (first, second, third):
        answer(meetup, runner)
    if state == "offered":
        leave_meetup(Meetup.objects.get(), by=Viewer(first))
        told(kind="meetups.left_late").delete()
    who = first if state == "waiting" else third
    assert rsvp_of(who).state == state
    leave_meetup(Meetup.objects.get(), by=Viewer(who))
    assert rsvp_of(who).left_late is is_late
    assert told(kind="meetups.left_late", recipient=organizer).count() == int(is_late)


def test_who_spotted_and_leaves_late_is_told_of_once(meetup, spotter, organizer, answer):
    answer(meetup, spotter, "spotter")
    leave_meetup(Meetup.objects.get(), by=Viewer(spotter))
    assert rsvp_of(spotter).left_late
    lines = told(recipient=organizer, target=meetup.public_id)
    assert [line.kind for line in lines] == ["meetups.spotter_left"]


def test_who_leaves_the_group_the_day_before_leaves_late(meetup, member, organizer, group, answer, as_viewer):
    answer(meetup, member)
    leave_group(group, by=as_viewer(member))
    assert rsvp_of(member).left_late
    assert told(kind="meetups.left_late", recipient=organizer).count() == 1


def test_who_leaves_days_before_is_not_late(meetup, member, spotter, answer):
    Meetup.objects.update(
        starts_at=meetup.starts_at + timedelta(days=2), ends_at=meetup.ends_at + timedelta(days=2)
    )
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    leave_meetup(Meetup.objects.get(), by=Viewer(member))
    assert not rsvp_of(member).left_late
    assert not told(kind="meetups.left_late").exists()


def test_a_stage_below_is_refused_with_what_to_do_and_one_above_is_said(meetup, member, answer, client_of):
    Meetup.objects.update(lowest_stage=2, highest_stage=3)
    Profile.objects.filter(user=member).update(stage=1)
    member.profile.refresh_from_db()
    with pytest.raises(Refused, match="for stage 2 and up, and your profile says 1"):
        answer(meetup, member)
    Profile.objects.filter(user=member).update(stage=4)
    page = client_of(member).get(meetup.get_absolute_url()).content.decode()
    assert "for earlier stages than yours" in page
    member.profile.refresh_from_db()
    assert answer(meetup, member) == "waiting"


def test_another_leader_of_the_date_neither_runs_nor_spots(meetup, member, answer):
    Leading.objects.create(meetup=meetup, user=member)
    with pytest.raises(Refused, match="a leader neither runs nor spots"):
        answer(meetup, member)


# ---- A new safety text ----


@pytest.fixture
def new_text(operator):
    def publish():
        old = Document.objects.filter(kind=DocumentKind.SAFETY).order_by("-version").first()
        version = old.version if old else 1
        texts = {"en": "New words", "de": "Neue Worte"}
        publish_document(
            DocumentKind.SAFETY, by=Viewer(operator), texts=texts, replaces=version, asks_again=True
        )
        return Document.objects.get(kind=DocumentKind.SAFETY, language="en", version=version + 1)

    return publish


def fresh(user):
    return Viewer(type(user).objects.with_profile().get(pk=user.pk))


def test_a_new_text_parks_with_place_and_seat_and_reading_it_goes_on(queue, meetup, new_text, client_of):
    first, second, third = queue
    text = new_text()
    acknowledge(text, by=fresh(third))
    leave_meetup(Meetup.objects.get(), by=fresh(first))
    assert (state_of(second), state_of(third)) == ("waitlisted", "offered")
    page = client_of(second).get(meetup.get_absolute_url()).content.decode()
    assert "Parked." in page
    leave_meetup(Meetup.objects.get(), by=fresh(third))
    assert state_of(second) == "waitlisted"
    acknowledge(text, by=fresh(second))
    assert state_of(second) == "offered"


def test_who_has_dates_ahead_is_told_once_that_they_are_parked(queue, new_text, outsider):
    new_text()
    tell_parked.call()
    assert {row.recipient for row in told(kind="meetups.parked")} == set(queue)


# ---- Time or place changed ----


def test_everybody_with_an_answer_is_asked_once_and_says_so(
    meetup, member, spotter, organizer, answer, client_of
):
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    with transaction.atomic():
        ask_again([meetup.pk], by=Viewer(organizer))
    assert {row.recipient for row in told(kind="meetups.reconfirm")} == {member, spotter}
    page = client_of(organizer).get(meetup.get_absolute_url()).content.decode()
    assert page.count("has not said again that they come") == 2
    client_of(member).post(f"{meetup.get_absolute_url()}answer/", {"part": "stay"})
    assert (rsvp_of(member).reconfirm_asked_at, state_of(member)) == (None, "going")
    assert rsvp_of(spotter).reconfirm_asked_at is not None
    assert not confirm_answer(Meetup.objects.get(), by=Viewer(member))


def test_a_letter_of_an_offer_names_the_deadline(offered):
    spread_news.call()
    deliver_due.call()
    letter = next(letter for letter in mail.outbox if letter.to == [offered.email])
    assert "A lane is yours on Tuesday 18:30 if you say yes" in letter.subject
    assert "until Tuesday 11:22" in " ".join(letter.body.split())
