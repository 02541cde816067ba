"""The operators' page: what lives, what runs by the clock, what waits, and what failed for good."""

import re
from datetime import time, timedelta

import pytest
from django.tasks import TaskResultStatus
from django.urls import reverse
from django.utils import timezone

from accounts.jobs.models import Heartbeat, Worker
from accounts.jobs.overview import MOST_SHOWN
from accounts.jobs.queue import FORGOTTEN
from accounts.jobs.slots import Every, LocalTime
from accounts.users.tasks import send_account_mail
from tests.accounts.jobs.conftest import NAME, NOW

SECRETS = ("ada@example.org", "Your code", "AB12", "a line of a traceback")


@pytest.fixture
def page(operator, client_of):
    """The page as an operator reads it: words alone, spaces as one."""

    def read():
        response = client_of(operator).get(reverse("operate:jobs"))
        assert response.status_code == 200
        return " ".join(re.sub(r"<[^>]+>", " ", response.text).split()).replace(" ,", ",")

    return read


@pytest.fixture
def press(operator, client_of):
    def press(name, task_id):
        response = client_of(operator).post(reverse(f"operate:{name}"), {"task_id": task_id}, follow=True)
        [message] = response.context["messages"]
        return message.level_tag, str(message)

    return press


def failed(queue, number=1):
    for _ in range(number):
        task_id = send_account_mail.enqueue(*SECRETS[:3], "", "<1@example.org>").id
    queue.update(
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now() - timedelta(hours=3),
        worker_ids=["a", "b", "c"],
        exception_class_path="accounts.users.tasks.NotSent",
        traceback=SECRETS[3],
    )
    return task_id


@pytest.mark.parametrize("who", ["site_moderator", "member"])
def test_others_may_not_read_it(request, client_of, who):
    assert client_of(request.getfixturevalue(who)).get(reverse("operate:jobs")).status_code == 403


def test_operators_find_it_on_their_own_page(client_of, operator, member):
    link = f'href="{reverse("operate:jobs")}"'
    assert link in client_of(operator).get(reverse("users:me")).text
    assert link not in client_of(member).get(reverse("users:me")).text


def test_a_site_without_a_worker_is_told_how_to_start_one(clock, runs, page):
    words = page()
    assert "No worker runs" in words
    assert "Has not run yet" not in words
    assert "Late" in words
    assert "Next run when a worker runs" in words


WELL = "All well: a worker was seen just now, nothing waits."
FINE = {"next_at": NOW + timedelta(minutes=1), "finished_at": NOW}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, WELL),
        ({"next_at": NOW - timedelta(minutes=2)}, WELL),
        ({"next_at": NOW - timedelta(minutes=5)}, "1 job is late."),
        ({"is_failing": True, "failed_at": NOW, "error": "E"}, "1 job failed when it last ran."),
    ],
)
def test_the_first_line_says_whether_all_is_well(clock, queue, runs, page, fields, words):
    Worker.objects.enter("a", NOW)
    Heartbeat.objects.create(name=NAME, **FINE | fields)
    said = page()
    assert words in said
    assert ("All well" in said) == (words == WELL)
    assert "What became of letters " + words in said


def test_the_first_line_names_what_waits_and_what_failed_for_good(clock, queue, runs, page):
    Worker.objects.enter("a", NOW)
    Heartbeat.objects.create(name=NAME, **FINE)
    send_account_mail.enqueue(*SECRETS[:3], "", "<1@example.org>")
    assert "All well: a worker was seen just now, 1 task waits its turn." in page()
    clock.shift(timedelta(minutes=5))
    Worker.objects.update(seen_at=timezone.now())
    Heartbeat.objects.update(next_at=timezone.now())
    assert "Tasks wait for a worker too long; the oldest could have run 5 minutes ago." in page()
    failed(queue)
    assert "What became of letters 2 tasks failed for good. Queue" in page()


def test_workers_are_shown_with_when_they_were_seen(clock, runs, page):
    Worker.objects.enter("a", NOW - timedelta(hours=5))
    Worker.objects.enter("b", NOW - timedelta(hours=1))
    Worker.objects.renew("b", NOW - timedelta(seconds=20), timedelta(days=1))
    words = page()
    assert "Seen 5 hours ago started 5 hours ago Lost" in words
    assert "Seen just now started 1 hour ago Running" in words
    assert "No worker runs" not in words


def test_a_job_is_shown_with_its_last_and_next_run(clock, declare, page):
    declare(lambda: None, Every(timedelta(hours=2)), label="Water the plants")
    Worker.objects.enter("a", NOW)
    started = NOW - timedelta(hours=1)
    Heartbeat.objects.create(
        name=NAME,
        next_at=NOW + timedelta(minutes=59),
        started_at=started,
        finished_at=started + timedelta(seconds=90),
        took=timedelta(seconds=12),
        failed_at=NOW - timedelta(days=3),
        error="OSError",
    )
    assert (
        f"Water the plants Done {NAME} When every 2 hours Last run 58 minutes ago, took 12 seconds "
        "Next run in 59 minutes Last failure 3 days ago: OSError"
    ) in page()


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "Has not run yet"),
        ({"started_at": NOW, "is_going": True}, "Running"),
        ({"started_at": NOW, "finished_at": NOW}, "Done"),
        ({"started_at": NOW, "failed_at": NOW, "is_failing": True, "error": "E"}, "Failed"),
        ({"next_at": NOW - timedelta(hours=1)}, "Late"),
        ({"next_at": NOW - timedelta(minutes=5), "started_at": NOW, "finished_at": NOW}, "Late"),
    ],
)
def test_the_state_of_a_job_is_a_word(clock, declare, page, fields, state):
    declare(lambda: None, label="Water")
    Heartbeat.objects.create(**{"name": NAME, "next_at": NOW + timedelta(minutes=1)} | fields)
    assert f"Water {state} {NAME}" in page()


def test_a_slot_that_was_left_out_is_said(clock, runs, page):
    beat = {"name": NAME, "next_at": NOW, "started_at": NOW - timedelta(hours=2), "is_going": True}
    Heartbeat.objects.create(**beat, skipped_at=NOW - timedelta(hours=1))
    assert "Skipped 1 hour ago, the run before is still going" in page()


@pytest.mark.parametrize(
    ("timing", "jitter", "words"),
    [
        (Every(timedelta(minutes=1)), 0, "every minute"),
        (Every(timedelta(minutes=5)), 0, "every 5 minutes"),
        (Every(timedelta(hours=1)), 0, "every hour"),
        (
            LocalTime(time(3, 40), "Europe/Berlin"),
            20,
            "each day at 03:40 (Europe/Berlin), up to 20 minutes later",
        ),
        (LocalTime(time(8), "UTC", 6), 0, "Sunday at 08:00 (UTC)"),
    ],
)
def test_when_a_job_runs_is_said_in_words(clock, declare, page, timing, jitter, words):
    declare(lambda: None, timing, jitter=timedelta(minutes=jitter))
    assert f"When {words} Last run never" in page()


def test_the_queue_says_how_much_waits_and_since_when(clock, queue, runs, page):
    clock.shift(-timedelta(minutes=30))
    send_account_mail.enqueue(*SECRETS[:3], "", "<1@example.org>")
    clock.shift(timedelta(minutes=30))
    send_account_mail.enqueue(*SECRETS[:3], "", "<2@example.org>")
    later = send_account_mail.using(run_after=NOW + timedelta(minutes=5))
    later.enqueue(*SECRETS[:3], "", "<3@example.org>")
    running = send_account_mail.enqueue(*SECRETS[:3], "", "<4@example.org>")
    queue.get(pk=running.id).claim("a")
    assert ("Waiting for a worker 2, oldest: 30 minutes ago Running 1 To be tried again later 1") in page()


def test_a_task_that_was_put_off_counts_from_its_time(clock, queue, runs, page):
    later = send_account_mail.using(run_after=NOW + timedelta(minutes=5))
    later.enqueue(*SECRETS[:3], "", "<3@example.org>")
    clock.shift(timedelta(minutes=15))
    assert "Waiting for a worker 1, oldest: 10 minutes ago" in page()


def test_a_dead_letter_is_shown_without_what_it_was_about(clock, queue, runs, page):
    failed(queue)
    words = page()
    assert "accounts.users.tasks.send_account_mail NotSent, 3 hours ago, after 3 tries Try again" in words
    assert [secret for secret in SECRETS if secret in words] == []


def test_a_dead_letter_whose_words_are_forgotten_can_only_be_put_away(clock, queue, runs, page):
    failed(queue)
    queue.update(args_kwargs=FORGOTTEN)
    assert "after 3 tries Put away" in page()


def test_a_long_list_of_dead_letters_is_cut_and_counted(clock, queue, runs, page):
    failed(queue, MOST_SHOWN + 2)
    words = page()
    assert words.count("Try again") == MOST_SHOWN
    assert "And 2 older ones." in words
    assert f"Failed for good {MOST_SHOWN + 2}" in words


def test_nothing_failed_is_said(clock, runs, page):
    assert "Nothing failed" in page()


def test_try_again_puts_it_back_in_the_queue_and_says_so(clock, queue, runs, press):
    task_id = failed(queue)
    assert press("try_again", task_id) == ("success", "It waits for a worker again.")
    assert queue.get().status == TaskResultStatus.READY
    assert press("try_again", task_id)[0] == "warning"


def test_put_away_can_be_taken_back(clock, queue, runs, page, press):
    task_id = failed(queue)
    assert press("put_away", task_id)[0] == "success"
    assert re.search(r"Nothing failed.*1 put away.*Take back", page())
    assert press("take_back", task_id) == ("success", "It is back in the list.")
    assert "put away" not in page().replace("can only be put away", "")


def test_the_page_costs_the_same_with_many_rows(
    clock, queue, declare, operator, client_of, django_assert_num_queries
):
    client = client_of(operator)
    for number in range(2):
        for index in range(3):
            declare(lambda: None, name=f"tests.job{number}{index}")
            Heartbeat.objects.create(name=f"tests.job{number}{index}", next_at=NOW)
            Worker.objects.enter(f"{number}{index}", NOW)
        failed(queue, 3)
        with django_assert_num_queries(18):
            client.get(reverse("operate:jobs"))
