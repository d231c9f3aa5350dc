"""What every act on a promise does: take it afresh, move it, write the fact."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from alongside.domain.organisation.models import Node
from alongside.domain.organisation.queries import calendar_of, working_calendar
from alongside.domain.promises.models import Promise, Renegotiation
from alongside.domain.promises.rules import end_of, remind_at
from alongside.domain.promises.states import PROMISE_STATES
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event


def record(event: Event, promise: Promise, *, by: Actor, now: datetime, **facts: Any) -> None:
    """The fact: ids and codes, never what was promised."""
    journal.record(
        event, about=promise, by=by, at=now, facts=facts_of(promise) | facts, node_path=promise.node.path
    )


def facts_of(promise: Promise) -> dict[str, Any]:
    """Whose, about what, until when: for those who react, webhooks and figures."""
    return {
        "customer": promise.customer_id,
        "unit": promise.unit_id,
        "kind": promise.kind.code,
        "keeper": promise.keeper_id,
        "until": promise.due_on.isoformat(),
    }


def move(promise: Promise, name: str, **changes: Any) -> Promise:
    """Write the move and what changes with it. The caller holds the row."""
    promise.state = PROMISE_STATES.check(name, promise.state)
    for field, value in changes.items():
        setattr(promise, field, value)
    promise.version += 1
    promise.save(update_fields=["state", "version", *changes])
    return promise


def days_of(due_on: date, node: Node, *, now: datetime) -> dict[str, Any]:
    """The fields that follow from until when it holds."""
    due_at = end_of(due_on, node.zone)
    calendar = working_calendar(calendar_of(node), zone=node.zone)
    return {"due_on": due_on, "due_at": due_at, "remind_at": remind_at(due_at, calendar, now=now)}


def lapse_question(promise: Promise, *, now: datetime) -> None:
    """The promise has ended before the customer answered: nothing is asked of them any more."""
    Renegotiation.objects.filter(promise=promise, answered_at__isnull=True).update(
        answer=Renegotiation.Answer.LAPSED, answered_at=now
    )


def staff_id_of(by: Actor) -> int | None:
    """The colleague who acts, if it is one."""
    return by.id if by.kind == "staff" else None
