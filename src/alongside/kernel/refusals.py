"""Refusals: the domain says no, in words for the person who asked.

A refusal leaves nothing half done: it is raised inside the action's transaction, which rolls back.
Faces turn each class into one answer, in one place: a message on the page, 422, 403 or 409 in the API.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """The rules forbid it. `words` is a (lazily translated) sentence; `field` names the input at fault."""

    code = "refused"

    def __init__(self, words: Any, *, field: str = "", facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.field = field
        self.facts = dict(facts or {})

    def __str__(self) -> str:
        return str(self.words)


class NotAllowed(Refused):
    """The actor lacks the permission here (it may exist for them elsewhere)."""

    code = "not_allowed"


class Conflict(Refused):
    """Somebody else changed it meanwhile; `facts["changes"]` lists journal kinds since the version seen."""

    code = "conflict"
