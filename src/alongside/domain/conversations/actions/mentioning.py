"""Whoever a note names by @ hears of it, if they may read it (CHN-1, ORG-3)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alongside.domain.conversations.models import Message, Thread
from alongside.domain.conversations.permissions import SEE_INBOX
from alongside.domain.conversations.rules.mentions import mentioned_in
from alongside.domain.conversations.rules.notices import THREAD_MENTIONED
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.work.actions import notice_for, notify_many


@transaction.atomic
def tell_mentioned(message_id: int, *, now: datetime) -> int:
    """Each once, however often it is called; how many are named. A note that went into a case is told of there."""
    note = Message.objects.filter(pk=message_id).select_related("conversation").first()
    thread = Thread.objects.filter(pk=note.conversation_id).select_related("node").first() if note else None
    if note is None or thread is None:
        return 0
    readers = staff_holding(SEE_INBOX, node=thread.node, now=now).exclude(pk=note.staff_id or 0)
    named = mentioned_in(note.body, readers.values_list("pk", "name"))
    notify_many(
        notice_for(
            one, THREAD_MENTIONED.kind, about=note.conversation, now=now, once_key=f"named:{note.pk}:{one.pk}"
        )
        for one in readers.filter(pk__in=named)
    )
    return len(named)
