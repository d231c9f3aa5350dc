"""Records of customers that go when their time is over (INF-5)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import PortalSession
from alongside.kernel.retention import Held, RecordKind

BATCH = 5_000


def _old(before: datetime, held: Held) -> QuerySet[PortalSession]:
    return PortalSession.objects.filter(expires_at__lt=before).exclude(customer__in=held.customer_ids)


def _forget(before: datetime, held: Held) -> int:
    keys = list(_old(before, held).order_by("pk").values_list("pk", flat=True)[:BATCH])
    return PortalSession.objects.filter(pk__in=keys).delete()[0]


PORTAL_SESSIONS = RecordKind(
    "portal_sessions", _("Sign-ins to the portal"), lambda before, held: _old(before, held).count(), _forget
)
