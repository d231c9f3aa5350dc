"""Imports, in the lane for what takes long."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.work.actions.announcing import remind_of_unread
from alongside.domain.work.actions.answering import tell_of_what_nobody_answers
from alongside.domain.work.actions.exporting import JOB as EXPORT_JOB
from alongside.domain.work.actions.exporting import expire_exports, write_export
from alongside.domain.work.actions.importing import JOB, QUEUE, work_on_import
from alongside.domain.work.actions.reminding import remind_of_late_tasks
from alongside.kernel.jobs import RETRIES, job


@job(JOB, queue=QUEUE, retries=RETRIES)
def import_table(*, run_id: int, now: datetime) -> None:
    """Read, check or import one file, whichever is next (EST-7)."""
    work_on_import(run_id, now=now)


@job(EXPORT_JOB, queue=QUEUE, retries=RETRIES)
def write_export_file(*, run_id: int, now: datetime) -> None:
    """Write one export (CUS-10)."""
    write_export(run_id, now=now)


@job("alongside.domain.work.jobs.remind", queueing_lock="remind_of_late_tasks")
def remind(*, now: datetime) -> None:
    """Tasks whose deadline passed, and announcements that nobody may leave unread, are told of (ORG-10)."""
    remind_of_late_tasks(now=now)
    remind_of_unread(now=now)


@job("alongside.domain.work.jobs.tell_faults", queueing_lock="tell_of_what_nobody_answers")
def tell_faults(*, now: datetime) -> None:
    """Places and questions that nobody answers are told to who stands above (ORG-4)."""
    tell_of_what_nobody_answers(now=now)


@job("alongside.domain.work.jobs.expire", queueing_lock="expire_exports")
def expire(*, now: datetime) -> None:
    """Delete exports whose day is over."""
    expire_exports(now=now)
