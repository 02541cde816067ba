"""Say in words what is configured, what works, and what fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.mail import mailers
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.identifiers import new_nonce
from accounts.jobs.models import Heartbeat
from accounts.models import Announcement, City, Document, Notification, User
from community.guide.claims import CLAIMS, stale_claims

OVERDUE = timedelta(hours=1)


@dataclass(frozen=True)
class Finding:
    """One thing looked at; ``help`` says what to do if it is not well."""

    about: str
    words: str
    is_well: bool = True
    help: str = ""


class Command(BaseCommand):
    help = "Check the configuration and what it points at. Ends with an error if anything needs a hand."

    def handle(self, *args, **options) -> None:
        findings = list(examine())
        for finding in findings:
            mark = "ok  " if finding.is_well else "FAIL"
            self.stdout.write(f"{mark}  {finding.about}: {finding.words}")
            if not finding.is_well:
                self.stdout.write(f"      {finding.help}")
        failed = sum(not finding.is_well for finding in findings)
        if failed:
            raise CommandError(f"{failed} of {len(findings)} need a hand.")
        self.stdout.write("Everything looks well.")


def examine() -> Iterator[Finding]:
    """Each part in turn; a database that does not answer ends it, as the rest would only repeat that."""
    yield Finding("Address", settings.SITE_URL)
    yield Finding("Data folder", str(settings.DATA_DIR))
    yield _site_is_https()
    try:
        connection.ensure_connection()
    except Error as error:
        yield Finding("Database", str(error).strip(), False, "Start it, or correct DATABASE_URL.")
        return
    yield Finding("Database", connection.vendor)
    pending = _pending_migrations()
    yield Finding("Migrations", f"{pending} pending", pending == 0, "Run: ./run manage migrate")
    if pending:
        return
    for look in LOOKS:
        yield look()


def _site_is_https() -> Finding:
    is_well = settings.DEMO or settings.DEBUG or settings.SITE_URL.startswith("https://")
    return Finding(
        "Encryption", "https" if is_well else "http", is_well, "Set SITE_URL to an https:// address."
    )


def _pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _cache() -> Finding:
    nonce = new_nonce()
    try:
        cache.set("doctor", nonce, 60)
        is_well = cache.get("doctor") == nonce
    except Exception as error:  # whatever the backend raises is the finding
        return Finding(
            "Cache", type(error).__name__, False, "Run: ./run manage createcachetable, or see CACHE_URL."
        )
    return Finding(
        "Cache", settings.CACHES["default"]["BACKEND"].rsplit(".", 1)[-1], is_well, "It forgets at once."
    )


def _mail() -> Finding:
    try:
        backend = type(mailers["default"]).__module__
    except Exception as error:  # whatever the backend lacks is the finding
        return Finding("Mail", str(error), False, "See MAIL_PROVIDER and SMTP_HOST in docs/configure.md.")
    is_real = "console" not in backend and "config.mail" not in backend
    help_text = "Nobody gets a code. Set SMTP_HOST or MAIL_PROVIDER."
    return Finding("Mail", backend.rsplit(".", 1)[-1], is_real or settings.DEMO or settings.DEBUG, help_text)


def _cities() -> Finding:
    return Finding(
        "Cities", f"{City.objects.count()}", City.objects.exists(), "Run: ./run manage load_cities"
    )


def _documents() -> Finding:
    found = Document.objects.exists()
    return Finding("Pages", "there" if found else "missing", found, "Run: ./run manage load_documents")


def _operator() -> Finding:
    found = User.objects.filter(is_operator=True).exists()
    return Finding("Operator", "there" if found else "nobody", found, "Run: ./run manage create_operator")


def _guide() -> Finding:
    """Whether health statements were looked at lately. Operators cannot do that, so it is never a failure."""
    stale = [claim.key for claim in stale_claims()]
    words = f"{len(CLAIMS)} claims, {len(stale)} not looked at for two years"
    return Finding("Guide", f"{words}: {', '.join(stale)}; a newer release may have" if stale else words)


def _worker() -> Finding:
    """Whether the worker keeps time: each job ends a run when it should."""
    late = Heartbeat.objects.late(timezone.now())
    words = f"late: {', '.join(late)}" if Heartbeat.objects.exists() else "has never run"
    return Finding("Worker", words if late else "runs", not late, "Start it: ./run worker")


def _jobs() -> Finding:
    """Whether the newest run of each job went well."""
    failing = [f"{beat.name} ({beat.error})" for beat in Heartbeat.objects.failing()]
    words = f"failed: {', '.join(failing)}" if failing else "none failed"
    return Finding("Jobs", words, not failing, "The worker's log says more about each run.")


def _outbox() -> Finding:
    """Whether people are told: nothing waits for long, and nothing was given up that nobody dealt with."""
    now = timezone.now()
    waiting = Notification.objects.mail_due(now).filter(mail_due_at__lt=now - OVERDUE).count()
    waiting += Announcement.objects.due(now).filter(due_at__lt=now - OVERDUE).count()
    given_up = Notification.objects.given_up().count() + Announcement.objects.given_up().count()
    words = f"{waiting} waiting for over an hour, {given_up} given up"
    help_text = "Sign in as an operator and look at /operate/letters/; the worker's log says more."
    return Finding("Outbox", words, not (waiting or given_up), help_text)


LOOKS: tuple[Callable[[], Finding], ...] = (
    _cache,
    _mail,
    _cities,
    _documents,
    _guide,
    _operator,
    _worker,
    _jobs,
    _outbox,
)
