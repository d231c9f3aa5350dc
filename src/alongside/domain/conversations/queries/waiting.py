"""What of the inbox stands on the one list of everything that waits for a person (ORG-10)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.models import Thread
from alongside.domain.work.hooks import Told, WaitingKind
from alongside.kernel.actor import Actor

_WAITS = """
    SELECT 1 FROM conversations_thread
     WHERE assigned_to_id = %(me)s AND waits_since IS NOT NULL AND state = 'open'
"""


def _found(person: Actor, now: datetime) -> QuerySet[Thread]:
    """Theirs, in which the customer spoke last."""
    mine = Thread.objects.filter(
        assigned_to_id=person.id if person.kind == "staff" else None,
        waits_since__isnull=False,
        state=Thread.State.OPEN,
    )
    rows = mine.select_related("conversation__customer", "node")
    return rows.defer("conversation__customer__search_text", "conversation__customer__search_vector")


def _told(thread: Thread) -> Told:
    customer = thread.conversation.customer
    who = customer.name if customer else thread.sender_name
    channel = str(thread.get_channel_display())
    origin = [one for one in (who, channel, thread.node.name) if one]
    return Told(thread.subject or channel, origin, str(thread.pk), customer.pk if customer else None)


WaitingKind(
    "thread", _("Conversation"), "mail", _found, "due_at", _told, _WAITS,
    lambda rows, viewer: rows.filter(pk__in=Thread.objects.visible_to(viewer).values("pk")),
)  # fmt: skip
