"""One process for background work: it runs tasks, and every few seconds what is due by the clock."""

import logging
import threading

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from accounts.jobs.rescue import TICK_SECONDS, look_after, lost_after
from accounts.jobs.tasks import tick
from accounts.jobs.worker import TaskWorker

logger = logging.getLogger(__name__)

TICKS_OF_GRACE = 4  # that a worker may miss before it is taken for dead


class Command(BaseCommand):
    help = "Run background tasks and periodic jobs until stopped. Any number of workers may run."

    def handle(self, *args, **options) -> None:
        stopping, worker = threading.Event(), TaskWorker()
        clock = threading.Thread(
            target=keep_time, args=(worker.worker_id, stopping), name="clock", daemon=True
        )
        worker.configure_signals()
        clock.start()
        try:
            run_tasks(worker, stopping)
        finally:
            stopping.set()
            clock.join(timeout=TICK_SECONDS)
            worker.leave()


def run_tasks(worker: TaskWorker, stopping: threading.Event) -> None:
    """Run tasks until told to stop; a database that is away for a while is tried again."""
    while worker.running:
        try:
            worker.run()
        except Error as error:
            logger.warning("worker failed: %s", type(error).__name__)
            close_old_connections()
            stopping.wait(tick_seconds())


def keep_time(worker_id: str, stopping: threading.Event) -> None:
    """Tick until told to stop; whatever goes wrong with one tick, the clock goes on."""
    while not stopping.is_set():
        try:
            now = timezone.now()
            look_after(worker_id, now)
            tick(now)
        except Exception as error:
            logger.warning("tick failed: %s", type(error).__name__)
        close_old_connections()
        stopping.wait(tick_seconds())
    connection.close()


def tick_seconds() -> float:
    return min(TICK_SECONDS, lost_after().total_seconds() / TICKS_OF_GRACE)
