"""The operators' page about letters: what is owed, what failed for good, and what they do about it."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from accounts.models import Announcement, FailingAddress, Notification
from accounts.notifications.actions import (
    choose_preset,
    mute,
    put_failure_away,
    take_failure_back,
    try_failure_again,
)
from accounts.notifications.delivery import TRIES_TO_MAKE, Outcome, deliver_batch
from accounts.notifications.kinds import Preset
from accounts.notifications.operating import Box
from accounts.notifications.tasks import KEEP_LINES, WAITS, prune_told, spread_news
from accounts.permissions import Refused
from tests.accounts.notifications.conftest import NOW, REFUSED, announce, owe, tell

ACTIONS = [try_failure_again, put_failure_away, take_failure_back]
GAVE_UP = {"mail_due_at": None, "attempts": 5, "dropped_because": "gave up: OSError"}
OF_NEWS = ("tests.news", "OSError")
HOUR = timedelta(hours=1)


@pytest.fixture
def viewer(operator, as_viewer):
    return as_viewer(operator)


@pytest.fixture
def page(operator, client_of):
    """The page as an operator reads it: words alone, spaces as one."""

    def read():
        response = client_of(operator).get(reverse("letters:index"))
        assert response.status_code == 200
        return " ".join(re.sub(r"<[^>]+>", " ", response.text).split()).replace(" ,", ",")

    return read


@pytest.fixture
def press(operator, client_of):
    def press(name, box=Box.LETTERS, kind="tests.news", error="OSError"):
        fields = {"box": box, "kind": kind, "error": error}
        response = client_of(operator).post(reverse(f"letters:{name}"), fields, follow=True)
        assert response.redirect_chain == [(reverse("letters:index"), 302)]
        return [(message.level_tag, str(message)) for message in response.context["messages"]]

    return press


def given_up(member, number=1):
    """So many letters to one person that failed for good."""
    mails = Notification.objects.filter(pk__in=owe(member, number))
    mails.update(**GAVE_UP)
    return mails


def not_told(number=1):
    """So many announcements that nobody was told of."""
    for each in range(number):
        Announcement.objects.announce("tests.news", target="a", cause=str(each))
    rows = Announcement.objects.filter(told_at=None)
    rows.update(attempts=len(WAITS), dropped_because="gave up: OSError")
    return rows


# ---- Who ----


@pytest.mark.parametrize("who", ["site_moderator", "member"])
def test_others_may_not_read_it(request, client_of, who):
    assert client_of(request.getfixturevalue(who)).get(reverse("letters:index")).status_code == 403


@pytest.mark.parametrize("name", ["try_again", "put_away", "take_back"])
def test_others_can_do_nothing_there(client_of, site_moderator, news, member, name):
    mails = given_up(member)
    fields = {"box": "letters", "kind": "tests.news", "error": "OSError"}
    assert client_of(site_moderator).post(reverse(f"letters:{name}"), fields).status_code == 403
    assert mails.get().dropped_because == "gave up: OSError"


@pytest.mark.parametrize("action", ACTIONS)
def test_only_operators_do_it(db, action, site_moderator, as_viewer):
    with pytest.raises(PermissionDenied):
        action(Box.LETTERS, *OF_NEWS, by=as_viewer(site_moderator))


def test_it_and_the_page_about_background_work_lead_to_each_other(client_of, operator):
    pages = reverse("operate:jobs"), reverse("letters:index")
    for here, there in (pages, pages[::-1]):
        assert f'href="{there}"' in client_of(operator).get(here).text


# ---- What it says ----


def test_a_site_on_which_everybody_was_told_says_so(clock, page, db):
    words = page()
    assert "Letters to send 0 Announcements to tell 0 Paused addresses 0" in words
    assert "Nothing failed A letter that still fails after its last try stands here." in words
    assert "oldest" not in words


def test_what_is_on_its_way_is_counted_with_the_age_of_the_oldest(clock, news, member, page):
    owe(member, 2)
    tell(member, cause="sent", kind="tests.whisper")
    clock.shift(timedelta(minutes=20))
    announce(cause="new")
    clock.shift(2 * HOUR)
    announce(cause="newer")
    words = page()
    assert "Letters to send 2, oldest: 2 hours ago" in words
    assert "Announcements to tell 2, oldest: 2 hours ago" in words


def test_a_letter_that_is_tried_again_later_is_as_old_as_before(clock, owed, page):
    clock.shift(3 * HOUR)
    Notification.objects.update(mail_due_at=NOW + 4 * HOUR)
    assert "Letters to send 1, oldest: 3 hours ago" in page()


def test_paused_addresses_are_counted(clock, db, page):
    for number in range(3):
        paused_at = NOW if number else None
        FailingAddress.objects.create(email=f"{number}@example.org", paused_at=paused_at)
    assert "Paused addresses 2" in page()


def test_dead_letters_stand_together_by_kind_and_error(clock, news, member, page):
    given_up(member, 2)
    clock.shift(HOUR)
    last = tell(member, cause="last")
    Notification.objects.filter(pk=last.pk).update(**GAVE_UP)
    other = tell(member, kind="tests.dates")
    Notification.objects.filter(pk=other.pk).update(**GAVE_UP | {"dropped_because": "gave up: KeyError"})
    clock.shift(HOUR)
    words = page()
    assert "Failed for good 4" in words
    assert (
        "tests.news tests.news What 3 letters Why OSError Written oldest: 2 hours ago, newest: 1 hour ago"
    ) in words
    assert "tests.dates tests.dates What 1 letter Why KeyError Written 1 hour ago Try again" in words


def test_an_announcement_that_nobody_was_told_of_is_a_dead_letter_too(clock, news, member, page):
    not_told(2)
    assert "tests.news tests.news What 2 announcements Why OSError Written just now Try again" in page()


def test_a_kind_that_is_no_longer_declared_has_its_name(clock, news, member, page):
    given_up(member).update(kind="tests.forgotten")
    assert "tests.forgotten tests.forgotten What 1 letter" in page()


def test_what_was_dropped_for_a_good_reason_is_no_dead_letter(clock, owed, page):
    Notification.objects.update(mail_due_at=None, dropped_because="no longer readable")
    assert "Nothing failed" in page()


def test_it_names_nobody_and_no_text(clock, news, member, failing, page, client_of, operator):
    failing(REFUSED)
    FailingAddress.objects.create(email=member.email, refusals=3, paused_at=NOW)
    given_up(member)
    tell(member, cause="owed")
    not_told()
    text = client_of(operator).get(reverse("letters:index")).text
    secrets = [
        member.email,
        member.get_full_name(),
        member.public_id,
        "O'Brien",
        "O&#x27;Brien",
        "no such user",
    ]
    assert [secret for secret in secrets if secret in text] == []


def test_the_page_costs_the_same_with_many_rows(
    clock, news, member, operator, client_of, django_assert_num_queries
):
    client = client_of(operator)
    for number in (1, 3):
        for error in range(number):
            rows = given_up(member, number)
            rows.filter(cause="000").update(dropped_because=f"gave up: E{error}")
            FailingAddress.objects.create(email=f"{number}{error}@example.org", paused_at=NOW)
        not_told(number)
        with django_assert_num_queries(14):
            client.get(reverse("letters:index"))


# ---- What an operator does ----


def test_a_letter_that_is_tried_again_goes_out(clock, news, member, press, page, mailoutbox):
    given_up(member, 2)
    assert press("try_again") == [("success", "It is tried again now.")]
    assert "Nothing failed" in page()
    assert deliver_batch() == [Outcome.SENT, Outcome.SENT]
    assert len(mailoutbox) == 2


def test_a_letter_that_is_tried_again_has_all_its_tries(clock, news, member, viewer, server):
    mails = given_up(member)
    clock.shift(timedelta(days=2))
    try_failure_again(Box.LETTERS, *OF_NEWS, by=viewer)
    mail = mails.get()
    assert (mail.mail_due_at, mail.attempts, mail.dropped_because) == (NOW + timedelta(days=2), 0, "")
    news.subjects["a"] = {}  # no words can be made of it
    for attempt in range(TRIES_TO_MAKE):
        assert mails.get().dropped_because == "", attempt
        clock.shift(HOUR)
        assert deliver_batch() == [Outcome.UNMADE]
    assert mails.get().dropped_because.startswith("gave up: ")


def test_an_announcement_that_is_tried_again_is_told(clock, news, member, press):
    rows = not_told(2)
    assert press("try_again", Box.NEWS)[0][0] == "success"
    assert {(row.due_at, row.attempts, row.dropped_because) for row in rows} == {(NOW, 0, "")}
    assert spread_news.call() == 2
    assert Notification.objects.filter(recipient=member).count() == 2


@pytest.mark.parametrize("box", Box)
def test_a_worker_is_woken_for_what_is_tried_again(
    clock, news, member, viewer, box, django_capture_on_commit_callbacks, mailoutbox
):
    not_told()
    given_up(member)
    with django_capture_on_commit_callbacks(execute=True):
        try_failure_again(box, *OF_NEWS, by=viewer)
    assert (len(mailoutbox) == 1) == (box == Box.LETTERS)
    assert Announcement.objects.given_up().exists() == (box == Box.LETTERS)


def test_only_what_failed_alike_is_tried_again(clock, news, member, viewer):
    given_up(member, 3)
    dropped = [GAVE_UP["dropped_because"], "gave up: KeyError", "put away: OSError"]
    for cause, reason in enumerate(dropped):
        Notification.objects.filter(cause=f"{cause:03}").update(dropped_because=reason)
    other = tell(member, kind="tests.dates")
    Notification.objects.filter(pk=other.pk).update(**GAVE_UP)
    not_told()
    try_failure_again(Box.LETTERS, *OF_NEWS, by=viewer)
    assert [mail.cause for mail in Notification.objects.owed()] == ["000"]
    assert Announcement.objects.given_up().count() == 1


@pytest.mark.parametrize("reason", ["no longer readable", "switched off", "put away: OSError"])
def test_what_was_not_given_up_is_never_tried_again(clock, news, member, press, reason):
    mails = given_up(member)
    mails.update(dropped_because=reason)
    assert press("try_again")[0][0] == "warning"
    assert press("try_again", error=reason)[0][0] == "warning"
    assert mails.get().dropped_because == reason


@pytest.mark.parametrize("box", Box)
def test_who_comes_second_is_refused(clock, news, member, viewer, box):
    not_told()
    given_up(member)
    try_failure_again(box, *OF_NEWS, by=viewer)
    for action in ACTIONS:
        with pytest.raises(Refused, match="somebody was faster"):
            action(box, *OF_NEWS, by=viewer)


@pytest.mark.parametrize("box", Box)
def test_what_is_put_away_is_out_of_sight_and_can_be_taken_back(clock, news, member, page, press, box):
    rows = not_told() if box == Box.NEWS else given_up(member)
    assert press("put_away", box) == [
        ("success", "Put away. At the end of this page you can take it back."),
    ]
    assert re.search(r"Nothing failed.*1 put away tests.news.*Take back", page())
    assert press("put_away", box) == [
        ("warning", "It is not in the list any more: somebody was faster."),
    ]
    assert press("take_back", box) == [("success", "It is back in the list.")]
    assert rows.get().dropped_because == "gave up: OSError"
    assert re.search(r"Put away.*Take back", page()) is None


def test_what_is_put_away_is_neither_sent_nor_told(clock, news, member, viewer, mailoutbox):
    given_up(member)
    not_told()
    for box in Box:
        put_failure_away(box, *OF_NEWS, by=viewer)
    clock.shift(timedelta(days=3))
    assert (spread_news.call(), deliver_batch(), len(mailoutbox)) == (0, [], 0)


@pytest.mark.parametrize("fields", [{"box": "users"}, {"kind": ""}, {"error": "x" * 200}, {"kind": "a\0b"}])
def test_a_form_that_is_not_ours_changes_nothing(clock, news, member, press, fields):
    mails = given_up(member)
    assert press("try_again", **fields) == []
    assert mails.get().dropped_because == "gave up: OSError"


# ---- What happens meanwhile ----


@pytest.mark.parametrize("is_away", [False, True])
def test_nobody_gets_a_letter_they_switched_off_since_it_failed(
    clock, news, member, viewer, as_viewer, is_away
):
    given_up(member)
    if is_away:
        put_failure_away(Box.LETTERS, *OF_NEWS, by=viewer)
    choose_preset(by=as_viewer(member), preset=Preset.DATES)
    assert Notification.objects.get().dropped_because == "switched off"


def test_nobody_gets_a_letter_of_a_group_they_muted_since_it_failed(clock, news, member, as_viewer):
    mine, other = tell(member, scope="group"), tell(member, cause="other", scope="other")
    Notification.objects.update(**GAVE_UP)
    mute("group", by=as_viewer(member))
    said = Notification.objects.in_bulk([mine.pk, other.pk])
    assert (said[mine.pk].dropped_because, said[other.pk].dropped_because) == (
        "switched off",
        "gave up: OSError",
    )


def test_a_letter_is_tried_again_with_what_may_be_read_by_then(clock, news, member, viewer, mailoutbox):
    given_up(member)
    news.hidden_from.add(member.pk)
    try_failure_again(Box.LETTERS, *OF_NEWS, by=viewer)
    assert (deliver_batch(), mailoutbox) == ([Outcome.DROPPED], [])


def test_a_dead_announcement_is_kept_for_as_long_as_lines_are(clock, news, member):
    not_told()
    clock.shift(KEEP_LINES)
    prune_told()
    assert Announcement.objects.count() == 1
    clock.shift(timedelta(seconds=1))
    prune_told()
    assert Announcement.objects.count() == 0


@pytest.mark.race
@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("box", Box)
def test_of_eight_operators_who_press_at_once_one_is_heard(news, member, viewer, box):
    not_told(3)
    given_up(member, 3)
    start = threading.Barrier(8)

    def press(_number):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            try_failure_again(box, *OF_NEWS, by=viewer)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(press, range(8))) == [False] * 7 + [True]
