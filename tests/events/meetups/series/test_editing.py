"""Editing keeps who comes and what was changed by hand; what was previewed is what is saved."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.notifications.models import Announcement, Reminder
from accounts.permissions import Refused, Viewer
from community.groups.actions import leave_group
from events.meetups.actions import call_off_meetup, post_meetup
from events.meetups.models import RSVP, Guest, Leading, Meetup
from events.meetups.series.batches import make_all
from events.meetups.series.changes import What, previewed
from events.meetups.series.editing import Scope
from events.meetups.series.models import Series
from events.meetups.series.notices import POSTED
from events.meetups.series.recurrence import parse
from events.meetups.series.rows import Stale
from events.places.keeping.models import What as Happened
from events.places.keeping.moves import move_place
from events.places.models import PlaceState
from tests.conftest import join
from tests.events.meetups.conftest import BERLIN
from tests.telling import told

JUNE_23 = date(2026, 6, 23)
JUNE_30 = date(2026, 6, 30)
THURSDAYS = parse("FREQ=WEEKLY;BYDAY=TH")
NEXT_THURSDAY = date(2026, 6, 18)


def whats(changes):
    return [(str(line.day), line.what.value) for line in changes.lines]


@pytest.fixture
def joined(on, answer, member):
    """``joined(series, day)``: its date of that day, to which the member comes."""

    def come(series, day):
        row = on(series, day)
        answer(row, member)
        return row

    return come


def test_another_hour_moves_all_dates_and_their_addresses_stay(series, edit, dates):
    before = set(Meetup.objects.values_list("public_id", flat=True))
    changes = edit(series, hour=19)
    assert dates(series)[:2] == ["06-16 19:30", "06-23 19:30"]
    assert set(Meetup.objects.values_list("public_id", flat=True)) == before
    assert {line.what for line in changes.lines} == {What.MOVES}


def test_who_comes_is_kept_and_asked_again_when_the_hour_changes(series, edit, joined, member):
    row = joined(series, JUNE_23)
    changes = edit(series, hour=19)
    mine = RSVP.objects.get(meetup=row, user=member)
    assert (changes.asked, mine.state, mine.reconfirm_asked_at is not None) == (1, "waiting", True)


def test_nobody_is_asked_when_only_words_change(series, edit, joined, member):
    row = joined(series, JUNE_23)
    changes = edit(series, title="Tuesday lanes")
    assert (changes.asked, RSVP.objects.get(user=member).reconfirm_asked_at) == (0, None)
    assert Meetup.objects.get(pk=row.pk).title == "Tuesday lanes"
    assert {line.what for line in changes.lines} == {What.CHANGES}


def test_dates_that_leave_a_closed_place_leave_no_word_of_it_in_a_bell(
    series, edit, joined, zone, make_zone, member
):
    joined(series, JUNE_23)
    move_place(zone.place_id, PlaceState.SUSPENDED, what=Happened.SUSPENDED)
    edit(series, title="Second steps Tuesday")
    assert told(kind="meetups.place_closed", recipient=member).count() == 1
    edit(series, title="Second steps Tuesday", zone=make_zone("Lawn"))
    assert not told(kind="meetups.place_closed").exists()
    assert told(kind="meetups.reconfirm", recipient=member).count() == 1


def test_what_was_changed_by_hand_stays(series, edit, on):
    row = on(series, JUNE_23)
    Meetup.objects.filter(pk=row.pk).update(title="With cake", starts_at=row.starts_at - timedelta(hours=1))
    changes = edit(series, title="Tuesday lanes", hour=19, capacity=3)
    now = Meetup.objects.get(pk=row.pk)
    assert (now.title, now.starts_at, now.capacity) == ("With cake", row.starts_at - timedelta(hours=1), 3)
    line = next(line for line in changes.lines if line.day == JUNE_23)
    assert line.kept == ("title", "starts_at")
    assert on(series, JUNE_30).title == "Tuesday lanes"


def test_leaders_follow_where_they_were_not_changed_by_hand(series, edit, on, group, make_user):
    one, other = (join(make_user(name), group, "member") for name in ("one", "other"))
    by_hand = on(series, JUNE_23)
    Leading.objects.create(meetup=by_hand, user=one)
    edit(series, leaders=[other.pk])
    assert on(series, JUNE_30).leader == other
    assert Leading.objects.filter(meetup=on(series, JUNE_30)).people() == [other.pk]
    assert one.pk in Leading.objects.filter(meetup=by_hand).people()


def test_more_lanes_than_the_leaders_who_are_left_take_are_refused(post, edit, organizer, member):
    series = post(leaders=[organizer.pk, member.pk], capacity=16).series
    with pytest.raises(Refused, match="One leader takes 8 runners at most"):
        edit(series, leaders=[organizer.pk], capacity=16)


def test_a_date_with_more_lanes_by_hand_keeps_as_many_leaders(post, edit, on, organizer, member):
    series = post(leaders=[organizer.pk, member.pk]).series
    Meetup.objects.filter(pk=on(series, JUNE_23).pk).update(capacity=16)
    with pytest.raises(Refused, match="Tuesday 23 June: One leader takes 8 runners at most"):
        edit(series, leaders=[organizer.pk])


def test_who_is_elsewhere_at_that_hour_is_not_named(series, edit, on, group, organizer, member, plan):
    starts_at = on(series, JUNE_23).starts_at
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    post_meetup(group, by=Viewer(organizer), **plan(leaders=[member.pk], **times))
    with pytest.raises(Refused, match="Tuesday 23 June: Who leads it is busy at that hour"):
        edit(series, leaders=[organizer.pk, member.pk])


def test_who_does_not_belong_to_the_group_is_not_named(series, edit, organizer, outsider):
    with pytest.raises(Refused, match="belongs to the group"):
        edit(series, leaders=[organizer.pk, outsider.pk])


def test_who_is_named_and_had_said_yes_only_leads_that_date(
    series, edit, on, joined, organizer, member, runners, answer
):
    row, (first, second) = joined(series, JUNE_23), runners(2)
    answer(row, first)
    assert answer(row, second) == "waitlisted"
    edit(series, leaders=[organizer.pk, member.pk])
    assert RSVP.objects.get(user=member).state == "declined"
    assert RSVP.objects.get(user=second).state == "offered"
    assert leaders_told() == [[member.pk]]


def test_who_is_named_is_reminded_and_who_leads_no_more_is_not(post, edit, on, organizer, member):
    series = post(leaders=[organizer.pk]).series
    row = on(series, JUNE_23)
    edit(series, leaders=[member.pk])
    rows = Reminder.objects.filter(target=row.public_id)
    assert set(rows.values_list("recipient", flat=True)) == {member.pk}


def test_a_date_of_seven_keeps_the_leaders_of_its_series_from_running_along(
    post, edit, on, group, answer, runners, make_user, make_spotter
):
    few = {"lowest_stage": 2, "capacity": 4}
    series = post(**few).series
    for name in ("leyla", "noor"):
        answer(on(series, JUNE_23), make_spotter(join(make_user(name), group, "member")), "spotter")
    for runner in runners(4):
        answer(on(series, JUNE_23), runner)
    with pytest.raises(Refused, match=r"Tuesday 23 June: .* With who leads it you are 7 already\."):
        edit(series, **few, is_peer_led=True)
    call_off_meetup(on(series, JUNE_23), by=Viewer(series.leader), reason="Ice")
    edit(series, **few, is_peer_led=True)
    assert on(series, JUNE_30).is_peer_led


def test_after_a_deadline_the_dates_still_change(post, edit, on):
    series = post(signup_hours=48, day=JUNE_23).series
    with time_machine.travel(on(series, JUNE_23).starts_at - timedelta(hours=24)):
        edit(series, capacity=3, signup_hours=48, day=JUNE_23)
    assert on(series, JUNE_23).capacity == 3


def leaders_told():
    """To whom the newest letter about leading this series goes."""
    rows = Announcement.objects.filter(kind="series.named_leader").order_by("-pk")
    return [sorted(row.recipients or []) for row in rows]


def test_who_is_named_to_lead_is_told_once_and_not_of_each_date(series, edit, organizer, member):
    edit(series, leaders=[organizer.pk, member.pk])
    assert leaders_told() == [[member.pk]]
    assert not Announcement.objects.filter(kind="meetups.named_leader").exists()
    edit(series, leaders=[organizer.pk, member.pk], title="Other words")
    assert leaders_told() == [[member.pk]]
    edit(series, leaders=[organizer.pk, member.pk], hour=19)
    assert leaders_told() == [[member.pk], [member.pk]]


def test_who_is_named_with_a_new_series_is_told(post, organizer, member):
    post(leaders=[organizer.pk, member.pk])
    assert leaders_told() == [[member.pk]]


def test_who_leads_a_series_no_more_is_told_once(series, edit, organizer, member, on):
    edit(series, leaders=[organizer.pk, member.pk])
    edit(series, leaders=[organizer.pk])
    lines = [(line.recipient, line.target) for line in told(kind="meetups.leads_no_more")]
    assert lines == [(member, on(series, date(2026, 6, 16)).public_id)]


def test_of_a_series_whose_only_leader_left_one_letter_tells_and_its_dates_are_led_by_who_is_named(
    post, edit, organizer, member, group, as_viewer
):
    series = post(leaders=[member.pk]).series
    leave_group(group, by=as_viewer(member))
    assert not Leading.objects.filter(meetup__series=series).exists()
    assert [line.recipient for line in told(kind="meetups.stepped_back")] == [organizer]
    edit(series, leaders=[organizer.pk])
    assert set(Meetup.objects.values_list("leader", "leads__user")) == {(organizer.pk, organizer.pk)}
    assert not told(kind="meetups.stepped_back", is_hidden=False)


def test_who_leads_on_as_before_is_not_told_of_the_following_dates(post, edit, organizer, member):
    leaders = [organizer.pk, member.pk]
    series = post(leaders=leaders).series
    edit(series, scope=Scope.FOLLOWING, on=JUNE_23, day=JUNE_23, leaders=leaders, title="Tuesday lanes")
    assert leaders_told() == [[member.pk]]


def test_another_weekday_moves_each_date_within_its_week(series, edit, joined, on):
    row = joined(series, JUNE_23)
    changes = edit(series, rule=THURSDAYS, day=NEXT_THURSDAY)
    now = Meetup.objects.get(pk=row.pk)
    assert (now.occurrence_on, f"{now.local_start:%m-%d %H:%M}") == (date(2026, 6, 25), "06-25 18:30")
    assert (changes.asked, set(whats(changes))) == (1, {(str(line.day), "moves") for line in changes.lines})
    assert Meetup.objects.count() == 9


def test_dates_that_no_longer_fit_vanish_or_stay_single(series, edit, joined, dates):
    kept = joined(series, JUNE_23)
    changes = edit(series, rule=parse("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"))
    assert whats(changes)[:4] == [
        ("2026-06-16", "stays"),
        ("2026-06-23", "single"),
        ("2026-06-30", "stays"),
        ("2026-07-07", "vanishes"),
    ]
    row = Meetup.objects.get(pk=kept.pk)
    assert (row.series, row.occurrence_on, row.runners_waiting) == (None, None, 1)
    assert dates(series) == ["06-16 18:30", "06-30 18:30", "07-14 18:30", "07-28 18:30", "08-11 18:30"]


def test_a_date_that_somebody_once_answered_is_no_row_to_delete(series, edit, joined, member):
    row = joined(series, JUNE_23)
    RSVP.objects.update(state="declined")
    edit(series, rule=parse("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"))
    assert Meetup.objects.get(pk=row.pk).series is None


def test_more_days_are_new_dates(series, edit):
    changes = edit(series, rule=parse("FREQ=WEEKLY;BYDAY=TU,TH"))
    assert whats(changes)[:3] == [("2026-06-16", "stays"), ("2026-06-18", "new"), ("2026-06-23", "stays")]
    assert Meetup.objects.filter(series=series).count() == 17


def test_this_and_following_leaves_what_comes_before(series, edit, dates, on):
    changes = edit(series, scope=Scope.FOLLOWING, on=JUNE_30, day=JUNE_30, hour=19, title="Later lanes")
    assert dates(series) == ["06-16 18:30", "06-23 18:30"]
    assert dates(changes.series)[:2] == ["06-30 19:30", "07-07 19:30"]
    assert Series.objects.get(pk=series.pk).rule == "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260629"
    assert len(dates(changes.series)) == 7


def test_a_series_that_has_ended_by_then_is_not_made_longer(post, edit):
    series = post(rule=parse("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630")).series
    with pytest.raises(Refused, match="no date from that day on"):
        edit(series, scope=Scope.FOLLOWING, on=date(2026, 7, 14), day=date(2026, 7, 14))
    assert Series.objects.get().rule == "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630"


def test_a_place_in_another_time_zone_keeps_the_clock_on_the_wall(series, edit, make_zone, on, weekly):
    there = make_zone(time_zone="Europe/London", latitude=51.5, longitude=-0.1)
    starts_at = datetime.fromisoformat("2026-06-16T18:30+01:00")
    edit(series, zone=there, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    row = on(series, JUNE_23)
    assert (row.place, f"{row.local_start:%H:%M}", f"{row.starts_at:%H:%M}") == (
        there.place,
        "18:30",
        "17:30",
    )


def test_a_hand_moved_hour_stays_on_the_wall_of_a_place_in_another_time_zone(series, edit, make_zone, on):
    row = on(series, JUNE_23)
    Meetup.objects.filter(pk=row.pk).update(
        starts_at=row.starts_at - timedelta(hours=2), ends_at=row.ends_at - timedelta(hours=2)
    )
    there = make_zone(time_zone="Europe/London", latitude=51.5, longitude=-0.1)
    starts_at = datetime.fromisoformat("2026-06-16T18:30+01:00")
    edit(series, zone=there, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    assert f"{on(series, JUNE_23).local_start:%H:%M}" == "16:30"


def test_a_called_off_date_stays_called_off_and_asks_nobody(series, edit, joined, member):
    row = joined(series, JUNE_23)
    Meetup.objects.filter(pk=row.pk).update(state="cancelled", cancelled_because="ice")
    changes = edit(series, hour=19)
    now = Meetup.objects.get(pk=row.pk)
    assert (now.state, f"{now.local_start:%H:%M}", changes.asked) == ("cancelled", "19:30", 0)


def test_calling_off_one_date_leaves_the_next_alone(series, on, organizer, dates):
    call_off_meetup(on(series, JUNE_23), by=Viewer(organizer), reason="ice")
    states = Meetup.objects.filter(series=series).order_by("starts_at").values_list("state", flat=True)
    assert list(states)[:3] == ["scheduled", "cancelled", "scheduled"]
    assert len(dates(series)) == 9


def test_more_lanes_let_in_who_waits(series, edit, on, answer, runners, make_spotter):
    row = on(series, JUNE_23)
    first, second, third = runners(3)
    for person in (first, second, third):
        answer(row, person)
    assert RSVP.objects.get(user=third).state == "waitlisted"
    edit(series, capacity=3)
    assert RSVP.objects.get(user=third).state != "waitlisted"


def test_a_date_that_has_begun_stays_as_it_was(series, edit, on, clock):
    clock.move_to(datetime(2026, 6, 16, 18, 45, tzinfo=BERLIN))
    edit(series, title="Tuesday lanes", day=JUNE_23, hour=19)
    today = on(series, date(2026, 6, 16))
    assert (today.title, f"{today.local_start:%H:%M}") == ("First steps Tuesday", "18:30")


def test_a_form_that_somebody_overtook_is_refused_and_changes_nothing(series, edit, dates):
    edit(series, title="Tuesday lanes", version=1)
    with pytest.raises(Stale):
        edit(series, hour=19, version=1)
    assert dates(series)[0] == "06-16 18:30"


def test_a_place_that_will_not_do_is_refused_with_the_day(series, edit, make_zone):
    short = make_zone(expires_on=date(2026, 7, 1))
    with pytest.raises(Refused, match="Tuesday 7 July"):
        edit(series, zone=short)
    dark = make_zone(light="none")
    with pytest.raises(Refused):
        edit(series, zone=dark, hour=22)


def test_a_suspended_place_keeps_nobody_from_mending_words(series, edit, zone):
    type(zone.place).objects.update(state="suspended")
    edit(series, title="Tuesday lanes")
    assert Meetup.objects.filter(title="Tuesday lanes").count() == 9


def test_members_who_lead_may_edit_and_others_may_not(series, edit, group, make_user, member):
    leader = join(make_user("leader"), group, "member")
    edit(series, leaders=[leader.pk])
    edit(series, by=leader, leaders=[leader.pk], title="Mine")
    with pytest.raises(PermissionDenied):
        edit(series, by=member, title="Theirs")


@pytest.mark.parametrize("scope", [Scope.ALL, Scope.FOLLOWING])
def test_who_leads_changes_a_series_but_not_who_leads_it_and_whom_it_is_for(
    scope, post, edit, member, other_member, moderator
):
    series = post(audience="invited", guests=[other_member.pk], leaders=[member.pk]).series
    forged = {"audience": "public", "guests": [moderator.pk], "leaders": [moderator.pk]}
    on = JUNE_30 if scope == Scope.FOLLOWING else None
    changed = edit(series, by=member, scope=scope, on=on, title="Mine", **forged).series
    assert (changed.title, changed.audience) == ("Mine", "invited")
    assert (changed.leader_ids, changed.guest_ids) == ([member.pk], [other_member.pk])
    rows = Meetup.objects.filter(series=changed)
    assert set(rows.values_list("title", "audience", "leads__user", "guests__user")) == {
        ("Mine", "invited", member.pk, other_member.pk)
    }


def test_guests_and_the_deadline_follow_where_nobody_changed_them(post, edit, on, member, moderator):
    invited = {"audience": "invited", "guests": [member.pk], "signup_hours": 2}
    series = post(**invited).series
    row, by_hand = on(series, JUNE_30), on(series, JUNE_23)
    assert row.starts_at - row.signup_until == timedelta(hours=2)
    assert [guest.user for guest in row.guests.all()] == [member]
    Guest.objects.filter(meetup=by_hand).delete()
    Meetup.objects.filter(pk=by_hand.pk).update(signup_until=by_hand.starts_at - timedelta(hours=5))
    edit(series, **invited | {"guests": [moderator.pk], "signup_hours": 1, "hour": 19})
    row, by_hand = on(series, JUNE_30), on(series, JUNE_23)
    assert [guest.user for guest in row.guests.all()] == [moderator]
    assert row.starts_at - row.signup_until == timedelta(hours=1)
    assert (by_hand.guests.count(), by_hand.starts_at - by_hand.signup_until) == (0, timedelta(hours=5))


def test_only_who_is_invited_reads_a_series_for_invited_members(post, member, moderator, organizer):
    series = post(audience="invited", guests=[member.pk]).series
    seen = [Series.objects.visible_to(Viewer(user)).exists() for user in (member, moderator, organizer)]
    assert seen == [True, False, True]
    assert list(POSTED.audience(series.public_id)) == [member]


def reads(user, meetup):
    return Meetup.objects.visible_to(Viewer(user)).filter(pk=meetup.pk).exists()


def test_who_is_invited_to_a_series_reads_each_date_of_it_and_later_ones(post, member, moderator, clock):
    series = post(audience="invited", guests=[member.pk]).series
    clock.shift(timedelta(days=7))
    assert make_all() == 1
    rows = list(series.meetups.all())
    assert len(rows) == 10
    assert all(reads(member, row) and not reads(moderator, row) for row in rows)
    assert {row.audience for row in rows} == {"invited"}


def test_who_answered_stays_invited_when_a_series_is_for_invited_members(
    post, edit, joined, member, moderator
):
    series = post().series
    row = joined(series, JUNE_23)
    edit(series, audience="invited", guests=[moderator.pk])
    assert (reads(member, row), reads(moderator, row)) == (True, True)
    edit(series, audience="invited", guests=[])
    assert (reads(member, row), reads(moderator, row)) == (True, False)


def test_who_leaves_the_group_is_invited_to_no_later_date(post, group, member, moderator, as_viewer, clock):
    series = post(audience="invited", guests=[member.pk, moderator.pk]).series
    leave_group(group, by=as_viewer(member))
    clock.shift(timedelta(days=7))
    make_all()
    newest = series.meetups.latest("starts_at")
    assert list(Guest.objects.filter(meetup=newest).values_list("user_id", flat=True)) == [moderator.pk]


# ---- Preview ----


def test_what_moves_says_from_when_to_when(series, edit, on):
    line = previewed(lambda: edit(series, hour=19)).lines[0]
    assert (f"{line.before:%m-%d %H:%M}", f"{line.after:%m-%d %H:%M}") == ("06-16 18:30", "06-16 19:30")


def state():
    """All that an edit may touch."""
    meetups = Meetup.objects.order_by("pk").values()
    answers = RSVP.objects.order_by("pk").values()
    leads = Leading.objects.order_by("pk").values("meetup", "user")
    series = Series.objects.order_by("pk").values()
    return [list(rows) for rows in (meetups, answers, leads, series, Announcement.objects.values("kind"))]


def test_a_preview_changes_nothing(series, edit, joined):
    joined(series, JUNE_23)
    before = state()
    changes = previewed(lambda: edit(series, rule=THURSDAYS, day=NEXT_THURSDAY, hour=19))
    assert changes.asked == 1
    assert state() == before


RULES = ["FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"]
RULES += ["FREQ=DAILY;INTERVAL=5", "FREQ=MONTHLY;BYMONTHDAY=16", "FREQ=WEEKLY;BYDAY=TU;COUNT=3"]
RULES += ["FREQ=WEEKLY;BYDAY=TU;UNTIL=20260715"]
EDITS = st.fixed_dictionaries(
    {"rule": st.sampled_from(RULES)},
    optional={
        "hour": st.sampled_from([17, 18, 19]),
        "minutes": st.sampled_from([45, 60, 90]),
        "title": st.sampled_from(["Tuesday lanes", "First steps Tuesday"]),
        "capacity": st.integers(1, 5),
        "scope": st.sampled_from(Scope),
        "session": st.sampled_from(["straight", "walking_drill"]),
    },
)


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    changes=EDITS,
    by_hand=st.dictionaries(st.integers(0, 8), st.sampled_from(["title", "hour", "capacity"]), max_size=4),
    coming=st.sets(st.integers(0, 8), max_size=4),
    off=st.sets(st.integers(0, 8), max_size=2),
)
def test_random_edits_save_what_was_previewed(series, edit, answer, member, changes, by_hand, coming, off):
    with transaction.atomic():
        rows = list(Meetup.objects.filter(series=series).order_by("starts_at"))
        for number in coming:
            answer(rows[number], member)
        for number, name in by_hand.items():
            hand = {"title": {"title": "With cake"}, "capacity": {"capacity": 7}}
            moved = {
                name: getattr(rows[number], name) - timedelta(hours=3) for name in ("starts_at", "ends_at")
            }
            Meetup.objects.filter(pk=rows[number].pk).update(**hand.get(name, moved))
        Meetup.objects.filter(pk__in=[rows[number].pk for number in off]).update(state="cancelled")
        given = changes | {"rule": parse(changes["rule"])}
        if given.get("scope") == Scope.FOLLOWING:
            given |= {"on": JUNE_30, "day": JUNE_30}
        before, people = state(), RSVP.objects.live().count()
        shown = previewed(lambda: edit(series, **given))
        assert state() == before
        saved = edit(series, **given)
        assert saved == shown
        assert_as_shown(saved, rows)
        assert RSVP.objects.live().count() == people
        transaction.set_rollback(True)


def assert_as_shown(changes, rows):
    """Each line is what the tables say."""
    there = {row.occurrence_on: row for row in Meetup.objects.filter(series=changes.series)}
    for line in changes.lines:
        if line.what in (What.NEW, What.MOVES, What.CHANGES, What.STAYS):
            assert there[line.day].local_start == line.after
        else:
            assert line.day not in there
    gone = {row.pk for row in rows} - set(Meetup.objects.values_list("pk", flat=True))
    assert len(gone) == len(changes.of(What.VANISHES))
    assert Meetup.objects.filter(series=None).count() == len(changes.of(What.SINGLE))


def test_the_word_of_who_changes_a_series_stands_at_the_dates_that_move(series, edit, on):
    later = on(series, JUNE_23)
    edit(series, hour=19, change_note="The hall is ours an hour later.")
    notes = Meetup.objects.filter(series=series).values_list("change_note", flat=True)
    assert {*notes} == {"The hall is ours an hour later."}
    edit(series, hour=19, title="Other words")
    later.refresh_from_db()
    assert later.change_note == "The hall is ours an hour later."
