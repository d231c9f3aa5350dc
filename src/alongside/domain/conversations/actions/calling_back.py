"""Whom we owe a call: who gave up waiting, whom nobody answered, to whom we promised (CHN-5). One for each number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.events import CALLBACK_DONE, CALLBACK_MADE
from alongside.domain.conversations.models import Call, Callback
from alongside.domain.conversations.permissions import ANSWER_CALLS
from alongside.domain.conversations.rules.calling import CALL_BACK_WITHIN
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

ENDED = (Callback.State.REACHED, Callback.State.DROPPED)


def call_is_owed(call: Call, *, now: datetime) -> Callback | None:
    """Nobody answered them. Who tries again before we call has one callback still."""
    if call.callback_id is not None or call.state != Call.State.ENDED:
        return None
    reason = Callback.Reason.ABANDONED if call.ending == Call.Ending.ABANDONED else Callback.Reason.MISSED
    return _owed(call, reason, due_at=now + CALL_BACK_WITHIN, assigned_to=None, by=SYSTEM, now=now)


def promise_call(call: Call, *, due_at: datetime, by: Actor, now: datetime) -> Callback:
    """Whoever spoke with them calls again. Refused without a number, and in the past."""
    if not call.number:
        raise Refused(_("The number was withheld, so nobody can call back."), field="outcome")
    if due_at <= now:
        raise Refused(_("This lies in the past."), field="call_back_at")
    mine = StaffMember.objects.filter(pk=by.id).first() if by.kind == "staff" else None
    return _owed(call, Callback.Reason.PROMISED, due_at=due_at, assigned_to=mine, by=by, now=now)


def no_call_is_owed(call: Call, *, now: datetime) -> None:
    """It was answered after all: we were told late."""
    callback = call.callback
    if callback is None or callback.reason == Callback.Reason.PROMISED:
        return
    call.callback = None
    call.save(update_fields=["callback"])
    if not callback.calls.exists():
        _end(callback, Callback.State.DROPPED, by=SYSTEM, now=now)


def they_spoke(call: Call, *, now: datetime) -> None:
    """Whoever we owed a call has spoken with us: they called again, or we reached them."""
    is_theirs = call.direction == Call.Direction.IN
    for owed in _of_number(call).exclude(made_at__gt=call.answered_at).select_for_update():
        state = Callback.State.CAME_BACK if is_theirs else Callback.State.REACHED
        _end(owed, state, by=SYSTEM, now=now, done_by=call.agent_id)


def tried(call: Call, *, now: datetime) -> None:
    """We called and reached nobody: once more later."""
    if call.callback_id is None and (owed := _of_number(call).first()) is not None:
        Callback.objects.filter(pk=owed.pk).update(
            tries=F("tries") + 1, due_at=now + CALL_BACK_WITHIN, version=F("version") + 1
        )
        call.callback = owed
        call.save(update_fields=["callback"])


@transaction.atomic
def finish_callback(
    callback: Callback, *, state: str, by: Actor, now: datetime, seen: int | None = None
) -> Callback:
    """Reached, or no longer needed."""
    by.require(ANSWER_CALLS, on=callback)
    fresh = _open(callback, seen)
    if state not in ENDED:
        raise Refused(_("Say what came of it."), field="state")
    return _end(fresh, state, by=by, now=now, done_by=by.id if by.kind == "staff" else None)


@transaction.atomic
def put_off_callback(
    callback: Callback, *, due_at: datetime, by: Actor, now: datetime, seen: int | None = None
) -> Callback:
    """They did not answer: again at that time."""
    by.require(ANSWER_CALLS, on=callback)
    fresh = _open(callback, seen)
    if due_at <= now:
        raise Refused(_("This lies in the past."), field="due_at")
    fresh.due_at, fresh.tries = due_at, fresh.tries + 1
    return _saved(fresh)


@transaction.atomic
def assign_callback(
    callback: Callback, *, to: StaffMember | None, by: Actor, now: datetime, seen: int | None = None
) -> Callback:
    """Somebody who takes calls there takes it; None: everybody's again."""
    by.require(ANSWER_CALLS, on=callback)
    if to is not None:
        hold_staff(to.pk)
    fresh = _open(callback, seen)
    if to is not None and not actor_for(to, now=now).may(ANSWER_CALLS, on=fresh):
        raise Refused(_("%(name)s takes no calls there.") % {"name": to.name}, field="to")
    fresh.assigned_to = to
    return _saved(fresh)


def _owed(
    call: Call, reason: str, *, due_at: datetime, assigned_to: StaffMember | None, by: Actor, now: datetime
) -> Callback:
    begun: dict[str, Any] = {
        "node_id": call.node_id,
        "number": call.number,
        "customer_id": call.customer_id,
        "reason": reason,
        "made_at": now,
        "due_at": due_at,
        "assigned_to": assigned_to,
    }
    found, is_new = Callback.objects.get_or_create(
        account_id=call.account_id, number_hash=call.number_hash, state=Callback.State.OPEN, defaults=begun
    )
    if reason == Callback.Reason.PROMISED and not is_new:
        found.reason, found.made_at, found.due_at, found.assigned_to = reason, now, due_at, assigned_to
        _saved(found)
    call.callback = found
    call.save(update_fields=["callback"])
    if is_new:
        journal.record(CALLBACK_MADE, about=found, by=by, at=now, facts={"reason": reason, "call": call.pk})
    return found


def _of_number(call: Call) -> QuerySet[Callback]:
    owed = Callback.objects.open().filter(account=call.account_id)
    return owed.filter(number_hash=call.number_hash) if call.number_hash else owed.none()


def _open(callback: Callback, seen: int | None) -> Callback:
    fresh = lock(callback, seen=seen)
    if fresh.state != Callback.State.OPEN:
        raise Refused(_("This callback is done already."))
    return fresh


def _saved(callback: Callback) -> Callback:
    callback.version += 1
    callback.save()
    return callback


def _end(callback: Callback, state: str, *, by: Actor, now: datetime, done_by: int | None = None) -> Callback:
    callback.state, callback.done_at, callback.done_by_id = state, now, done_by
    journal.record(CALLBACK_DONE, about=callback, by=by, at=now, facts={"state": state})
    return _saved(callback)
