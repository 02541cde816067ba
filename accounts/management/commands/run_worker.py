"""One process for background work: it runs tasks, and every few seconds what is due by the clock."""

import logging
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from accounts.jobs.tasks import tick

logger = logging.getLogger(__name__)

TICK_SECONDS = 10


class Command(BaseCommand):
    help = "Run background tasks and periodic jobs until stopped. Any number of workers may run."

    def handle(self, *args, **options) -> None:
        stopping = threading.Event()
        clock = threading.Thread(target=keep_time, args=(stopping,), name="clock", daemon=True)
        clock.start()
        try:
            call_command("db_worker", queue_name="*", reload=False, verbosity=0, interval=0.5)
        finally:
            stopping.set()
            clock.join(timeout=TICK_SECONDS)


def keep_time(stopping: threading.Event) -> None:
    """Tick until told to stop; a database that is away for a while is tried again."""
    while not stopping.is_set():
        try:
            tick(timezone.now())
        except DatabaseError as error:
            logger.warning("tick failed: %s", type(error).__name__)
        close_old_connections()
        stopping.wait(TICK_SECONDS)
    connection.close()
