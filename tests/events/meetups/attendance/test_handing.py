"""One leader gives a date to another: who may, to whom, when; what becomes of seats, lists and letters."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.urls import reverse

from accounts.apart.actions import block_person
from accounts.identifiers import new_nonce
from accounts.models import Profile, Reminder
from accounts.permissions import Refused, Viewer
from accounts.users.models import User
from community.groups.models import Membership
from events.meetups.actions import call_off_meetup, leave_meetup, post_meetup
from events.meetups.attendance.actions import check_in
from events.meetups.attendance.checking import check_day
from events.meetups.attendance.handing import hand_over
from events.meetups.attendance.heirs import heirs_of
from events.meetups.attendance.models import Attendance, AttendanceChange, HandOver
from events.meetups.changing import edit_meetup
from events.meetups.models import RSVP, Leading, Meetup
from tests.conftest import join
from tests.telling import told


def fresh(user):
    return User.objects.with_profile().get(pk=user.pk)


@pytest.fixture
def give(meetup, organizer, seen):
    """``give(member)``: the organizer, who leads it, hands tonight's date to the member."""

    def hand(to, *, by=None, leads_now=None):
        by = fresh(by or organizer)
        return hand_over(
            seen(meetup, by), by=Viewer(by), leads_now=fresh(leads_now or organizer), to=fresh(to)
        )

    return hand


@pytest.fixture
def going(meetup, member, spotter, answer):
    """The member runs and the spotter spots."""
    answer(meetup, spotter, "spotter")
    answer(meetup, member)
    return member


def leaders(meetup):
    return sorted(Leading.objects.filter(meetup=meetup).people())


def named(meetup, leader):
    return [(heir.user.get_full_name(), heir.words) for heir in heirs_of(meetup, leader.pk)]


# ---- Who may take it over ----


def test_leaders_organizers_and_who_is_going_may_take_it_over(
    meetup, organizer, group, make_user, going, runners, answer
):
    orla, leads_too = join(make_user("orla"), group, "organizer"), runners(1)[0]
    Leading.objects.create(meetup=meetup, user=leads_too)
    waits = runners(1, start=1)[0]
    assert answer(meetup, waits) == "waiting"
    assert named(meetup, organizer) == [
        ("Runner0", "Leads it too"),
        ("Leyla", "Is going"),
        ("Mira", "Is going"),
        ("Orla", "Organizes the group"),
    ]
    assert orla.pk not in leaders(meetup)


@pytest.mark.parametrize("unfit", [{"birth_year": 2010}, {"acknowledged_version": None}], ids=str)
def test_who_is_under_18_or_has_not_read_the_safety_text_may_not(give, going, meetup, organizer, unfit):
    Profile.objects.filter(user=going).update(**unfit)
    assert named(meetup, organizer) == [("Leyla", "Is going")]
    with pytest.raises(Refused, match="Mira cannot take it over"):
        give(going)
    assert leaders(meetup) == [organizer.pk]


def test_who_is_not_going_or_has_left_the_group_may_not(give, going, other_member, runners, meetup, answer):
    with pytest.raises(Refused, match="Runner0 cannot take it over"):
        give(runners(1)[0])
    Membership.objects.filter(user=going).delete()
    with pytest.raises(Refused, match="Mira cannot take it over"):
        give(going)
    assert not HandOver.objects.exists()


def test_who_leads_something_else_then_may_not(give, group, organizer, make_user, plan, meetup, make_zone):
    orla = join(make_user("orla"), group, "organizer")
    post_meetup(group, by=Viewer(orla), **plan(zone=make_zone("Elsewhere")))
    assert named(meetup, organizer) == []
    with pytest.raises(Refused, match="Orla cannot take it over"):
        give(orla)


def test_too_few_leaders_for_the_lanes_are_not_left(give, meetup, runners, organizer):
    second, third = runners(2)
    Meetup.objects.filter(pk=meetup.pk).update(capacity=16)
    for user in (second, third):
        Leading.objects.create(meetup=meetup, user=user)
    give(second)
    with pytest.raises(Refused, match="more lanes than the others can lead"):
        give(third, leads_now=second)
    assert leaders(meetup) == sorted([second.pk, third.pk])


# ---- Who may give it away, and when ----


@pytest.mark.parametrize("who", ["member", "moderator", "outsider", "newcomer", "site_moderator"])
def test_others_cannot_hand_it_over(who, request, give, going, spotter):
    with pytest.raises(PermissionDenied):
        give(spotter, by=request.getfixturevalue(who))


def test_any_leader_may_as_the_first_may_be_hurt(give, meetup, going, runners, organizer):
    [second] = runners(1)
    Leading.objects.create(meetup=meetup, user=second)
    give(going, by=second)
    assert leaders(meetup) == sorted([going.pk, second.pk])
    assert Meetup.objects.get(pk=meetup.pk).leader_id == going.pk


def test_an_organizer_takes_it_over_and_makes_the_check(
    give, meetup, group, make_user, at_the_track, seen, organizer
):
    orla = join(make_user("orla"), group, "organizer")
    at_the_track()
    look = {"nonce": new_nonce(), "ground": "dry", "weather": "clear", "crossing": 0}
    with pytest.raises(PermissionDenied):
        check_day(seen(meetup, orla), by=Viewer(fresh(orla)), **look)
    give(orla, by=orla)
    assert check_day(seen(meetup, orla), by=Viewer(fresh(orla)), **look).by_id == orla.pk


def test_it_is_handed_over_on_its_day_until_its_end(give, meetup, going, clock, organizer):
    clock.move_to(meetup.starts_at.replace(hour=21, minute=59) - timedelta(days=1))  # 23:59 at the place
    with pytest.raises(Refused, match="on its day"):
        give(going)
    clock.move_to(meetup.ends_at)
    with pytest.raises(Refused, match="This meetup is over"):
        give(going)
    clock.move_to(meetup.ends_at - timedelta(seconds=1))
    give(going)


def test_what_is_called_off_is_not_handed_over(give, meetup, going, organizer):
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice")
    with pytest.raises(Refused, match="called off"):
        give(going)


def test_a_second_hand_over_is_told_who_leads_now(give, meetup, going, spotter, organizer):
    give(going)
    with pytest.raises(Refused, match="Somebody handed it over a moment ago: Mira leads it now"):
        give(spotter)
    assert HandOver.objects.get().to_user_id == going.pk
    assert leaders(meetup) == [going.pk]


# ---- What becomes of it ----


def test_the_date_has_another_leader_and_one_row_says_so(give, meetup, going, organizer):
    done = give(going)
    row = Meetup.objects.get(pk=meetup.pk)
    assert (row.leader_id, leaders(meetup)) == (going.pk, [going.pk])
    assert HandOver.objects.get() == done
    assert (done.from_user_id, done.to_user_id) == (organizer.pk, going.pk)
    assert row.sequence == meetup.sequence + 1


def test_a_form_of_before_does_not_bring_the_old_leader_back(give, meetup, going, organizer, plan, seen):
    fields = plan()
    del fields["nonce"]
    give(going)
    with pytest.raises(Refused, match="Somebody changed this date"):
        edit_meetup(seen(meetup, organizer), by=Viewer(organizer), sequence=meetup.sequence, **fields)


def test_who_takes_over_only_leads_and_their_lane_is_for_the_next(
    give, meetup, going, spotter, runners, answer, counters
):
    first, second = runners(2)
    answer(meetup, first)
    assert answer(meetup, second) == "waitlisted"
    give(going)
    assert not RSVP.objects.live().filter(user=going).exists()
    assert RSVP.objects.get(user=first).state == "going"
    assert RSVP.objects.get(user=second).state == "offered"
    assert counters(meetup) == (1, 0, 1)


def test_a_spotter_who_takes_over_is_missed_and_nobody_is_dropped(give, meetup, going, spotter, counters):
    give(spotter)
    assert counters(meetup) == (1, 0, 0)
    assert Meetup.objects.get(pk=meetup.pk).seats.without_spotter == 1
    assert RSVP.objects.get(user=going).state == "going"


def test_at_a_date_of_six_who_leads_goes_on_running(give, meetup, going):
    Meetup.objects.filter(pk=meetup.pk).update(is_peer_led=True, lowest_stage=2)
    give(going)
    assert RSVP.objects.get(user=going).state == "going"


def test_a_date_of_six_does_not_grow_by_it(give, meetup, group, organizer, going, runners, make_user):
    orla = join(make_user("orla"), group, "organizer")
    Meetup.objects.filter(pk=meetup.pk).update(is_peer_led=True, lowest_stage=2, capacity=6)
    for person in (organizer, *runners(3)):
        row = {"state": "going", "part": "runner", "queued_at": meetup.starts_at}
        RSVP.objects.create(meetup=meetup, user=person, changed_at=meetup.starts_at, **row)
    Meetup.objects.filter(pk=meetup.pk).update(runners_going=F("runners_going") + 4)
    with pytest.raises(Refused, match="it is for 6 people"):
        give(orla)
    assert leaders(meetup) == [organizer.pk]


def test_who_is_checked_in_already_is_there_as_leader(
    give, meetup, going, organizer, at_the_track, look, seen
):
    at_the_track()
    look()
    check_in(seen(meetup, organizer), by=Viewer(fresh(organizer)), person=fresh(going))
    give(going)
    assert Attendance.objects.get(user=going).doing == "leader"
    change = AttendanceChange.objects.get()
    assert (change.before, change.after, change.by_id) == ("runner", "leader", organizer.pk)


def test_who_led_may_answer_again(give, meetup, going, organizer, answer):
    give(going)
    assert answer(meetup, organizer) == "going"


def test_the_new_leader_is_reminded_and_the_old_one_is_not(give, meetup, group, make_user, organizer):
    orla = join(make_user("orla"), group, "organizer")
    assert Reminder.objects.filter(target=meetup.public_id, recipient=organizer).exists()
    give(orla)
    people = Reminder.objects.filter(target=meetup.public_id).values_list("recipient", flat=True)
    assert set(people) == {orla.pk}


def test_who_led_a_date_for_invited_people_may_read_it_on(give, meetup, group, make_user, client_of, going):
    orla, lea = join(make_user("orla"), group, "organizer"), join(make_user("lea"), group, "member")
    Meetup.objects.filter(pk=meetup.pk).update(audience="invited", leader=lea)
    Leading.objects.filter(meetup=meetup).update(user=lea)
    give(orla, by=lea, leads_now=lea)
    assert client_of(lea).get(meetup.get_absolute_url()).status_code == 200
    assert client_of(lea).get(address("day", meetup)).status_code == 404


# ---- Who is told ----


def lines(meetup):
    rows = told(kind="meetups.handed_over", target=meetup.public_id)
    return sorted(rows.values_list("recipient__profile__display_name", flat=True))


def test_who_takes_over_and_the_other_leaders_are_told(give, meetup, going, runners):
    Leading.objects.create(meetup=meetup, user=runners(1)[0])
    give(going)
    assert lines(meetup) == ["Mira", "Runner0"]


def test_whose_date_is_taken_is_told(give, meetup, going, runners):
    [second] = runners(1)
    Leading.objects.create(meetup=meetup, user=second)
    give(second, by=second)
    assert lines(meetup) == ["Petra"]


def test_of_two_hand_overs_the_last_is_left_to_read(give, meetup, going, spotter):
    give(going)
    assert lines(meetup) == ["Mira"]
    give(spotter, by=going, leads_now=going)
    assert lines(meetup) == ["Leyla"]


def test_no_block_keeps_a_leader_from_learning_that_they_lead(give, meetup, going, organizer, as_viewer):
    block_person(organizer, by=as_viewer(going))
    give(going)
    assert lines(meetup) == ["Mira"]


# ---- Pages ----


def address(name, meetup):
    return reverse(f"meetups:{name}", args=[meetup.public_id])


def test_a_leader_hands_it_over_from_the_page_of_the_day(client_of, meetup, going, organizer):
    leader = client_of(organizer)
    assert address("day_hand_over", meetup) in leader.get(address("day", meetup)).content.decode()
    page = leader.get(address("day_hand_over", meetup))
    assert "Mira · Is going" in page.content.decode()
    leads_now = page.context["form"]["leads_now"].value()
    answer = leader.post(address("day_hand_over", meetup), {"leads_now": leads_now})
    assert "Choose who leads it from now on." in answer.content.decode()
    answer = leader.post(
        address("day_hand_over", meetup), {"leads_now": leads_now, "to": going.public_id}, follow=True
    )
    assert "Mira leads it now, and is told." in answer.content.decode()
    day = client_of(going).get(address("day", meetup)).content.decode()
    assert "Mira leads it in place of Petra." in " ".join(day.split())


def test_a_stale_form_is_answered_in_a_sentence(client_of, meetup, going, spotter, organizer, give):
    stale = {"leads_now": organizer.public_id, "to": going.public_id}
    give(going)
    for to in (going, spotter):
        stale["to"] = to.public_id
        answer = client_of(organizer).post(address("day_hand_over", meetup), stale, follow=True)
        assert "Somebody handed it over a moment ago: Mira leads it now." in answer.content.decode()
    assert HandOver.objects.count() == 1


def test_where_nobody_can_take_it_over_the_page_says_what_to_do(client_of, meetup, organizer):
    page = client_of(organizer).get(address("day_hand_over", meetup)).content.decode()
    assert "Nobody can take it over" in page
    assert 'name="to"' not in page


def test_before_its_day_no_page_offers_it(client_of, meetup, organizer, clock, going):
    clock.move_to(meetup.starts_at - timedelta(days=2))
    leader = client_of(organizer)
    assert address("day_hand_over", meetup) not in leader.get(address("day", meetup)).content.decode()
    assert "on its day" in leader.get(address("day_hand_over", meetup)).content.decode()


def test_who_gave_it_away_sees_the_day_no_more(client_of, meetup, going, spotter, give):
    give(going)
    give(spotter, by=going, leads_now=going)
    assert client_of(going).get(address("day", meetup)).status_code == 404


def test_both_find_it_in_their_archive(give, meetup, going, organizer):
    from events.meetups.attendance.privacy import give as given  # noqa: PLC0415  another "give"

    give(going)
    mine, theirs = given(organizer.pk), given(going.pk)
    assert [len(mine[name]) for name in ("dates-handed-over", "dates-taken-over")] == [1, 0]
    assert [len(theirs[name]) for name in ("dates-handed-over", "dates-taken-over")] == [0, 1]


def test_who_left_a_seat_behind_by_it_may_come_back_as_a_runner(give, meetup, going, spotter, answer):
    give(going)
    give(spotter, by=going, leads_now=going)
    assert answer(meetup, going) == "waiting"
    assert leave_meetup(meetup, by=Viewer(going))
