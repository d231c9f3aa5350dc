"""The rounds over the customers that the timetable makes."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.customers.actions import matching, merging, valuing
from alongside.domain.customers.actions.signing_in import forget_old_codes
from alongside.kernel.jobs import job


@job("alongside.domain.customers.jobs.forget_codes", queueing_lock="forget_codes")
def forget_codes(*, now: datetime) -> None:
    """Delete sign-in codes of yesterday (INF-6)."""
    forget_old_codes(now=now)


@job("alongside.domain.customers.jobs.sweep_duplicates", queue="long", queueing_lock="sweep_duplicates")
def sweep_duplicates(*, now: datetime) -> None:
    """Suggest who may be the same person; forget what no longer holds (CUS-6)."""
    matching.sweep_duplicates(now=now)


@job("alongside.domain.customers.jobs.revalue_customers", queue="long", queueing_lock="revalue_customers")
def revalue_customers(*, now: datetime) -> None:
    """Work every customer's value and tier out anew (CUS-4, CUS-5)."""
    valuing.revalue_customers(now=now)


@job(merging.GATHER, queue="default", retries=6)
def gather_what_came_late(*, merge_id: int, now: datetime) -> None:
    """What was written for a merged record in the moment of the merge follows it (CUS-6)."""
    merging.gather_what_came_late(merge_id)
