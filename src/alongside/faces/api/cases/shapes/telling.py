"""The story of a case and what was written in it (CAS-15)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast

from alongside.domain.cases.queries.story import Entry, Story
from alongside.faces.api.cases.shapes.files import FileOut, file_out, files_out
from alongside.faces.api.texts import Out


class EntryOut(Out):
    """One line of the story: something said or something that happened."""

    at: datetime
    kind: Literal["message", "fact"]
    by_kind: str
    by_name: str
    words: str
    direction: str
    """Of a message: in (from the customer), out (to the customer), internal."""
    channel: str
    event: str
    """Of a fact: its kind, as in webhooks."""
    sentence: str
    files: list[FileOut]


class StoryOut(Out):
    """Oldest first."""

    entries: list[EntryOut]
    older: str
    """Ask for the story with `before=` this; empty: that was all."""


class MessageOut(Out):
    """What was written."""

    id: int
    direction: str
    channel: str
    words: str
    sent_at: datetime
    files: list[FileOut]


class AttemptOut(Out):
    """A documented try to reach the customer (CAS-3)."""

    id: int
    channel: str
    result: str
    words: str
    at: datetime
    by: str


def story_out(story: Story) -> StoryOut:
    return StoryOut(entries=[_entry(one) for one in story.entries], older=story.older)


def message_out(message: Any) -> MessageOut:
    return MessageOut(
        id=message.pk,
        direction=message.direction,
        channel=message.channel,
        words=message.body,
        sent_at=message.sent_at,
        files=files_out("message", message.pk),
    )


def _entry(entry: Entry) -> EntryOut:
    return EntryOut(
        at=entry.at,
        kind=cast("Any", entry.kind),
        by_kind=entry.by_kind,
        by_name=entry.by_name,
        words=entry.words,
        direction=entry.direction,
        channel=entry.channel,
        event=entry.event,
        sentence=entry.sentence,
        files=[file_out(one) for one in entry.files],
    )
