"""Colleagues at the same conversation, a case's or one of the inbox: who looks, who writes, and what one began to write.

The page says every few seconds that it is seen, together with what is being typed (static/desk/together.js); the answer
says who else is there. At most six small statements, however many conversations and people there are.
"""

from __future__ import annotations

from typing import Any

from alongside.domain.conversations.actions import be_at, go_from, keep_draft
from alongside.domain.conversations.models import Conversation, Message
from alongside.domain.conversations.queries import companions_at, drafts_of
from alongside.faces.desk.page import DeskRequest

NEXT_SECONDS = 15


def beat(request: DeskRequest, conversation: Conversation) -> dict[str, Any]:
    """Note that the viewer is there, keep what they typed, and tell who else is. What the page draws."""
    direction = request.POST.get("direction", "")
    if "words" in request.POST and direction in Message.Direction.values:
        words = request.POST["words"].replace("\x00", "")
        keep_draft(conversation, direction=direction, words=words, by=request.viewer, now=request.now)
    if request.POST.get("left"):
        go_from(conversation, by=request.viewer)
        return {"companions": [], "next_seconds": NEXT_SECONDS}
    be_at(conversation, by=request.viewer, now=request.now, is_writing=bool(request.POST.get("writing")))
    begun = drafts_of(conversation.pk, request.viewer, now=request.now) if request.POST.get("first") else {}
    return {
        "companions": companions_at(conversation.pk, request.viewer, now=request.now),
        "begun": begun,
        "next_seconds": NEXT_SECONDS,
    }
