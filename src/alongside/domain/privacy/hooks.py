"""What privacy asks of the domains above: where a customer's data lies, so that it can be copied and erased."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import models
from django.db.models import Q

from alongside.kernel.hooks import Hook
from alongside.kernel.models import StoredFile


@dataclass(frozen=True)
class Words:
    """Where people write freely. Erasing a customer reaches all of it (INF-4).

    `about(ids)` finds the rows about these customers: what names them there goes. `theirs(ids)` finds among those the
    person's own words, which go whole. In all other rows only what can mean nobody else goes. `afterwards` is called
    with the keys of the rows that were changed. `written`: the rows in which anything stands at all, for a table whose
    words are encrypted and must be read one by one.
    """

    model: type[models.Model]
    fields: tuple[str, ...]
    about: Callable[[Sequence[int]], Q]
    theirs: Callable[[Sequence[int]], Q] | None = None
    afterwards: Callable[[Sequence[Any]], None] | None = None
    written: Q | None = None


class Redacts(Protocol):
    """`rules.redacting.Redactor`, as the domains above use it."""

    def in_own(self, text: str) -> str: ...

    def elsewhere(self, text: str) -> str: ...

    def finds(self, text: str) -> bool: ...

    @property
    def database_pattern(self) -> str: ...


@dataclass(frozen=True)
class Erasing:
    """One erasure at work: whom (the record and those merged into it), and what names them."""

    customer_ids: list[int]
    redact: Redacts
    now: datetime


@dataclass
class Erased:
    """What a domain deleted and what it kept, by code; `paths` are stored bytes that go after the commit."""

    deleted: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)

    def add(self, other: Erased) -> None:
        """Another's, or the same one's when asked again: what is deleted adds up, what is kept is counted once."""
        for code, count in other.deleted.items():
            self.deleted[code] = self.deleted.get(code, 0) + count
        for code, count in other.kept.items():
            self.kept[code] = max(self.kept.get(code, 0), count)
        self.paths += other.paths


@dataclass(frozen=True)
class CopyPart:
    """One chapter of a person's copy: a table. Moments may stand as such, texts in the language that the asker has set."""

    code: str
    title: Any
    columns: Sequence[Any]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class OwnFile:
    """A file that a person gave us or got from us; `what` is the heading under which it lies in their copy."""

    what: str
    stored: StoredFile


WORDS: Hook[[], tuple[Words, ...]] = Hook("Where do people write freely about a customer?")
# In the one transaction that erases, before the words: lock what people write to, delete what is no word.
ERASE: Hook[[Erasing], Erased] = Hook(
    "Delete what you hold of these customers; what did you, and what must stay?"
)
COPY: Hook[[int], tuple[CopyPart, ...]] = Hook("What do you hold about this customer?")
# Only what is theirs: no file in which somebody else is named.
COPY_FILES: Hook[[int], tuple[OwnFile, ...]] = Hook("Which files did this customer give you or get from you?")
OPEN_MATTERS: Hook[[Sequence[int]], tuple[str, ...]] = Hook("What is still being done for them? Numbers.")
# (customer_id, address of the certificate, now): the last letter, forgotten once it has left.
TELL_LAST: Hook[[int, str, datetime], bool] = Hook("Who tells the customer where their certificate is?")
