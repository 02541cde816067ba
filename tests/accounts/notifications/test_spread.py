"""One row of the outbox becomes a line for each person it concerns, once, by the channel they chose."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Announcement, Block, Choice, Mute, Notification, Preferences, User
from accounts.notifications.kinds import KINDS, Preset
from accounts.notifications.spread import spread
from accounts.notifications.tasks import WAITS, spread_news, sweep_outbox
from tests.accounts.notifications.conftest import WEIGHTS, announce, tell


def told():
    """Who was told, and by which channel."""
    return dict(Notification.objects.order_by("pk").values_list("recipient__email", "channel"))


# ---- Who is told ----


def test_nobody_is_told_before_the_row_is_read(news, member):
    announce(member)
    assert told() == {}
    assert spread_news.call() == 1
    assert told() == {member.email: "now"}


def test_an_audience_is_asked_for_when_the_row_is_read(news, member, make_user):
    announce()
    late = make_user("lena")
    spread_news.call()
    assert told() == {member.email: "now", late.email: "now"} | {"petra@example.org": "now"}


def test_nobody_is_told_of_their_own_act(news, member, other_member, organizer):
    announce(by=member.pk)
    spread_news.call()
    assert set(told()) == {other_member.email, organizer.email}


@pytest.mark.parametrize("is_mine", [True, False], ids=["I block", "I am blocked"])
def test_people_kept_apart_are_not_told_of_each_other(news, member, other_member, is_mine):
    pair = (member, other_member) if is_mine else (other_member, member)
    Block.objects.create(blocker=pair[0], blocked=pair[1])
    for to in ([], [member]):
        announce(*to, by=other_member.pk, cause=str(len(to)))
    spread_news.call()
    assert member.email not in told()


def test_who_may_not_read_it_is_not_told(news, member, other_member):
    news.hidden_from.add(member.pk)
    announce(member, other_member)
    spread_news.call()
    assert set(told()) == {other_member.email}


def test_who_is_not_active_is_not_told(news, member, other_member):
    User.objects.filter(pk=member.pk).update(is_active=False)
    for to in ([], [member]):
        announce(*to, cause=str(len(to)))
    spread_news.call()
    assert member.email not in told()


def test_what_comes_too_late_is_not_told(news, member):
    announce(member)
    news.stale.add("O'Brien")
    spread_news.call()
    assert told() == {}
    assert Announcement.objects.untold().count() == 0


# ---- Once ----


def test_a_row_is_read_once(news, member):
    row = announce(member)
    assert [spread(row, timezone.now()) for _ in range(2)] == [True, False]
    assert Notification.objects.count() == 1


def test_the_same_thing_announced_twice_is_one_line(news, member):
    for _ in range(2):
        tell(member)
    assert Notification.objects.count() == 1


def test_a_kind_that_is_gone_is_told_to_nobody(news, member, caplog):
    announce(member)
    Announcement.objects.update(kind="tests.forgotten")
    with caplog.at_level(logging.INFO):
        assert spread_news.call() == 1
    assert told() == {}
    assert "announcement dropped: tests.forgotten, unknown kind" in caplog.messages


# ---- How ----


@pytest.mark.parametrize(
    ("preset", "channels"),
    [
        (None, ["now", "bell", "weekly", "now", "now"]),
        (Preset.IMPORTANT, ["now", "bell", "weekly", "now", "now"]),
        (Preset.EVERYTHING, ["now", "bell", "now", "now", "now"]),
        (Preset.DATES, ["bell", "bell", "bell", "now", "now"]),
    ],
)
def test_the_preset_says_how(news, member, preset, channels):
    if preset:
        Preferences.objects.create(user=member, preset=preset)
    assert [tell(member, kind=kind, cause=kind).channel for kind in WEIGHTS] == channels


@pytest.mark.parametrize(
    ("kind", "chosen", "channel"),
    [
        ("tests.news", "bell", "bell"),
        ("tests.news", "weekly", "weekly"),
        ("tests.weekly", "now", "now"),
        ("tests.whisper", "now", "now"),
        ("tests.safety", "bell", "now"),
    ],
)
def test_a_choice_for_one_kind_counts_more_than_the_preset(news, member, kind, chosen, channel):
    Choice.objects.create(user=member, kind=kind, channel=chosen)
    line = tell(member, kind=kind)
    assert (line.channel, bool(line.mail_due_at)) == (channel, channel == "now")


def test_a_muted_group_is_quiet_in_the_bell_but_for_safety(news, member, other_member):
    Mute.objects.create(user=member, scope="group:1")
    for kind in ("tests.news", "tests.safety"):
        announce(member, other_member, kind=kind, scope="group:1")
        announce(member, kind=kind, scope="group:2", cause="another group")
        announce(member, kind=kind, cause="no group")
    spread_news.call()
    muted = Notification.objects.filter(recipient=member, read_at__isnull=False, mail_due_at__isnull=True)
    assert list(muted.values_list("kind", "scope", "channel")) == [("tests.news", "group:1", "bell")]


# ---- What fails ----


@pytest.fixture
def broken(news, monkeypatch):
    """Nobody can say whom the announcement of "b" concerns."""
    whole = news.audience

    def audience(target):
        if target == "b":
            raise ValueError("what is b?")
        return whole(target)

    monkeypatch.setattr(news, "audience", audience)
    for name in WEIGHTS:
        monkeypatch.setitem(KINDS, name, _with(KINDS[name], audience=audience))


def _with(kind, **fields):
    return type(kind)(**vars(kind) | fields)


def test_an_announcement_that_fails_keeps_no_other_from_being_told(broken, member):
    failed = announce(target="b")
    announce(target="a")
    assert spread_news.call() == 1
    assert set(Notification.objects.values_list("target", flat=True)) == {"a"}
    failed.refresh_from_db()
    assert (failed.told_at, failed.attempts, failed.dropped_because) == (None, 1, "")


def test_an_announcement_that_fails_is_postponed_and_in_the_end_given_up(broken, member, clock, caplog):
    row = announce(target="b")
    waits = []
    while not row.dropped_because:
        spread_news.call()
        row.refresh_from_db()
        waits.append(row.due_at - timezone.now())
        clock.move_to(row.due_at)
    assert waits == [*WAITS, timedelta(0)]
    assert row.dropped_because == "gave up: ValueError"
    assert spread_news.call() == 0
    assert "announcement could not be spread: tests.news" in caplog.messages


def test_an_announcement_that_is_mended_in_time_is_told(broken, news, member, clock):
    announce(target="b")
    spread_news.call()
    Announcement.objects.update(target="a")
    clock.shift(WAITS[0])
    sweep_outbox()
    assert member.email in told()


def test_an_announcement_to_nobody_in_particular_needs_an_audience(news, member, monkeypatch):
    announce()
    monkeypatch.setitem(KINDS, "tests.news", _with(KINDS["tests.news"], audience=None))
    assert spread_news.call() == 0
    assert Announcement.objects.get().attempts == 1
