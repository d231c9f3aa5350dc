"""Reads of what was said and what went out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Q

from alongside.domain.conversations.models import (
    Delivery,
    Message,
    TakenMail,
    Thread,
)
from alongside.domain.conversations.models.inbox import sender_index
from alongside.kernel.actor import Actor
from alongside.kernel.models import StoredFile

PAGE = 40
SAID = 100  # messages of a conversation that are shown, the last ones
TABS = ("open", "mine", "nobody", "snoozed", "done")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ThreadPage:
    """Some threads, and what leads to those after them; "" for no more."""

    threads: list[Thread]
    next: str = ""


def threads_of(
    viewer: Actor, tab: str, *, after: str = "", channel: str = "", customer_ids: Sequence[int] | None = None,
    senders: Sequence[str] = (),
) -> ThreadPage:  # fmt: skip
    """The shared inbox, the newest first: all that is open, mine, nobody's, put off, done. One query, from an index.

    `channel` narrows it; `customer_ids` and `senders` (addresses or numbers): what those wrote, in whatever state."""
    seen = Thread.objects.visible_to(viewer)
    if channel:
        seen = seen.filter(channel=channel)
    if customer_ids is not None:
        wrote = Q(sender_hash__in=[sender_index(one) for one in senders])
        seen = seen.filter(wrote | Q(conversation__customer__in=customer_ids))
    else:
        states = {"done": Thread.State.DONE, "snoozed": Thread.State.SNOOZED}
        seen = seen.filter(state=states.get(tab, Thread.State.OPEN))
        if tab == "mine":
            seen = seen.filter(assigned_to=viewer.id)
        elif tab == "nobody":
            seen = seen.filter(assigned_to=None)
    micros, _dot, pk = after.partition(".")
    if micros.isdecimal() and pk.isdecimal() and len(after) < 40:
        at = datetime.fromtimestamp(int(micros[:16]) / 1_000_000, UTC)
        seen = seen.filter(Q(last_at__lt=at) | Q(last_at=at, pk__lt=int(pk[:9])))
    rows = list(
        seen.select_related("conversation__customer", "assigned_to", "node").order_by("-last_at", "-pk")[
            : PAGE + 1
        ]
    )
    if len(rows) <= PAGE:
        return ThreadPage(rows)
    last = rows[PAGE - 1]
    micro = round((last.last_at - _EPOCH).total_seconds() * 1_000_000)
    return ThreadPage(rows[:PAGE], f"{micro}.{last.pk}")


@dataclass(frozen=True)
class Said:
    """A message of a conversation with what belongs to it: its files, the mail it came by, the mail it went by."""

    message: Message
    files: list[StoredFile] = field(default_factory=list)
    mail: TakenMail | None = None
    delivery: Delivery | None = None
    original: StoredFile | None = None


def said_in(thread: Thread, *, after: int = 0) -> list[Said]:
    """What was written to and fro, oldest first; whoever asks has seen that the viewer may read it. 5 queries.

    `after`: only what was said after that message.
    """
    newest = Message.objects.filter(conversation=thread.conversation_id, pk__gt=after)
    newest = newest.select_related("staff", "taken_mail", "call")
    messages = list(newest.order_by("-sent_at", "-id")[:SAID])[::-1]
    ids = [one.pk for one in messages]
    sent = {one.message_id: one for one in Delivery.objects.filter(message__in=ids).order_by("id")}
    mails = {one.pk: one.taken_mail for one in messages if hasattr(one, "taken_mail")}
    files: dict[int, list[StoredFile]] = {}
    for stored in StoredFile.objects.filter(about_kind="message", about_id__in=ids).order_by(
        "created_at", "id"
    ):
        files.setdefault(stored.about_id, []).append(stored)
    kept = StoredFile.objects.filter(about_kind="takenmail", about_id__in=[one.pk for one in mails.values()])
    originals = {one.about_id: one for one in kept}
    return [
        Said(
            one,
            files.get(one.pk, []),
            mails.get(one.pk),
            sent.get(one.pk),
            originals.get(mails[one.pk].pk) if one.pk in mails else None,
        )
        for one in messages
    ]


def mail_senders(message_ids: list[int]) -> dict[int, str]:
    """Who wrote what came by mail, by message: the name they gave, else their address."""
    mails = TakenMail.objects.filter(message__in=message_ids).only("message_id", "sender_name", "sender")
    return {one.message_id: one.sender_name or one.sender for one in mails if one.message_id is not None}
