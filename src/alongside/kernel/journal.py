"""The journal is the spine: one fact, read as timeline, audit, reactions, webhooks and raw figures.

`record` writes the fact in the action's transaction and enqueues one job per reaction on the same
connection: both are there after commit, or neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from alongside.kernel.actor import Actor
from alongside.kernel.events import Event
from alongside.kernel.jobs import defer_many_reactions, defer_reactions
from alongside.kernel.models import JournalEntry
from alongside.kernel.prepared_writes import insert_whole

Reaction = Callable[[JournalEntry], None]

_reactions: dict[str, dict[str, Reaction]] = {}
_everything: dict[str, tuple[Reaction, Callable[[str], bool]]] = {}


def on(*events: Event) -> Callable[[Reaction], Reaction]:
    """Declare a reaction: called after commit, by the worker, alone, with retries; so it must be idempotent."""

    def register(reaction: Reaction) -> Reaction:
        name = f"{reaction.__module__}.{reaction.__qualname__}"
        for event in events:
            _reactions.setdefault(event.kind, {})[name] = reaction
        return reaction

    return register


def on_everything(*, wanted: Callable[[str], bool]) -> Callable[[Reaction], Reaction]:
    """Declare a reaction to every event (webhooks). `wanted` is asked with the kind before a job is made of it,
    so that it costs next to nothing where nobody listens."""

    def register(reaction: Reaction) -> Reaction:
        _everything[f"{reaction.__module__}.{reaction.__qualname__}"] = (reaction, wanted)
        return reaction

    return register


def reactions_to(kind: str) -> dict[str, Reaction]:
    """The reactions to an event kind that are wanted now, by their dotted names."""
    listening = {name: reaction for name, (reaction, wanted) in _everything.items() if wanted(kind)}
    return {**listening, **_reactions.get(kind, {})}


def record(
    event: Event,
    *,
    about: models.Model,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    node_path: str = "",
) -> JournalEntry:
    """Write one fact about `about` (a saved row that knows its `node_id`) and enqueue its reactions.

    Promise: in the caller's transaction. Facts must be JSON: ids, codes, numbers, ISO dates.
    """
    entry = JournalEntry(
        kind=event.kind,
        about_kind=about._meta.model_name,
        about_id=about.pk,
        node_id=getattr(about, "node_id", None),
        node_path=node_path,
        by_kind=by.kind,
        by_id=by.id,
        at=at,
        facts=dict(facts or {}),
    )
    insert_whole(entry)
    names = reactions_to(event.kind)
    if names:
        defer_reactions(entry.pk, list(names))
    return entry


@dataclass(frozen=True)
class Fact:
    """One fact for `record_many`."""

    event: Event
    about: models.Model
    facts: Mapping[str, Any] = field(default_factory=dict)
    node_path: str = ""


def record_many(facts: Iterable[Fact], *, by: Actor, at: datetime) -> list[JournalEntry]:
    """As `record`, for many facts at once: a few statements however many there are (sweeps)."""
    entries = JournalEntry.objects.bulk_create(
        [
            JournalEntry(
                kind=fact.event.kind,
                about_kind=fact.about._meta.model_name,
                about_id=fact.about.pk,
                node_id=getattr(fact.about, "node_id", None),
                node_path=fact.node_path,
                by_kind=by.kind,
                by_id=by.id,
                at=at,
                facts=dict(fact.facts),
            )
            for fact in facts
        ]
    )
    reactions = {kind: reactions_to(kind) for kind in {entry.kind for entry in entries}}
    defer_many_reactions((entry.pk, name) for entry in entries for name in reactions[entry.kind])
    return entries


def timeline_of(about: models.Model, *, events: Iterable[Event] | None = None) -> models.QuerySet:
    """What happened to a thing, oldest first."""
    entries = JournalEntry.objects.filter(about_kind=about._meta.model_name, about_id=about.pk).order_by("id")
    if events is not None:
        entries = entries.filter(kind__in=[event.kind for event in events])
    return entries
