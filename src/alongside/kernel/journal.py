"""The journal is the spine: one fact, read as timeline, audit, reactions, webhooks and raw figures.

`record` writes the fact in the action's transaction and enqueues one job that follows it on the same connection:
both are there after commit, or neither. The worker then runs every reaction to the fact, each alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from alongside.kernel.actor import Actor
from alongside.kernel.events import Event
from alongside.kernel.jobs import follow, follow_many
from alongside.kernel.models import JournalEntry
from alongside.kernel.prepared_writes import insert_whole
from alongside.kernel.reactions import is_followed, on, on_everything, reactions_to

__all__ = ["Fact", "on", "on_everything", "reactions_to", "record", "record_many", "timeline_of"]


def record(
    event: Event,
    *,
    about: models.Model,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    node_path: str = "",
) -> JournalEntry:
    """Write one fact about `about` (a saved row that knows its `node_id`) and let its reactions follow.

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
    if is_followed(event.kind):
        follow(entry.pk)
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
    followed = {kind for kind in {entry.kind for entry in entries} if is_followed(kind)}
    follow_many(entry.pk for entry in entries if entry.kind in followed)
    return entries


def timeline_of(about: models.Model, *, events: Iterable[Event] | None = None) -> models.QuerySet:
    """What happened to a thing, oldest first."""
    entries = JournalEntry.objects.filter(about_kind=about._meta.model_name, about_id=about.pk).order_by("id")
    if events is not None:
        entries = entries.filter(kind__in=[event.kind for event in events])
    return entries
