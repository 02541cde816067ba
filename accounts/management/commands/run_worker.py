"""One process for background work: it runs tasks, and every few seconds what is due by the clock."""

import logging
import threading

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connection
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from accounts.jobs.tasks import tick

logger = logging.getLogger(__name__)

TICK_SECONDS = 10
LOOK_SECONDS = 0.5


class Command(BaseCommand):
    help = "Run background tasks and periodic jobs until stopped. Any number of workers may run."

    def handle(self, *args, **options) -> None:
        stopping = threading.Event()
        clock = threading.Thread(target=keep_time, args=(stopping,), name="clock", daemon=True)
        worker = make_worker()
        worker.configure_signals()
        clock.start()
        try:
            run_tasks(worker, stopping)
        finally:
            stopping.set()
            clock.join(timeout=TICK_SECONDS)


def make_worker() -> Worker:
    """A worker for every queue. SIGTERM lets it end the task it is at; an idle one leaves at once."""
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=LOOK_SECONDS,
        batch=False,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )


def run_tasks(worker: Worker, stopping: threading.Event) -> None:
    """Run tasks until told to stop; a database that is away for a while is tried again."""
    while worker.running:
        try:
            worker.run()
        except Error as error:
            logger.warning("worker failed: %s", type(error).__name__)
            close_old_connections()
            stopping.wait(TICK_SECONDS)


def keep_time(stopping: threading.Event) -> None:
    """Tick until told to stop; whatever goes wrong with one tick, the clock goes on."""
    while not stopping.is_set():
        try:
            tick(timezone.now())
        except Exception as error:
            logger.warning("tick failed: %s", type(error).__name__)
        close_old_connections()
        stopping.wait(TICK_SECONDS)
    connection.close()
