"""The one way in which a case moves: lock, check, change, count the version, record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.actions.deadlines import (
    cancel_deadlines,
    end_pause,
    meet_deadlines,
    refresh_next_due,
)
from alongside.domain.cases.models import Case, FigureMark, Milestone, Transfer
from alongside.domain.cases.states import OPEN_STATES
from alongside.kernel import concurrency, journal
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event, event_of
from alongside.kernel.models import JournalEntry
from alongside.kernel.prepared import Given, Prepared
from alongside.kernel.prepared_writes import insert_few, write_whole
from alongside.kernel.refusals import Conflict, Refused

MOST_MARKS = 1_000  # written at once
WIDEST_ZONE = timedelta(hours=14)  # no zone is further from UTC


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
    first: dict[str, Any] | None = None,
    **changes: Any,
) -> Case:
    """Take a case one move along its way (CAS-3). Runs inside the action's transaction.

    `first` holds fields that are set only where they are still empty. Any move ends the waiting for the
    customer, for something happened; a move that ends the case ends offered transfers too.
    Promise: state, changed fields, met deadlines, version and the journal's fact change together.
    Raises Refused for a move that its state does not have, Conflict when `seen` is stale.
    """
    fresh = lock_case(case, seen=seen, although_anonymised=by.kind == "system")
    was = fresh.state
    fresh.state = fresh.way.check(move, was)
    fresh.is_open = fresh.state in OPEN_STATES
    end_pause(fresh, now=now)
    if meets:
        meet_deadlines(fresh, meets, now=now)
    if not fresh.is_open:
        cancel_deadlines(fresh, now=now)
        withdraw_offers(fresh, now=now)
    changes |= {field: value for field, value in (first or {}).items() if getattr(fresh, field) is None}
    touch(fresh, now=now, **changes)
    record(event, fresh, by=by, now=now, facts={"from": was, "to": fresh.state, **(facts or {})})
    return fresh


_LOCKED = Prepared(
    lambda: Case.objects.select_for_update(of=("self",)).select_related("conversation").filter(pk=Given("pk"))
)


def lock_case(case: Case, *, seen: int | None = None, although_anonymised: bool = False) -> Case:
    """The case afresh, locked until commit. Conflict names what happened since the version seen (CAS-16).

    Refused when the customer was erased: what is written now would name them again (INF-4).
    """
    try:
        fresh = _with_what_is_known(concurrency.lock(case, seen=seen, reading=_LOCKED), case)
        if fresh.is_anonymised and not although_anonymised:
            raise Refused(
                _(
                    "The customer's data was deleted at their request. Nothing is written in this case any more."
                ),
                facts={"anonymised": True},
            )
        return fresh
    except Conflict as conflict:
        since = JournalEntry.objects.filter(
            about_kind="case", about_id=case.pk, facts__version__gt=seen
        ).order_by("id")
        kinds = list(dict.fromkeys(since.values_list("kind", flat=True)))
        happened = [str(event.sentence) for kind in kinds if (event := event_of(kind))]
        if not happened:
            raise
        raise Conflict(
            _(
                "Somebody else was faster. Meanwhile: %(changes)s. Nothing of yours was overwritten or saved; "
                "look at it and decide again."
            )
            % {"changes": " · ".join(happened)},
            facts={**conflict.facts, "changes": kinds},
        ) from None


def _with_what_is_known(fresh: Case, case: Case) -> Case:
    """What was read with the case before and still is its own need not be read again."""
    for name in ("node", "customer"):
        field: Any = Case._meta.get_field(name)
        known = field.get_cached_value(case, default=None)
        if known is not None and known.pk == getattr(fresh, f"{name}_id"):
            setattr(fresh, name, known)
    return fresh


def withdraw_offers(case: Case, *, now: datetime) -> None:
    """Transfers that still wait for an answer come to nothing: the case ended or was assigned otherwise."""
    case.transfers.filter(state=Transfer.State.OFFERED).update(
        state=Transfer.State.WITHDRAWN, answered_at=now
    )


def touch(case: Case, *, now: datetime, **changes: Any) -> None:
    """Save changed fields of a locked case, its nearest deadline, its version, and mark its figures stale."""
    for field, value in changes.items():
        setattr(case, field, value)
    refresh_next_due(case)
    save_touched(case, now=now)


def save_touched(case: Case, *, now: datetime) -> None:
    """The last part of `touch`, for who has set the fields and the nearest deadline themself."""
    case.version += 1
    case.changed_at = now
    write_whole(case)
    mark_figures(case)


def record(
    event: Event, case: Case, *, by: Actor, now: datetime, facts: dict[str, Any] | None = None
) -> JournalEntry:
    """One fact about the case: with its version, and where its node hung in the tree then (ORG-1)."""
    facts = {**(facts or {}), "version": case.version}
    return journal.record(event, about=case, by=by, at=now, facts=facts, node_path=case.node.path)


def mark_figures(*cases: Case) -> None:
    """Say that the figures of the months in which the cases were opened are to be made anew.

    Near the turn of a month both are marked: the nodes above may count in another zone.
    """
    turns = {
        (case.node_id, (case.opened_at + one).date().replace(day=1))
        for case in cases
        for one in (-WIDEST_ZONE, WIDEST_ZONE)
    }
    marks = [FigureMark(node_id=node, month=month) for node, month in sorted(turns)]
    for start in range(0, len(marks), MOST_MARKS):
        insert_few(marks[start : start + MOST_MARKS])
