"""Who answers what came in, and who is named in a note: after the act, each in a job of its own (CHN-1)."""

from __future__ import annotations

from alongside.domain.conversations.actions.mentioning import tell_mentioned
from alongside.domain.conversations.actions.routing import find_answerer
from alongside.domain.conversations.events import THREAD_HEARD, THREAD_LEFT, THREAD_NOTED, THREAD_OPENED
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry


@on(THREAD_HEARD, THREAD_LEFT, THREAD_OPENED)
def route_thread(entry: JournalEntry) -> None:
    """Nobody's conversation, or that of somebody who is away, finds its answerer."""
    if entry.about_id is not None:
        find_answerer(entry.about_id, now=entry.at)


@on(THREAD_NOTED)
def tell_who_is_named(entry: JournalEntry) -> None:
    tell_mentioned(entry.facts["message"], now=entry.at)
