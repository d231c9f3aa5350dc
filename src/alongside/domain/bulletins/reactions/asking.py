"""What segments can ask of bulletins (CUS-4), and what the outbox tells them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.bulletins.actions.telling import note_letter
from alongside.domain.bulletins.models import Bulletin, Recipient
from alongside.domain.conversations.hooks import DELIVERY_SETTLED
from alongside.domain.customers.hooks import FACTS, Chosen, Counted
from alongside.kernel.actor import Actor


@FACTS.fill
def what_they_owe_us() -> tuple[Counted | Chosen, ...]:
    """How many notices of change they have not acknowledged; of those that the viewer may see."""
    return (Counted("open_notices", _("Notices not acknowledged"), "journey", _open_notices),)


def _open_notices(viewer: Actor, now: datetime) -> QuerySet[Recipient]:
    waiting = Recipient.objects.visible_to(viewer).filter(acknowledged_at__isnull=True)
    return waiting.filter(bulletin__state="published", bulletin__kind=Bulletin.Kind.CHANGE)


@DELIVERY_SETTLED.fill
def note_how_it_went(delivery_id: int, once_key: str, state: str) -> bool | None:
    """A mail of ours was sent, parked, withheld or given a new start."""
    return note_letter(once_key, state) or None
