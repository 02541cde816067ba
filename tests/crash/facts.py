"""What must be true of a site when everything was told."""

from collections import Counter

from django_tasks_db.models import DBTaskResult

from tests.crash.site import Site
from tests.crash.smtp import MailServer

TASKS = DBTaskResult._meta.db_table
TOLD = "FROM accounts_notification n JOIN accounts_user u ON u.id = n.recipient_id"
OWED = "SELECT count(*) FROM accounts_notification WHERE mail_due_at IS NOT NULL"
UNFINISHED = f"SELECT count(*) FROM {TASKS} WHERE status IN ('READY', 'RUNNING')"
UNTOLD = "SELECT count(*) FROM accounts_announcement WHERE told_at IS NULL AND dropped_because = ''"
GOING = "SELECT count(*) FROM accounts_heartbeat WHERE is_going"
LONG_AGO = "2020-01-01 00:00:00"
SWEEP = "accounts.notifications.tasks.sweep_outbox"
REMINDERS = "SELECT count(*) FROM accounts_reminder"


def sent(site: Site) -> int:
    return site.one("SELECT count(*) FROM accounts_notification WHERE sent_at IS NOT NULL")


def is_quiet(site: Site) -> bool:
    """Nothing is left to be told, sent or run."""
    return not any(site.one(question) for question in (UNTOLD, REMINDERS, OWED, UNFINISHED, GOING))


def let_time_pass(site: Site, *jobs: str) -> None:
    """What waits for its next try may be tried, and the slots of these jobs have come."""
    site.rows(f"UPDATE accounts_notification SET mail_due_at = '{LONG_AGO}' WHERE mail_due_at > '{LONG_AGO}'")
    for job in jobs:
        site.rows(f"UPDATE accounts_heartbeat SET next_at = '{LONG_AGO}' WHERE name = '{job}'")


def lines_of(site: Site) -> Counter[tuple[str, str]]:
    """Kind and recipient of each line in a bell."""
    return Counter(site.rows(f"SELECT n.kind, u.email {TOLD} WHERE NOT n.is_hidden"))


def letters_of(site: Site) -> dict[tuple[str, str], tuple[str, str]]:
    """Kind and recipient of the letter that goes by this recipient and Message-ID."""
    rows = site.rows(f"SELECT n.kind, u.email, n.public_id {TOLD} WHERE n.channel = 'now'")
    return {(email, f"<{public_id}@localhost>"): (kind, email) for kind, email, public_id in rows}


def assert_told(site: Site, server: MailServer, *, lines: Counter, letters: Counter, in_flight: int) -> None:
    """Each line is there once. Each letter came; copies carry its Message-ID and are no more than stated."""
    assert lines_of(site) == lines
    copies, owed = server.copies(), letters_of(site)
    assert Counter(owed.values()) == letters
    assert set(copies) == set(owed)
    assert copies.total() - len(copies) <= in_flight
    assert site.rows(f"SELECT exception_class_path FROM {TASKS} WHERE status = 'FAILED'") == []
    assert site.rows("SELECT name FROM accounts_heartbeat WHERE is_failing") == []
