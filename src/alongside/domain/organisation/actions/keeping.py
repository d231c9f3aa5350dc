"""What whoever keeps the system does about it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.domain.organisation import events
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.jobs import retry_failed_job
from alongside.kernel.refusals import NotAllowed, Refused


@transaction.atomic
def retry_job(job_id: int, *, by: Actor, now: datetime) -> None:
    """Give a failed job another try at once. Jobs belong to no node, so this needs the permission everywhere."""
    if not by.reach(MANAGE_SYSTEM).everywhere:
        raise NotAllowed(_("Jobs serve the whole company; only who keeps the whole system may retry them."))
    job = ProcrastinateJob.objects.filter(pk=job_id).first()
    if job is None or not retry_failed_job(job_id, now=now):
        raise Refused(_("This job has not failed, or is gone already."))
    journal.record(events.JOB_RETRIED, about=job, by=by, at=now, facts={"task": job.task_name})
