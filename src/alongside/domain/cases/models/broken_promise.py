"""That a case was opened because a promise was not kept (SAL-4)."""

from __future__ import annotations

from django.db import models

from alongside.domain.cases.models.case import Case
from alongside.domain.promises.models import Promise


class BrokenPromise(models.Model):
    """Which promise a case follows. A promise opens one case, however often it is said that it was broken."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="broken_promise")
    promise = models.OneToOneField(Promise, models.PROTECT, related_name="opened_case")

    def __str__(self) -> str:
        return f"{self.case_id} follows promise {self.promise_id}"
