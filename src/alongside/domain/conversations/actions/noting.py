"""What colleagues say to each other about a conversation. It leaves over no channel (CHN-1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations import events
from alongside.domain.conversations.actions.finding import let_find
from alongside.domain.conversations.actions.inbox import lock_thread, save_thread
from alongside.domain.conversations.actions.saying import note
from alongside.domain.conversations.actions.together import drop_draft
from alongside.domain.conversations.models import Message, Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed, Refused

LONGEST = 20_000


@transaction.atomic
def note_in_thread(
    thread: Thread,
    *,
    words: str,
    by: Actor,
    now: datetime,
    files: Iterable[Any] = (),
    seen: int | None = None,
) -> Message:
    """A word among ourselves; whoever is named by @ hears of it, if they may read it there. When the conversation
    becomes part of a case, it goes along."""
    by.require(ANSWER_INBOX, on=thread)
    if by.kind != "staff":
        raise NotAllowed(_("Only a staff member can do this."))
    words = words.strip()
    if not words:
        raise Refused(_("Write something."), field="words")
    if len(words) > LONGEST:
        raise Refused(_("Please write it shorter."), field="words")
    fresh = lock_thread(thread, seen=seen)
    if fresh.state == Thread.State.IN_CASE:
        raise Refused(_("It is part of a case; note it there."))
    message = note(fresh.conversation, body=words, by=by, now=now, files=files)
    let_find(message, fresh)
    drop_draft(fresh.conversation, direction=Message.Direction.INTERNAL, by=by)
    save_thread(fresh)
    journal.record(
        events.THREAD_NOTED, about=fresh.conversation, by=by, at=now, facts={"message": message.pk}
    )
    return message
