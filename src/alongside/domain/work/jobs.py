"""Imports, in the lane for what takes long."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.domain.work.actions.exporting import JOB as EXPORT_JOB
from alongside.domain.work.actions.exporting import expire_exports, write_export
from alongside.domain.work.actions.importing import JOB, QUEUE, forget_import_files, work_on_import
from alongside.kernel.jobs import RETRIES, job

KEPT = timedelta(days=30)


@job(JOB, queue=QUEUE, retries=RETRIES)
def import_table(*, run_id: int, now: datetime) -> None:
    """Read, check or import one file, whichever is next (EST-7)."""
    work_on_import(run_id, now=now)


@job("alongside.domain.work.jobs.forget_imports", queue=QUEUE, queueing_lock="forget_imports")
def forget_imports(*, now: datetime) -> None:
    """Throw away the files of imports after a month (INF-5)."""
    forget_import_files(before=now - KEPT)


@job(EXPORT_JOB, queue=QUEUE, retries=RETRIES)
def write_export_file(*, run_id: int, now: datetime) -> None:
    """Write one export (CUS-10)."""
    write_export(run_id, now=now)


@job("alongside.domain.work.jobs.expire", queueing_lock="expire_exports")
def expire(*, now: datetime) -> None:
    """Delete exports whose day is over."""
    expire_exports(now=now)
