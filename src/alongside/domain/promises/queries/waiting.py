"""What of promises stands on the one list of everything that waits for a person (ORG-10)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.promises.models import Promise
from alongside.domain.work.hooks import Told, WaitingKind
from alongside.kernel.actor import Actor

_OPEN = """
    SELECT 1 FROM promises_promise WHERE keeper_id = %(me)s AND state IN ('open', 'asked')
"""


def _found(person: Actor, now: datetime) -> QuerySet[Promise]:
    """What they have to keep, though the customer may be asked for a change: until they agree it is owed."""
    mine = Promise.objects.standing().filter(keeper_id=person.id if person.kind == "staff" else None)
    return mine.select_related("customer", "unit").order_by("due_at", "id")


def _told(promise: Promise) -> Told:
    origin = [promise.customer.name, *([promise.unit.label] if promise.unit else [])]
    return Told(promise.words, origin, str(promise.pk), promise.customer_id)


WaitingKind(
    "promise", _("Promise"), "heart-handshake", _found, "due_at", _told, _OPEN,
    lambda rows, viewer: rows.filter(pk__in=Promise.objects.visible_to(viewer).values("pk")),
)  # fmt: skip
