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


def while_open(first, second):
    """``first`` in a transaction that ends once ``second``, on a connection of its own, is done or waits."""
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
        return other.result(timeout=30)


def _waits_for_a_lock(number):
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND NOT granted)", [number])
        return cursor.fetchone()[0]
