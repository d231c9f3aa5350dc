"""Jobs ride in the business transaction: procrastinate writes them on Django's own connection.

A job is a plain function that is told `now` when it starts, loads by id and calls one action. What it does must
bear being done twice, for a worker may die between the act and the note that it is done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import structlog
from django.db import connection, transaction
from procrastinate import JobContext, RetryStrategy, exceptions, jobs
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.tasks import Task
from procrastinate.types import JSONValue
from psycopg.types.numeric import Int8

from alongside.kernel.models import JournalEntry
from alongside.kernel.prepared_writes import write
from alongside.kernel.reactions import reactions_to
from alongside.kernel.statements import Statement

log = structlog.get_logger("alongside.jobs")

FIRST_WAIT = 2  # seconds until a reaction that failed is tried again
RETRIES = 12  # with exponential waiting: the last try comes about 2 hours after the first
SILENT_SECONDS = 15.0  # a worker that said nothing for so long is dead, and its jobs are given to others
LATE = timedelta(minutes=5)  # a job that waited so long after its time is shown to the administrator

# Lanes of the worker, each with its own places: what waits for the outside world or takes long delays nothing else.
LANES: dict[str, tuple[str, ...]] = {
    "inside": ("timetable", "reactions", "default", "builtin"),
    "outside": ("mails", "webhooks"),
    "sms": ("sms_out",),
    "wechat": ("wechat_out", "wechat_in"),
    "chat": ("chat_out", "web_out"),
    "mailboxes": ("mailboxes",),
    "platforms": ("platforms",),
    "long": ("long",),
}


def job(
    name: str, *, queue: str = "timetable", queueing_lock: str | None = None, retries: int = 0
) -> Callable[[Callable[..., Any]], Task[..., Any, ...]]:
    """Declare a job. It is called with what was deferred and with `now`, the moment at which it starts.

    `queueing_lock`: at most one of that name waits; work that finds its own due rows needs no second in line.
    """

    def register(call: Callable[..., Any]) -> Task[..., Any, ...]:
        def run(timestamp: int | None = None, **facts: Any) -> None:
            call(**facts, now=datetime.now(UTC))

        run.__doc__ = call.__doc__
        retry = RetryStrategy(max_attempts=retries, exponential_wait=2) if retries else False
        declare = app.task(name=name, queue=queue, queueing_lock=queueing_lock, retry=retry)
        return declare(run)

    return register


def defer(
    name: str, *, queue: str, at: datetime | None = None, queueing_lock: str | None = None, **facts: Any
) -> bool:
    """Enqueue a job by its name, in the caller's transaction. False when one with that lock waits already."""
    deferrer = app.configure_task(name, queue=queue, schedule_at=at, queueing_lock=queueing_lock)
    if queueing_lock is None:
        deferrer.defer(**facts)
        return True
    try:
        with transaction.atomic():
            deferrer.defer(**facts)
    except exceptions.AlreadyEnqueued:
        return False
    return True


def defer_each(
    name: str, jobs: Mapping[str, dict[str, JSONValue]], *, queue: str, at: datetime | None = None
) -> None:
    """Enqueue one job per queueing lock with its own facts, in the caller's transaction, by one statement.

    None of the locks may be held by a job that waits: for things that were made just now.
    """
    pattern = app.configure_task(name, queue=queue, schedule_at=at).job
    wanted = [pattern.evolve(queueing_lock=lock, task_kwargs=facts) for lock, facts in jobs.items()]
    if wanted:
        app.job_manager.batch_defer_jobs(wanted)


def waiting_locks(locks: Iterable[str]) -> set[str]:
    """Which of these queueing locks are held by a job that waits."""
    waiting = ProcrastinateJob.objects.filter(status="todo", queueing_lock__in=list(locks))
    return {lock for lock in waiting.values_list("queueing_lock", flat=True) if lock}


def is_in_hand(name: str, **facts: Any) -> bool:
    """Whether a job of that name with these facts waits or is being done."""
    return ProcrastinateJob.objects.filter(
        task_name=name, status__in=["todo", "doing"], args__contains=facts
    ).exists()


# --- reactions ----------------------------------------------------------------------------------------------


# The row that `follow_fact.defer` writes with a function of procrastinate, as a part of the act's one statement.
_FOLLOW = Statement(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('reactions', "
    "'alongside.kernel.jobs.follow_fact', jsonb_build_object('entry_id', %s::bigint))"
)


def follow(entry_id: int) -> None:
    """Let the worker run the reactions to a fact, once the caller's transaction is committed."""
    write(_FOLLOW, [Int8(entry_id)])


def follow_many(entry_ids: Iterable[int]) -> None:
    """As `follow`, for many facts at once."""
    wanted: list[dict[str, JSONValue]] = [{"entry_id": one} for one in entry_ids]
    if wanted:
        follow_fact.batch_defer(*wanted)


@app.task(
    name="alongside.kernel.jobs.follow_fact",
    queue="reactions",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=2),
)
def follow_fact(entry_id: int) -> None:
    """Run every reaction to one fact, each alone: one that fails is tried again as a job of its own."""
    entry = JournalEntry.objects.get(pk=entry_id)
    failed: list[dict[str, JSONValue]] = []
    for name, reaction in reactions_to(entry.kind).items():
        try:
            reaction(entry)
        except Exception:  # whatever it is, the other reactions to the fact still run
            log.exception("a reaction failed and will be tried again", reaction=name, entry_id=entry_id)
            failed.append({"entry_id": entry_id, "reaction": name})
    if failed:
        react.configure(schedule_in={"seconds": FIRST_WAIT}).batch_defer(*failed)


@app.task(
    name="alongside.kernel.jobs.react",
    queue="reactions",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=2),
)
def react(entry_id: int, reaction: str) -> None:
    """Run one reaction to one fact. The job vanishes quietly if the reaction is no longer there."""
    module, _, name = reaction.rpartition(".")
    call_it = getattr(import_module(module), name)
    call_it(JournalEntry.objects.get(pk=entry_id))


# --- jobs of dead workers, and stuck ones -------------------------------------------------------------------


@app.task(
    name="alongside.kernel.jobs.rescue_jobs",
    queue="timetable",
    queueing_lock="rescue_jobs",
    pass_context=True,
)
async def rescue_jobs(context: JobContext, timestamp: int | None = None) -> None:
    """Give the jobs of workers that died to those that live.

    A job of the timetable is dropped instead, for the timetable brings the next one. A job that took down one
    worker after the other fails and stays to be seen.
    """
    manager = context.app.job_manager
    for lost in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if "timestamp" in lost.task_kwargs:
            await manager.finish_job(job=lost, status=jobs.Status.FAILED, delete_job=True)
        elif lost.attempts >= RETRIES:
            await manager.finish_job(job=lost, status=jobs.Status.FAILED, delete_job=False)
        else:
            try:
                await manager.retry_job(lost)
            except (exceptions.AlreadyEnqueued, exceptions.UniqueViolation):
                await manager.finish_job(job=lost, status=jobs.Status.FAILED, delete_job=True)


@dataclass(frozen=True)
class StuckJob:
    """A job that needs a look: `trouble` is "failed" (gave up), "late" (nobody took it), or "lost" (its worker
    is gone). `facts` are the ids that it was given."""

    id: int
    name: str
    trouble: str
    facts: dict[str, Any]
    tries: int
    last_at: datetime | None


_STUCK = """
    SELECT j.id, j.task_name, j.args, j.attempts,
           CASE WHEN j.status = 'failed' THEN 'failed' WHEN j.status = 'doing' THEN 'lost' ELSE 'late' END,
           (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id) AS last_at
      FROM procrastinate_jobs j
      LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
     WHERE (j.status = 'failed' AND NOT j.args ? 'timestamp')
        OR (j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < %(silent_since)s))
        OR (j.status = 'todo' AND
            coalesce(j.scheduled_at,
                     (SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)) < %(late_since)s)
     ORDER BY j.id
     LIMIT %(limit)s
"""


def stuck_jobs(*, now: datetime, limit: int = 200) -> list[StuckJob]:
    """The jobs that need an administrator's look, oldest first, at most `limit`."""
    with connection.cursor() as cursor:
        cursor.execute(
            _STUCK,
            {
                "silent_since": now - timedelta(seconds=SILENT_SECONDS),
                "late_since": now - LATE,
                "limit": limit,
            },
        )
        rows = cursor.fetchall()
    return [
        StuckJob(one, name, trouble, json.loads(facts), tries, at)
        for one, name, facts, tries, trouble, at in rows
    ]


def living_workers(*, now: datetime) -> tuple[int, datetime | None]:
    """How many workers gave a sign of life just now, and when the last of all did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE last_heartbeat >= %s), max(last_heartbeat) FROM procrastinate_workers",
            [now - timedelta(seconds=SILENT_SECONDS)],
        )
        count, last = cursor.fetchone()
    return count, last


def retry_failed_job(job_id: int, *, now: datetime) -> bool:
    """Let one failed job try again at once, alone. False when it is not there or has not failed."""
    if not ProcrastinateJob.objects.filter(pk=job_id, status="failed").exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)", [job_id, now])
    return True
