"""Who is at a conversation, and what they began to write there (CHN-1).

The caller found the conversation among those that the person may see: a case's as well as one of the inbox. Nothing of
it is an act in the journal's sense.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.models import Conversation, Message, Presence, ReplyDraft
from alongside.domain.conversations.rules.together import DRAFT_DAYS, FORGOTTEN, LONGEST_DRAFT
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed

BATCH = 1_000


@transaction.atomic
def be_at(conversation: Conversation, *, by: Actor, now: datetime, is_writing: bool = False) -> None:
    """They have it before them at this moment. One statement."""
    _require_staff(by)
    Presence.objects.bulk_create(
        [
            Presence(
                conversation=conversation,
                staff_id=by.id,
                seen_at=now,
                writing_at=now if is_writing else None,
            )
        ],
        update_conflicts=True,
        unique_fields=["conversation", "staff"],
        update_fields=["seen_at", "writing_at"],
    )


@transaction.atomic
def go_from(conversation: Conversation, *, by: Actor) -> None:
    """They went on to something else."""
    _require_staff(by)
    Presence.objects.filter(conversation=conversation, staff=by.id).delete()


@transaction.atomic
def keep_draft(conversation: Conversation, *, direction: str, words: str, by: Actor, now: datetime) -> None:
    """Keep what they have written so far; without words there is none any more.

    What arrives late, after it was sent, is not kept again.
    """
    _require_staff(by)
    if direction not in Message.Direction.values:
        raise ValueError(direction)
    words = words[:LONGEST_DRAFT]
    if not words.strip() or _was_said(conversation, direction, words, by=by):
        drop_draft(conversation, direction=direction, by=by)
        return
    ReplyDraft.objects.bulk_create(
        [
            ReplyDraft(
                conversation=conversation, staff_id=by.id, direction=direction, words=words, changed_at=now
            )
        ],
        update_conflicts=True,
        unique_fields=["conversation", "staff", "direction"],
        update_fields=["words", "changed_at"],
    )


def drop_draft(conversation: Conversation, *, direction: str, by: Actor) -> None:
    """It was sent, or is not wanted."""
    ReplyDraft.objects.filter(conversation=conversation, staff=by.id, direction=direction).delete()


def forget_who_was_there(*, now: datetime) -> int:
    """Whoever went without a word; how many."""
    gone = Presence.objects.filter(seen_at__lt=now - FORGOTTEN).values_list("pk", flat=True)[:BATCH]
    return Presence.objects.filter(pk__in=list(gone)).delete()[0]


def forget_old_drafts(*, now: datetime) -> int:
    """What was begun two weeks ago and not sent, and what was sent over another page; how many (INF-5)."""
    since = now - timedelta(days=DRAFT_DAYS)
    standing = ReplyDraft.objects.standing(since=since).values("pk")
    old = list(ReplyDraft.objects.exclude(pk__in=standing).values_list("pk", flat=True)[:BATCH])
    return ReplyDraft.objects.filter(pk__in=old).delete()[0]


def _was_said(conversation: Conversation, direction: str, words: str, *, by: Actor) -> bool:
    last = Message.objects.filter(conversation=conversation, staff=by.id, direction=direction)
    body = last.order_by("-sent_at", "-id").values_list("body", flat=True).first()
    return body is not None and body.strip() == words.strip()


def _require_staff(by: Actor) -> None:
    if by.kind != "staff":
        raise NotAllowed(_("Only a staff member can do this."))
