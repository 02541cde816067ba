"""Numbered points at which a crash would hurt most. The crash tests kill a real worker at each of them."""

import os
import signal
from enum import IntEnum

from django.conf import settings


class Fault(IntEnum):
    """Where ``FAULT_POINT`` may end the process."""

    CHANGE_COMMITTED = 1  # the change and its outbox row are kept, no task is enqueued yet
    NEWS_CLAIMED = 2  # the outbox row is marked as told, in a transaction that is open
    NEWS_SPREAD = 3  # every recipient has a row, in the same open transaction
    NEWS_COMMITTED = 4  # all of that is kept, no mail is on its way
    MAIL_LEASED = 5  # a worker holds the mail and has not made it
    MAIL_MADE = 6  # the letter is written, the mail server was not asked
    MAIL_TAKEN = 7  # the mail server said yes, nobody noted it
    MAIL_NOTED = 8  # sent and noted
    DIGEST_MADE = 9  # a digest's row is written, in a transaction that is open
    REMINDERS_CLAIMED = 10  # reminders are marked as told, in a transaction that is open
    JOB_CLAIMED = 11  # a periodic job's slot is taken, in a transaction that is open
    JOB_STARTED = 12  # its task runs, nothing is done
    JOB_RAN = 13  # it is done, its heartbeat is not written
    SERIES_HELD = 14  # some series are held to make their dates, nothing is written
    DATES_MADE = 15  # their dates are written, in a transaction that is open
    DATES_KEPT = 16  # all of that is kept, other series still wait


def fault_point(fault: Fault) -> None:
    """End this process as a power cut would, if the environment asks for it here."""
    if fault == settings.FAULT_POINT:
        os.kill(os.getpid(), signal.SIGKILL)
