"""Many people doing one thing at one moment."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from queue import Queue

from django.db import connection, transaction

from accounts.permissions import Refused


def all_at_once(*calls):
    """Each call in its own thread and connection, all starting together; what they returned or refused."""
    start = threading.Barrier(len(calls))

    def run(call):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return call()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def and_then(call, tell):
    """``call``, and tell that it is done."""

    def run():
        found = call()
        tell()
        return found

    return run


def until(event):
    """Wait for it. Where it never comes the test fails here and does not hang."""

    def wait_for_it():
        assert event.wait(timeout=30)

    return wait_for_it


def while_open(first, second, then=lambda: None):
    """In a transaction ``first``, and ``then`` once ``second``, on its own connection, is done or waits."""
    backend = Queue()

    def run():
        try:
            connection.ensure_connection()
            backend.put(connection.connection.info.backend_pid)
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            other = pool.submit(run)
            number = backend.get(timeout=30)
            while not other.done() and not _waits_for_a_lock(number):
                wait([other], timeout=0.01)
            then()
        return other.result(timeout=30)


def _waits_for_a_lock(number):
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND NOT granted)", [number])
        return cursor.fetchone()[0]
