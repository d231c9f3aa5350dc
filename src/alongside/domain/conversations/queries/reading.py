"""Reads of what was said and what went out."""

from __future__ import annotations

from dataclasses import dataclass, field

from alongside.domain.conversations.models import (
    Delivery,
    Message,
    TakenMail,
    Thread,
)
from alongside.kernel.models import StoredFile

SAID = 100  # messages of a conversation that are shown, the last ones


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
