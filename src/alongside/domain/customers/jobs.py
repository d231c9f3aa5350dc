"""The rounds over the customers that the timetable makes."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.customers.actions.signing_in import forget_old_codes
from alongside.kernel.jobs import job


@job("alongside.domain.customers.jobs.forget_codes", queueing_lock="forget_codes")
def forget_codes(*, now: datetime) -> None:
    """Delete sign-in codes of yesterday (INF-6)."""
    forget_old_codes(now=now)
