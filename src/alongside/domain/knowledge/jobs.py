"""Periodic work on articles."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.knowledge.actions.attaching import forget_unused_files
from alongside.domain.knowledge.actions.gathering import forget_old_gaps
from alongside.domain.knowledge.actions.reminding import remind_of_reviews
from alongside.kernel.jobs import job


@job("alongside.domain.knowledge.jobs.look_after", queueing_lock="look_after_articles")
def look_after(*, now: datetime) -> None:
    """Owners are told of reviews that are due; seldom searches of long ago go, and files that no version shows (CHN-9)."""
    remind_of_reviews(now=now)
    forget_old_gaps(now=now)
    forget_unused_files(now=now)
