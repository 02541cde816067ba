"""Is the background work well? One sentence for the top of the operators' page, or one for each fault."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Findings:
    """What was found. ``seen`` is empty if no worker was seen lately, ``since`` if nothing waits long."""

    seen: str
    late: int
    failing: int
    dead: int
    waiting: int
    since: str


def verdict(found: Findings) -> tuple[str, str]:
    """Kind and words of the alert: what keeps everything from being done comes alone."""
    if not found.seen:
        return "stop", _("No worker runs, so nobody gets mail. Start one on the server: ./run worker")
    if faults := _faults(found):
        return "caution", " ".join(faults)
    if not found.waiting:
        return "ok", _("All well: a worker was seen %(ago)s, nothing waits.") % {"ago": found.seen}
    words = ngettext(
        "All well: a worker was seen %(ago)s, %(n)d task waits its turn.",
        "All well: a worker was seen %(ago)s, %(n)d tasks wait their turn.",
        found.waiting,
    )
    return "ok", words % {"ago": found.seen, "n": found.waiting}


def _faults(found: Findings) -> list[str]:
    late = ngettext("%(n)d job is late.", "%(n)d jobs are late.", found.late)
    failing = ngettext(
        "%(n)d job failed when it last ran.", "%(n)d jobs failed when they last ran.", found.failing
    )
    dead = ngettext("%(n)d task failed for good.", "%(n)d tasks failed for good.", found.dead)
    counted = ((found.late, late), (found.failing, failing), (found.dead, dead))
    faults = [words % {"n": number} for number, words in counted if number]
    if found.since:
        faults.append(
            _("Tasks wait for a worker too long; the oldest could have run %(ago)s.") % {"ago": found.since}
        )
    return faults
