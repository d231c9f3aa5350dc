"""Conversations of the inbox that stand in a case (CHN-1, ORG-3)."""

from __future__ import annotations

from collections.abc import Iterable

from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Thread
from alongside.kernel.actor import Actor


def without_hidden_cases(threads: Iterable[Thread], viewer: Actor) -> list[Thread]:
    """Those whose words the viewer may read where they stand now. One query where any stands in a case."""
    threads = list(threads)
    joined = {one.joined_to_id for one in threads if one.joined_to_id is not None}
    if not joined:
        return threads
    shown = Case.objects.visible_to(viewer).filter(conversation__in=joined)
    readable = set(shown.values_list("conversation_id", flat=True))
    return [one for one in threads if one.joined_to_id is None or one.joined_to_id in readable]
