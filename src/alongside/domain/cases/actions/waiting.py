"""Waiting for the customer: the only thing that lets deadlines stand still, and not for ever (CAS-4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.deadlines import end_pause, reckon_pauses
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.actions.words import needs_words
from alongside.domain.cases.models import Case, Pause
from alongside.domain.cases.permissions import HANDLE_CASE
from alongside.domain.cases.states import BEFORE_RESOLVED
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

REASON_CHARACTERS = 200


@transaction.atomic
def pause_case(case: Case, *, reason: str, by: Actor, now: datetime, seen: int | None = None) -> Case:
    """We wait for the customer: their deadlines stand still, up to each one's cap.

    Ends by itself as soon as the customer writes or the case moves.
    """
    by.require(HANDLE_CASE, on=case)
    reason = needs_words(reason, _("Say what we wait for."), field="reason")
    if len(reason) > REASON_CHARACTERS:
        raise Refused(
            _("The reason is longer than %(n)s characters.") % {"n": REASON_CHARACTERS}, field="reason"
        )
    fresh = lock_case(case, seen=seen)
    if fresh.state not in BEFORE_RESOLVED - {"received"}:
        raise Refused(_("Only a case that is acknowledged and not yet resolved can wait for the customer."))
    if fresh.is_waiting_for_customer:
        raise Refused(_("The case waits for the customer already."))
    pause = Pause.objects.create(
        case=fresh, reason=reason, from_at=now, started_by_id=by.id if by.kind == "staff" else None
    )
    reckon_pauses(fresh, now=now)
    touch(fresh, now=now, is_waiting_for_customer=True)
    record(events.CASE_PAUSED, fresh, by=by, now=now, facts={"pause": pause.pk})
    return fresh


@transaction.atomic
def resume_case(case: Case, *, by: Actor, now: datetime, seen: int | None = None) -> Case:
    """We wait no longer: deadlines run again, moved by the time that was waited."""
    by.require(HANDLE_CASE, on=case)
    fresh = lock_case(case, seen=seen)
    if not end_pause(fresh, now=now):
        raise Refused(_("The case does not wait for the customer."))
    touch(fresh, now=now)
    record(events.CASE_RESUMED, fresh, by=by, now=now)
    return fresh
