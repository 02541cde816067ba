"""What the operators' page shows: workers, jobs, the queue, and what failed for good. Never an argument."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import NaturalTimeFormatter
from django.db.models import Max
from django.utils import dates
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from accounts.jobs.models import Heartbeat, Worker
from accounts.jobs.queue import FORGOTTEN, not_put_away, postponed, put_away, running, waiting
from accounts.jobs.rescue import lost_after
from accounts.jobs.schedule import JOBS, NO_JITTER, Job
from accounts.jobs.slots import Every, LocalTime
from accounts.jobs.verdict import Findings, verdict

MOST_SHOWN = 50
MINUTE = timedelta(minutes=1)
SEEN_LATE = timedelta(minutes=3)  # a worker looks every few seconds
# Their words are declined as they must be inside "… ago" and "in …" (accounts/users/borrowed.py).
PAST, FUTURE = NaturalTimeFormatter.past_substrings, NaturalTimeFormatter.future_substrings


@dataclass(frozen=True)
class WorkerLine:
    """One process: for how long it runs, and when it last said so."""

    started: str
    seen: str
    is_alive: bool


@dataclass(frozen=True)
class JobLine:
    """One periodic job, in words; what never happened is an empty text."""

    words: str | Promise
    name: str
    timing: str
    state: tuple[str, str]
    ran: str
    took: str
    next: str
    failed: str
    skipped: str


@dataclass(frozen=True)
class DeadLetter:
    """A task that failed for good: which, when, and what kind of error it was."""

    task_id: UUID
    name: str
    failed: str
    error: str
    tries: int
    can_be_tried: bool


def overview(now: datetime) -> dict[str, Any]:
    """All that the page shows."""
    number, oldest = waiting()
    dead = not_put_away()
    late, buried = set(Heartbeat.objects.late(now, after=SEEN_LATE)), dead.count()
    seen = Worker.objects.alive(now, lost_after()).aggregate(newest=Max("seen_at"))["newest"]
    findings = Findings(
        seen=ago(seen, now) if seen else "",
        late=len(late),
        failing=Heartbeat.objects.failing().exclude(name__in=late).count(),
        dead=buried,
        waiting=number,
        since=ago(oldest, now) if oldest and now - oldest > SEEN_LATE else "",
    )
    return {
        "verdict": verdict(findings),
        "workers": [_worker(worker, now) for worker in Worker.objects.order_by("started_at")],
        "jobs": _jobs(now, late, has_worker=seen is not None),
        "waiting": number,
        "waiting_since": ago(oldest, now) if oldest else "",
        "postponed": postponed(now),
        "running": running().count(),
        "dead": [_dead_letter(task, now) for task in dead[:MOST_SHOWN]],
        "dead_not_shown": max(0, buried - MOST_SHOWN),
        "put_away": [_dead_letter(task, now) for task in put_away()[:MOST_SHOWN]],
    }


def _worker(worker: Worker, now: datetime) -> WorkerLine:
    is_alive = abs(now - worker.seen_at) <= lost_after()
    return WorkerLine(ago(worker.started_at, now), ago(worker.seen_at, now), is_alive)


def _jobs(now: datetime, late: Collection[str], *, has_worker: bool) -> list[JobLine]:
    beats = {beat.name: beat for beat in Heartbeat.objects.all()}
    return [
        _job(
            job,
            beats.get(name) or Heartbeat(name=name, next_at=now),
            now,
            is_late=name in late,
            has_worker=has_worker,
        )
        for name, job in sorted(JOBS.items())
    ]


def _job(job: Job, beat: Heartbeat, now: datetime, *, is_late: bool, has_worker: bool) -> JobLine:
    was_skipped = beat.skipped_at and beat.started_at and beat.skipped_at > beat.started_at
    return JobLine(
        words=job.words,
        name=job.name,
        timing=timing_words(job),
        state=_state(beat, is_late=is_late),
        ran=ago(beat.ended_at, now) if beat.ended_at else "",
        took=duration(beat.took) if beat.took is not None else "",
        next=ahead(beat.next_at, now) if has_worker else _("when a worker runs"),
        failed=_("%(ago)s: %(error)s") % {"ago": ago(beat.failed_at, now), "error": beat.error}
        if beat.failed_at
        else "",
        skipped=ago(beat.skipped_at, now) if was_skipped and beat.skipped_at else "",
    )


def _state(beat: Heartbeat, *, is_late: bool) -> tuple[str, str]:
    """Kind and words of the badge."""
    if is_late:
        return "reported", _("Late")
    if beat.is_going:
        return "waiting", _("Running")
    if beat.is_failing:
        return "rejected", _("Failed")
    return ("published", _("Done")) if beat.ended_at else ("over", _("Has not run yet"))


def _dead_letter(task: DBTaskResult, now: datetime) -> DeadLetter:
    return DeadLetter(
        task_id=task.pk,
        name=task.task_path,
        failed=ago(task.finished_at, now) if task.finished_at else "",
        error=task.exception_class_path.rsplit(".", 1)[-1],
        tries=len(task.worker_ids),
        can_be_tried=task.args_kwargs != FORGOTTEN,
    )


# ---- Times in words ----


def ago(moment: datetime, now: datetime) -> str:
    if now - moment < MINUTE:
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(moment, now, time_strings=PAST, depth=1)}


def ahead(moment: datetime, now: datetime) -> str:
    if moment - now < MINUTE:
        return _("in a moment")
    return _("in %(time)s") % {"time": timeuntil(moment, now, time_strings=FUTURE, depth=1)}


def duration(took: timedelta) -> str:
    """To the second, or to the minute."""
    seconds = round(took.total_seconds())
    if seconds < 1:
        return _("under a second")
    if seconds < MINUTE.total_seconds():
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = round(took / MINUTE)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def timing_words(job: Job) -> str:
    """How often, or at what local time; and by how much later at most."""
    timing = job.timing
    words = _every(timing.period) if isinstance(timing, Every) else _local_time(timing)
    if job.jitter == NO_JITTER:
        return words
    return _("%(when)s, up to %(time)s later") % {"when": words, "time": duration(job.jitter)}


def _every(period: timedelta) -> str:
    minutes = round(period / MINUTE)
    if minutes % 60 == 0:
        return ngettext("every hour", "every %(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("every minute", "every %(n)d minutes", minutes) % {"n": minutes}


def _local_time(timing: LocalTime) -> str:
    fields = {"time": time_format(timing.at, "H:i"), "zone": timing.zone}
    if timing.weekday is None:
        return _("each day at %(time)s (%(zone)s)") % fields
    return _("%(day)s at %(time)s (%(zone)s)") % {**fields, "day": dates.WEEKDAYS[timing.weekday]}
