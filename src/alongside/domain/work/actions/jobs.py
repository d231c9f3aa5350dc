"""What an administrator does about stuck jobs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel.actor import Actor
from alongside.kernel.jobs import retry_failed_job
from alongside.kernel.refusals import Refused


@transaction.atomic
def retry_job(job_id: int, *, by: Actor, now: datetime) -> None:
    """Let one job that gave up try again, alone. Refused when it did not give up."""
    by.require(MANAGE_SYSTEM)
    if not retry_failed_job(job_id, now=now):
        raise Refused(_("This job is not there any more, or it has not given up."))
