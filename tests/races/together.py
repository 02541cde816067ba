"""Many people doing one thing at one moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

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
