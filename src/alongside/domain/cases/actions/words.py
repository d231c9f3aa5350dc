"""What is said with a move, and whom the customer hears it from: minded before, told, remembered (CHN-8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alongside.domain.cases.actions.moving import advance
from alongside.domain.cases.models import Case
from alongside.domain.conversations.actions import tell
from alongside.domain.wording.actions import Knowing, mind_words, note_said
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event
from alongside.kernel.refusals import Refused


def needs_words(words: str, message: object, *, field: str = "words") -> str:
    """The words, stripped; Refused with the message where there are none."""
    if not words.strip():
        raise Refused(message, field=field)
    return words.strip()


def advance_telling(
    case: Case,
    move: str,
    *,
    event: Event,
    kind: str,
    words: str,
    knowing: Knowing,
    by: Actor,
    now: datetime,
    seen: int | None,
    **how: Any,
) -> Case:
    """`advance`, and the customer reads the words as a message of this kind. `how` is handed to `advance`.

    Raises what `advance` and `mind_words` raise: words that promise too much are said only knowingly (CHN-8).
    """
    found = mind_words(words, node=case.node, by=by, knowing=knowing)
    moved = advance(case, move, event=event, by=by, now=now, seen=seen, **how)
    message = tell(moved.conversation, kind=kind, body=words, by=by, now=now)
    note_said(found, about=message, by=by, now=now)
    return moved
