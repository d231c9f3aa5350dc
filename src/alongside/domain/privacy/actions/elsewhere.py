"""Where a customer's data lies in the domains below: imports, kept answers, delivery logs (INF-4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alongside.domain.organisation.models import IdempotencyKey, WebhookDelivery
from alongside.domain.privacy.hooks import Erased
from alongside.domain.privacy.rules.redacting import Redactor
from alongside.domain.work.actions.importing import forget_import, import_holds
from alongside.domain.work.models import ExportRun, ImportRun


def forget_elsewhere(redactor: Redactor, *, now: datetime) -> Erased:
    """Throw away import files that hold them, kept answers that tell of them, what other systems answered.

    Each in a transaction of its own; any number of times.
    """
    done = Erased({"imports": 0, "answers": 0, "webhooks": 0})
    for run in ImportRun.objects.exclude(look="").order_by("pk").iterator(chunk_size=50):
        if redactor.finds(run.file_name) or import_holds(run, redactor.finds):
            forget_import(run, file_name=redactor.elsewhere(run.file_name))
            done.deleted["imports"] += 1
    for key in IdempotencyKey.objects.exclude(body="").iterator(chunk_size=200):
        if redactor.finds(key.body):
            with transaction.atomic():
                done.deleted["answers"] += IdempotencyKey.objects.filter(pk=key.pk).delete()[0]
    done.deleted["exports"] = ExportRun.objects.filter(state="ready").update(expires_at=now)
    for export in ExportRun.objects.exclude(conditions=""):
        if redactor.finds(export.conditions):
            ExportRun.objects.filter(pk=export.pk).update(conditions="")
    if redactor.database_pattern:
        told = WebhookDelivery.objects.filter(response_excerpt__iregex=redactor.database_pattern)
        done.deleted["webhooks"] = told.update(response_excerpt="")
    return done
