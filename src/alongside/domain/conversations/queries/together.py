"""Who is at a conversation, and what one has begun to write there (CHN-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from alongside.domain.conversations.models import Message, Presence, ReplyDraft
from alongside.domain.conversations.rules.together import DRAFT_DAYS, HERE, MOST_SHOWN, WRITING
from alongside.kernel.actor import Actor


@dataclass(frozen=True)
class Companion:
    """A colleague at the same conversation: looks, writes at this moment, or has begun an answer."""

    name: str
    is_here: bool
    is_writing: bool
    has_draft: bool


def companions_at(conversation_id: int, viewer: Actor, *, now: datetime) -> list[Companion]:
    """Everybody else there, who writes first. 2 queries; whoever asks has seen that the viewer may read it."""
    there = Presence.objects.filter(conversation=conversation_id, seen_at__gt=now - HERE)
    present = {
        one.staff_id: one
        for one in there.exclude(staff=viewer.id).select_related("staff").order_by("-seen_at")[:MOST_SHOWN]
    }
    begun = ReplyDraft.objects.standing(since=now - timedelta(days=DRAFT_DAYS)).filter(
        conversation=conversation_id, direction=Message.Direction.OUT
    )
    names = dict(begun.exclude(staff=viewer.id).values_list("staff_id", "staff__name")[:MOST_SHOWN])
    drafted = set(names)
    names |= {pk: one.staff.name for pk, one in present.items()}
    found = [
        Companion(
            name,
            pk in present,
            pk in present and _is_writing(present[pk], now),
            pk in drafted,
        )
        for pk, name in names.items()
    ]
    return sorted(found, key=lambda one: (not one.is_writing, not one.is_here, one.name))


def _is_writing(one: Presence, now: datetime) -> bool:
    return one.writing_at is not None and one.writing_at > now - WRITING


def drafts_of(conversation_id: int, viewer: Actor, *, now: datetime) -> dict[str, str]:
    """What the viewer has begun to write there and not sent, by direction."""
    mine = ReplyDraft.objects.standing(since=now - timedelta(days=DRAFT_DAYS))
    return dict(mine.filter(conversation=conversation_id, staff=viewer.id).values_list("direction", "words"))
