"""The one way in which a case moves: lock, check, change, count the version, record."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from alongside.domain.cases.actions.deadlines import cancel_deadlines, meet_deadlines, refresh_next_due
from alongside.domain.cases.models import Case, FigureMark, Milestone
from alongside.domain.cases.states import OPEN_STATES
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.events import Event
from alongside.kernel.models import JournalEntry


def advance(
    case: Case,
    move: str,
    *,
    event: Event,
    by: Actor,
    now: datetime,
    seen: int | None = None,
    meets: tuple[Milestone, ...] = (),
    facts: dict[str, Any] | None = None,
    **changes: Any,
) -> Case:
    """Take a case one move along its way (CAS-3). Runs inside the action's transaction.

    Promise: state, changed fields, met deadlines, version and the journal's fact change together.
    Raises Refused for a move that its state does not have, Conflict when `seen` is stale.
    """
    fresh = lock(case, seen=seen)
    was = fresh.state
    fresh.state = fresh.way.check(move, was)
    fresh.is_open = fresh.state in OPEN_STATES
    if meets:
        meet_deadlines(fresh, meets, now=now)
    if not fresh.is_open:
        cancel_deadlines(fresh, now=now)
    touch(fresh, now=now, **changes)
    record(event, fresh, by=by, now=now, facts={"from": was, "to": fresh.state, **(facts or {})})
    return fresh


def touch(case: Case, *, now: datetime, **changes: Any) -> None:
    """Save changed fields of a locked case, its nearest deadline, its version, and mark its figures stale."""
    for field, value in changes.items():
        setattr(case, field, value)
    refresh_next_due(case)
    case.version += 1
    case.changed_at = now
    case.save()
    mark_figures(case)


def record(
    event: Event, case: Case, *, by: Actor, now: datetime, facts: dict[str, Any] | None = None
) -> JournalEntry:
    """One fact about the case, with where its node hung in the tree at that moment (ORG-1)."""
    return journal.record(event, about=case, by=by, at=now, facts=facts, node_path=case.node.path)


def mark_figures(case: Case) -> None:
    """Say that the figures of the month in which the case was opened are to be made anew."""
    month = case.opened_at.astimezone(ZoneInfo(case.node.zone)).date().replace(day=1)
    FigureMark.objects.create(node_id=case.node_id, month=month)
