"""A date that is posted changes, is called off and comes back; people keep their places."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.html import escape

from accounts.models import Notification, Reminder, User
from accounts.notifications.tasks import deliver_due, spread_news
from accounts.permissions import Refused, Viewer
from community.groups.actions import leave_group
from community.groups.bans import remove_member
from community.groups.models import Membership
from events.meetups.actions import call_off_meetup, confirm_answer, leave_meetup, post_meetup
from events.meetups.calendar import as_ics
from events.meetups.changing import bring_back_meetup, edit_meetup, step_back
from events.meetups.models import RSVP, Guest, Leading, Meetup
from tests.conftest import join
from tests.events.meetups.conftest import NOW
from tests.telling import told


def read(meetup) -> Meetup:
    leader = User.objects.get(pk=meetup.leader_id)
    return Meetup.objects.for_page(Viewer(leader)).get(pk=meetup.pk)


@pytest.fixture
def edit(organizer, plan):
    """Send the form as it was filled in for this date, with changes."""

    def send(meetup, *, by=organizer, sequence=None, **changes):
        fields = plan(**changes)
        del fields["nonce"]
        sequence = read(meetup).sequence if sequence is None else sequence
        return edit_meetup(read(meetup), by=Viewer(by), sequence=sequence, **fields)

    return send


# ---- Edit ----


def test_other_words_ask_nobody_again(meetup, member, answer, edit):
    answer(meetup, member)
    changed = edit(meetup, title="Second steps Tuesday", bring="Water")
    assert (changed.title, changed.bring, changed.sequence) == ("Second steps Tuesday", "Water", 1)
    assert RSVP.objects.get().reconfirm_asked_at is None


def test_another_hour_keeps_everybody_and_asks_again(meetup, member, answer, edit, plan):
    answer(meetup, member)
    later = {name: plan()[name] + timedelta(hours=1) for name in ("starts_at", "ends_at")}
    changed = edit(meetup, **later)
    mine = RSVP.objects.get()
    assert (changed.starts_at, mine.state) == (later["starts_at"], "waiting")
    assert mine.reconfirm_asked_at is not None


def test_another_place_keeps_everybody_and_asks_again(meetup, member, answer, edit, make_zone):
    answer(meetup, member)
    other = make_zone("South straight")
    assert edit(meetup, zone=other).place == other.place
    assert RSVP.objects.get().reconfirm_asked_at is not None


def test_of_another_place_the_form_tells_by_the_letter_of_a_move(meetup, member, answer, edit, make_zone):
    answer(meetup, member)
    edit(meetup, zone=make_zone("South straight"))
    assert [row.recipient_id for row in told(kind="meetups.moved")] == [member.pk]
    assert not told(kind="meetups.reconfirm").exists()


WORD = "The track is booked <that> evening, sorry."


def test_who_is_asked_again_reads_the_word_of_who_changed_it(meetup, member, answer, edit, plan, client_of):
    answer(meetup, member)
    page = client_of(member).get(meetup.get_absolute_url())
    later = {name: plan()[name] + timedelta(hours=1) for name in ("starts_at", "ends_at")}
    edit(meetup, **later, change_note=WORD)
    spread_news.call()
    deliver_due.call()
    (asked,) = [letter for letter in mail.outbox if letter.to == [member.email]][-1:]
    assert WORD in " ".join(asked.body.split())
    assert escape(WORD) in asked.alternatives[0].content
    page = client_of(member).get(meetup.get_absolute_url())
    assert f"A word from who changed it: “{escape(WORD)}”" in page.content.decode()


def test_a_word_stands_until_it_is_or_begins_elsewhere_once_more(
    meetup, member, answer, edit, plan, make_zone
):
    answer(meetup, member)
    later = {name: plan()[name] + timedelta(hours=1) for name in ("starts_at", "ends_at")}
    edit(meetup, **later, change_note=WORD)
    assert edit(meetup, **later, title="Other words").change_note == WORD
    assert edit(meetup, **later, zone=make_zone("South straight")).change_note == ""


def test_after_its_deadline_a_date_still_changes_and_its_deadline_is_no_fault(meetup, edit):
    over = NOW - timedelta(hours=1)
    Meetup.objects.update(signup_until=over)
    assert edit(meetup, title="Other words", signup_until=over).title == "Other words"
    with pytest.raises(Refused, match="Nobody could sign up then"):
        edit(meetup, signup_until=over - timedelta(hours=1))


def test_fewer_lanes_drop_nobody_and_more_let_the_next_in(meetup, runners, spotter, answer, edit, counters):
    answer(meetup, spotter, "spotter")
    states = [answer(meetup, runner) for runner in runners(3)]
    assert states == ["going", "waiting", "waitlisted"]
    edit(meetup, capacity=1)
    assert counters(meetup) == (1, 1, 1)
    edit(meetup, capacity=3)
    assert "waitlisted" not in RSVP.objects.values_list("state", flat=True)


def test_a_date_keeps_its_limit_until_something_about_it_changes(meetup, group, edit):
    Meetup.objects.filter(pk=meetup.pk).update(lowest_stage=2, runners_per_spotter=2)
    group.runners_per_spotter = 1
    group.save()
    assert edit(meetup, lowest_stage=2, title="Other words").runners_per_spotter == 2
    assert edit(meetup, lowest_stage=3).runners_per_spotter == 1


def test_other_words_may_be_said_of_a_date_whose_place_is_closed(meetup, zone, edit, plan):
    zone.place.state = "suspended"
    zone.place.save()
    assert edit(meetup, title="Other words").title == "Other words"
    later = {name: plan()[name] + timedelta(hours=1) for name in ("starts_at", "ends_at")}
    with pytest.raises(Refused, match="is closed for now"):
        edit(meetup, **later)


def test_who_was_slower_is_refused_and_changes_nothing(meetup, edit):
    edit(meetup, title="The first")
    with pytest.raises(Refused, match="Somebody changed this date while you were writing"):
        edit(meetup, title="The second", sequence=0)
    assert read(meetup).title == "The first"


@pytest.mark.parametrize("who", ["member", "moderator", "outsider"])
def test_only_organizers_edit(who, request, meetup, edit):
    with pytest.raises(PermissionDenied):
        edit(meetup, by=request.getfixturevalue(who))


@pytest.mark.parametrize("audience", ["group", "invited"])
def test_who_leads_changes_a_date_but_not_who_leads_it_and_whom_it_is_for(
    audience, meetup, member, other_member, moderator, edit, hand_to
):
    edit(meetup, leaders=[member.pk], audience=audience, guests=[other_member.pk])
    forged = {"audience": "public", "guests": [moderator.pk], "leaders": [other_member.pk]}
    changed = edit(meetup, by=member, title="Mine", capacity=3, **forged)
    assert (changed.title, changed.capacity, changed.audience) == ("Mine", 3, audience)
    assert read(meetup).leader_ids == [member.pk]
    invited = {other_member.pk} if audience == "invited" else set()
    assert set(Guest.objects.values_list("user", flat=True)) == invited


def test_what_is_over_or_off_is_not_edited(meetup, organizer, edit, clock):
    call_off_meetup(meetup, by=Viewer(organizer), reason="Ice")
    with pytest.raises(Refused, match="called off"):
        edit(meetup)


def test_who_answered_stays_invited_when_a_date_becomes_one_for_invited_members(
    meetup, member, other_member, answer, edit
):
    answer(meetup, member)
    edit(meetup, audience="invited", guests=[other_member.pk])
    assert set(Guest.objects.values_list("user", flat=True)) == {member.pk, other_member.pk}
    edit(meetup, audience="group")
    assert not Guest.objects.exists()


@pytest.fixture
def moved_onto_another(meetup, group, organizer, moderator, member, plan, answer, edit):
    """Two dates the member said yes to: this one now begins at the hour of the other, "Besides"."""
    hour = {name: plan()[name] + timedelta(hours=1) for name in ("starts_at", "ends_at")}
    other = post_meetup(group, by=Viewer(organizer), **plan(leaders=[moderator.pk], title="Besides", **hour))
    for date in (meetup, other):
        answer(date, member)
    return edit(meetup, **hour)


AT_BESIDES = "You are at “Besides” at that hour. Leave that first, or stay with it."


def test_who_is_elsewhere_at_the_new_hour_cannot_say_that_they_still_come(moved_onto_another, member):
    with pytest.raises(Refused, match=AT_BESIDES):
        confirm_answer(moved_onto_another, by=Viewer(member))
    assert RSVP.objects.get(meetup=moved_onto_another).reconfirm_asked_at is not None
    leave_meetup(Meetup.objects.get(title="Besides"), by=Viewer(member))
    assert confirm_answer(moved_onto_another, by=Viewer(member))


@pytest.mark.parametrize("part", ["runner", "spotter"])
def test_nor_by_answering_once_more(moved_onto_another, member, make_spotter, answer, part):
    make_spotter(member)
    with pytest.raises(Refused, match=AT_BESIDES):
        answer(moved_onto_another, member, part)


def test_the_other_answer_still_changes(moved_onto_another, member, make_spotter, answer):
    make_spotter(member)
    assert answer(Meetup.objects.get(title="Besides"), member, "spotter") == "going"


# ---- Leaders ----


def test_leaders_are_named_told_and_reminded(meetup, organizer, member, edit):
    edit(meetup, leaders=[organizer.pk, member.pk], capacity=16)
    assert Leading.objects.filter(meetup=meetup).people() == [organizer.pk, member.pk]
    assert [row.recipient_id for row in told(kind="meetups.named_leader")] == [member.pk]


def test_who_is_named_leader_and_had_said_yes_only_leads(
    meetup, organizer, member, runners, spotter, answer, edit, counters
):
    answer(meetup, spotter, "spotter")
    (waits,) = runners(1)
    assert [answer(meetup, person) for person in (member, waits)] == ["going", "waiting"]
    edit(meetup, leaders=[organizer.pk, member.pk])
    assert RSVP.objects.get(user=member).state == "declined"
    assert (RSVP.objects.get(user=waits).state, counters(meetup)) == ("going", (1, 0, 1))
    assert [row.recipient_id for row in told(kind="meetups.named_leader")] == [member.pk]
    assert Reminder.objects.filter(recipient=member).count() == 1  # the day before is over


def test_where_the_leader_runs_along_who_is_named_keeps_their_answer(
    group, organizer, member, plan, answer, edit
):
    peers = {"is_peer_led": True, "lowest_stage": 2}
    meetup = post_meetup(group, by=Viewer(organizer), **plan(**peers))
    answer(meetup, member)
    edit(meetup, leaders=[organizer.pk, member.pk], **peers)
    assert RSVP.objects.get().is_live
    edit(meetup, leaders=[organizer.pk, member.pk], lowest_stage=2)
    assert not RSVP.objects.get().is_live


PEERS = {"lowest_stage": 2, "capacity": 4, "is_peer_led": True}


@pytest.fixture
def seven(group, organizer, plan, answer, runners, make_user, make_spotter):
    """Four run and two spot at a date; with who leads it they are seven."""
    meetup = post_meetup(group, by=Viewer(organizer), **plan(**PEERS | {"is_peer_led": False}))
    spotters = [make_spotter(join(make_user(name), group, "member")) for name in ("leyla", "noor")]
    for spotter in spotters:
        answer(meetup, spotter, "spotter")
    assert [answer(meetup, runner) for runner in runners(4)] == ["going"] * 4
    return meetup


def test_a_date_of_seven_does_not_become_one_whose_leader_runs_along(seven, edit):
    with pytest.raises(Refused, match=r"at most 6: our convention\. With who leads it you are 7"):
        edit(seven, **PEERS)
    assert not read(seven).is_peer_led
    leave_meetup(read(seven), by=Viewer(RSVP.objects.filter(part="runner").first().user))
    assert edit(seven, **PEERS).is_peer_led


def test_where_seven_were_let_in_words_still_change_and_nobody_more_leads(seven, organizer, member, edit):
    Meetup.objects.filter(pk=seven.pk).update(is_peer_led=True)
    assert edit(seven, title="Second steps", **PEERS).title == "Second steps"
    with pytest.raises(Refused, match="With who leads it you are 8 already"):
        edit(seven, leaders=[organizer.pk, member.pk], **PEERS)


def test_who_comes_and_is_named_to_lead_along_is_counted_once(seven, organizer, edit):
    first, second = RSVP.objects.filter(part="runner")[:2]
    leave_meetup(read(seven), by=Viewer(first.user))
    assert edit(seven, leaders=[organizer.pk, second.user_id], **PEERS).is_peer_led


def test_who_leads_a_date_that_is_on_again_only_leads(thursday, organizer, member, answer):
    answer(thursday, member)
    call_off_meetup(thursday, by=Viewer(organizer), reason="Ice")
    Leading.objects.create(meetup=thursday, user=member)
    bring_back_meetup(read(thursday), by=Viewer(organizer))
    assert (RSVP.objects.get().state, read(thursday).runners_waiting) == ("declined", 0)


def test_who_leads_steps_back_while_somebody_else_leads(meetup, organizer, member, edit):
    edit(meetup, leaders=[organizer.pk, member.pk])
    step_back(read(meetup), by=Viewer(organizer))
    assert (read(meetup).leader_ids, read(meetup).leader_id) == ([member.pk], member.pk)
    with pytest.raises(Refused, match="Nobody else leads it"):
        step_back(read(meetup), by=Viewer(member))


def people_told(kind):
    return {row.recipient_id for row in told(kind=kind)}


def test_who_leads_on_and_who_organizes_learn_that_somebody_stepped_back(
    meetup, organizer, member, other_member, edit
):
    edit(meetup, leaders=[organizer.pk, member.pk, other_member.pk])
    step_back(read(meetup), by=Viewer(member))
    assert people_told("meetups.stepped_back") == {organizer.pk, other_member.pk}
    step_back(read(meetup), by=Viewer(organizer))
    assert people_told("meetups.stepped_back") == {other_member.pk}


def test_they_learn_it_too_of_a_leader_who_leaves_the_group(
    meetup, organizer, member, group, edit, as_viewer
):
    edit(meetup, leaders=[organizer.pk, member.pk])
    leave_group(group, by=as_viewer(member))
    assert people_told("meetups.stepped_back") == {organizer.pk}


def test_whom_an_edit_makes_lead_no_more_is_told_and_reminded_no_more(meetup, organizer, member, edit):
    edit(meetup, leaders=[organizer.pk, member.pk])
    edit(meetup, leaders=[organizer.pk])
    assert people_told("meetups.leads_no_more") == {member.pk}
    assert not told(kind="meetups.named_leader", recipient=member)
    assert not Reminder.objects.filter(recipient=member).exists()


def test_who_steps_back_or_is_named_again_is_not_told_that_they_lead_no_more(meetup, organizer, member, edit):
    for leaders in ([organizer.pk, member.pk], [organizer.pk], [organizer.pk, member.pk]):
        edit(meetup, leaders=leaders)
    step_back(read(meetup), by=Viewer(organizer))
    assert people_told("meetups.leads_no_more") == set()


@pytest.fixture
def led_by_member(meetup, member, hand_to):
    hand_to(meetup, member)
    return meetup


def test_organizers_learn_that_who_led_alone_left_the_group(
    led_by_member, organizer, member, group, as_viewer, client_of
):
    page = client_of(organizer).get(reverse("meetups:list")).text
    assert "Nobody leads it yet" not in page
    leave_group(group, by=as_viewer(member))
    assert people_told("meetups.stepped_back") == {organizer.pk}
    assert read(led_by_member).leader_ids == []
    assert not Reminder.objects.filter(recipient=member).exists()
    page = client_of(organizer).get(led_by_member.get_absolute_url()).text
    assert "Nobody leads this date any more: who did has left the group." in page
    assert "Nobody leads it yet" in client_of(organizer).get(reverse("meetups:list")).text


def test_organizers_learn_that_who_led_alone_was_banned(led_by_member, organizer, member, group, as_viewer):
    membership = Membership.objects.get(group=group, user=member)
    remove_member(membership, by=as_viewer(organizer), reason="You ran alone.", is_final=True)
    assert people_told("meetups.stepped_back") == {organizer.pk}
    assert read(led_by_member).leader_ids == []


def test_whoever_names_somebody_again_is_reminded_of_it_no_more(
    led_by_member, organizer, member, group, as_viewer, edit
):
    leave_group(group, by=as_viewer(member))
    edit(led_by_member)
    assert (read(led_by_member).leader_ids, read(led_by_member).leader_id) == ([organizer.pk], organizer.pk)
    assert not Notification.objects.filter(kind="meetups.stepped_back", is_hidden=False).exists()


def test_nobody_steps_back_from_more_runners_than_the_others_take(meetup, organizer, member, edit):
    edit(meetup, leaders=[organizer.pk, member.pk], capacity=9)
    with pytest.raises(Refused, match="cannot lead so many runners"):
        step_back(read(meetup), by=Viewer(organizer))


def test_who_does_not_lead_cannot_step_back(meetup, member):
    with pytest.raises(PermissionDenied):
        step_back(read(meetup), by=Viewer(member))


# ---- Off and on again ----


@pytest.fixture
def thursday(group, organizer, plan):
    times = {name: plan()[name] + timedelta(days=2) for name in ("starts_at", "ends_at")}
    return post_meetup(group, by=Viewer(organizer), **plan(**times))


def test_a_call_off_is_undone_and_everybody_keeps_the_answer(thursday, organizer, member, answer):
    answer(thursday, member)
    call_off_meetup(thursday, by=Viewer(organizer), reason="Ice")
    bring_back_meetup(read(thursday), by=Viewer(organizer))
    now = read(thursday)
    assert (now.state, now.cancelled_because, now.sequence) == ("scheduled", "", 2)
    assert RSVP.objects.get().state == "waiting"
    assert [row.recipient_id for row in told(kind="meetups.on_again")] == [member.pk]
    words = as_ics(now, "https://x").decode()
    assert "STATUS:CONFIRMED" in words
    assert "SEQUENCE:2" in words


def test_on_its_day_a_call_off_is_not_undone(thursday, organizer, clock):
    call_off_meetup(thursday, by=Viewer(organizer), reason="Ice")
    clock.move_to(NOW.replace(day=17, hour=23, minute=59))
    assert read(thursday).can_come_back
    clock.move_to(NOW.replace(day=18, hour=0, minute=0))
    with pytest.raises(Refused, match="On its day a call-off is not undone"):
        bring_back_meetup(read(thursday), by=Viewer(organizer))


def test_bringing_back_twice_is_as_good_as_once(thursday, organizer):
    call_off_meetup(thursday, by=Viewer(organizer), reason="Ice")
    for _ in range(2):
        bring_back_meetup(read(thursday), by=Viewer(organizer))
    assert read(thursday).sequence == 2


def test_who_leads_something_else_by_now_keeps_it_from_coming_back(thursday, group, organizer, plan):
    call_off_meetup(thursday, by=Viewer(organizer), reason="Ice")
    post_meetup(group, by=Viewer(organizer), **plan(starts_at=thursday.starts_at, ends_at=thursday.ends_at))
    with pytest.raises(Refused, match="You are at"):
        bring_back_meetup(read(thursday), by=Viewer(organizer))


def test_whose_other_plans_collide_is_asked_again(
    thursday, group, organizer, member, plan, answer, moderator
):
    answer(thursday, member)
    call_off_meetup(thursday, by=Viewer(organizer), reason="Ice")
    times = {"starts_at": thursday.starts_at, "ends_at": thursday.ends_at}
    other = post_meetup(group, by=Viewer(organizer), **plan(leaders=[moderator.pk], **times))
    answer(other, member)
    bring_back_meetup(read(thursday), by=Viewer(organizer))
    assert RSVP.objects.get(meetup=thursday).reconfirm_asked_at is not None


def test_a_closed_place_keeps_a_date_from_coming_back(thursday, organizer, zone):
    call_off_meetup(thursday, by=Viewer(organizer), reason="Ice")
    zone.place.state = "suspended"
    zone.place.save()
    with pytest.raises(Refused, match="is closed for now"):
        bring_back_meetup(read(thursday), by=Viewer(organizer))


def test_a_date_of_a_resting_group_does_not_come_back(thursday, group, organizer):
    call_off_meetup(thursday, by=Viewer(organizer), reason="Ice")
    group.archived_at = NOW
    group.save(update_fields=["archived_at"])
    with pytest.raises(Refused, match="This group rests"):
        bring_back_meetup(read(thursday), by=Viewer(organizer))


# ---- Pages ----


@pytest.fixture
def sent(meetup, zone, organizer):
    """What the browser sends of this date."""

    def fill(**changes):
        return {
            "title": meetup.title,
            "zone": zone.public_id,
            "day": "2026-06-16",
            "starts": "18:30",
            "ends": "19:30",
            "session": "straight",
            "capacity": "2",
            "lowest_stage": "0",
            "highest_stage": "4",
            "audience": "public",
            "leaders": [organizer.public_id],
            "sequence": "0",
        } | changes

    return fill


def test_the_page_changes_a_date(client_of, meetup, organizer, sent):
    url = reverse("meetups:edit", args=[meetup.public_id])
    assert 'value="First steps Tuesday"' in client_of(organizer).get(url).text
    answer = client_of(organizer).post(url, sent(title="Second steps", ends="19:45"))
    assert (answer.status_code, answer.url) == (302, meetup.get_absolute_url())
    assert f"{read(meetup).title} {read(meetup).local_end:%H:%M}" == "Second steps 19:45"


def test_who_leads_is_not_asked_who_leads_and_who_sees_it(
    client_of, meetup, member, sent, hand_to, organizer
):
    hand_to(meetup, member)
    url, client = reverse("meetups:edit", args=[meetup.public_id]), client_of(member)
    page = client.get(url)
    assert not {"leaders", "audience", "guests"} & set(page.context["form"].fields)
    assert "an organizer of the group can change that" in page.text
    forged = {"audience": "invited", "guests": [organizer.public_id], "leaders": [organizer.public_id]}
    assert client.post(url, sent(title="Mine", **forged)).status_code == 302
    now = read(meetup)
    assert (now.title, now.audience, now.leader_ids) == ("Mine", "public", [member.pk])
    assert not Guest.objects.exists()


def test_the_page_offers_who_leads_what_they_may(client_of, meetup, member, hand_to, group, organizer):
    hand_to(meetup, member)
    edit, copy = (f'href="{meetup.get_absolute_url()}edit/"', "?copy=")
    texts = [client_of(user).get(meetup.get_absolute_url()).text for user in (member, organizer)]
    assert [(edit in text, copy in text) for text in texts] == [(True, False), (True, True)]


def test_a_stale_form_shows_both_and_keeps_what_was_typed(client_of, meetup, organizer, sent, edit):
    edit(meetup, title="Theirs")
    url, client = reverse("meetups:edit", args=[meetup.public_id]), client_of(organizer)
    answer = client.post(url, sent(title="Mine"))
    assert answer.context["both"] == [("Title", "Theirs", "Mine")]
    assert "Somebody changed this date while you were writing" in answer.text
    assert 'value="Mine"' in answer.text
    assert read(meetup).title == "Theirs"
    assert client.post(url, sent(title="Mine", sequence="1")).status_code == 302
    assert read(meetup).title == "Mine"


def test_who_may_brings_it_back_by_a_button(client_of, thursday, organizer, member):
    call_off_meetup(thursday, by=Viewer(organizer), reason="Ice")
    url = reverse("meetups:bring_back", args=[thursday.public_id])
    assert url in client_of(organizer).get(thursday.get_absolute_url()).text
    assert url not in client_of(member).get(thursday.get_absolute_url()).text
    assert client_of(member).post(url).status_code == 403
    client_of(organizer).post(url)
    assert read(thursday).state == "scheduled"


def test_who_leads_calls_off_and_who_organizes_brings_back(client_of, thursday, member, hand_to, as_viewer):
    hand_to(thursday, member)
    client = client_of(member)
    page = client.get(reverse("meetups:call_off", args=[thursday.public_id])).text
    assert "an organizer of the group can bring it back" in page
    call_off_meetup(read(thursday), by=as_viewer(member), reason="Ice")
    url = reverse("meetups:bring_back", args=[thursday.public_id])
    assert url not in client.get(thursday.get_absolute_url()).text
    assert client.post(url).status_code == 403
    assert read(thursday).is_called_off


def test_calling_off_says_whether_it_can_be_undone(client_of, meetup, thursday, organizer):
    words = [
        client_of(organizer).get(reverse("meetups:call_off", args=[one.public_id])).text
        for one in (meetup, thursday)
    ]
    assert "It is today: it cannot be undone." in words[0]
    assert "you can bring it back" in words[1]
