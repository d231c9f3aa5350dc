"""Records of what went out that go when their time is over (INF-5)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.models import Delivery
from alongside.kernel.retention import Held, RecordKind

BATCH = 2_000


def _old(before: datetime, held: Held) -> QuerySet[Delivery]:
    ended = Delivery.objects.filter(written_at__lt=before).exclude(state=Delivery.State.QUEUED)
    return ended.exclude(Q(customer__isnull=False) & Q(customer__in=held.customer_ids))


def _forget(before: datetime, held: Held) -> int:
    keys = list(_old(before, held).order_by("pk").values_list("pk", flat=True)[:BATCH])
    return Delivery.objects.filter(pk__in=keys).delete()[0]


MAILS = RecordKind(
    "mails", _("Mails in the outbox"), lambda before, held: _old(before, held).count(), _forget
)
