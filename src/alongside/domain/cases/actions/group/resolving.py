"""What had one cause ends together: resolved in one act, confirmed by each customer for themself (CAS-19)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.types import JSONValue

from alongside.domain.cases import events
from alongside.domain.cases.actions.closing import close_confirmed, owes_nothing
from alongside.domain.cases.actions.moving import advance, lock_case, record
from alongside.domain.cases.actions.resolving import resolved
from alongside.domain.cases.models import Case, Milestone
from alongside.domain.cases.permissions import HANDLE_CASE
from alongside.domain.cases.states import BEFORE_RESOLVED
from alongside.domain.wording.actions import Knowing
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.jobs import defer_each, waiting_locks
from alongside.kernel.refusals import Refused

RESOLVE_FOLLOWER = "alongside.domain.cases.jobs.resolve_follower"


@transaction.atomic
def resolve_group(
    lead: Case, *, words: str, by: Actor, now: datetime, seen: int | None = None, knowing: Knowing = ()
) -> Case:
    """The lead case is resolved, and with the same words every open case that follows it; a worker does each.

    Each customer is asked whether it is so. Who says no goes on alone; see `close_when_all_ended`.
    """
    by.require(HANDLE_CASE, on=lead)
    fresh = lock_case(lead, seen=seen)
    followers = fresh.member_cases.filter(state__in=BEFORE_RESOLVED, is_anonymised=False)
    waiting = list(followers.values_list("pk", flat=True))
    if not waiting:
        raise Refused(_("No case that follows this one waits to be resolved."))
    if fresh.state != "resolved":
        fresh = resolved(fresh, move="resolve_with_group", words=words, by=by, now=now, knowing=knowing)
    jobs: dict[str, dict[str, JSONValue]] = {
        f"group_resolved:{fresh.pk}:{one}": {"case_id": one, "lead_id": fresh.pk} for one in waiting
    }
    for lock in waiting_locks(jobs):  # on its way already; the lead case is held meanwhile
        del jobs[lock]
    defer_each(RESOLVE_FOLLOWER, jobs, queue="default")
    record(events.GROUP_RESOLVED, fresh, by=by, now=now, facts={"cases": len(waiting)})
    return fresh


@transaction.atomic
def resolve_follower(case_id: int, *, lead_id: int, now: datetime) -> bool:
    """One of them. False when it left the group, is resolved already, or the lead is open again."""
    case = Case.objects.select_related("lead_case", "node", "customer").get(pk=case_id)
    fresh = lock_case(case, although_anonymised=True)
    lead = case.lead_case
    if lead is None or fresh.lead_case_id != lead_id or lead.state not in {"resolved", "confirmed", "closed"}:
        return False
    if fresh.state not in BEFORE_RESOLVED or fresh.is_anonymised:
        return False
    resolved(fresh, move="resolve_with_group", words=lead.outcome_words, by=SYSTEM, now=now)
    return True


@transaction.atomic
def close_when_all_ended(lead_id: int, *, now: datetime) -> bool:
    """A lead case that nobody brought has no customer to confirm it: it is confirmed by all who followed it."""
    lead = Case.objects.select_related("node").get(pk=lead_id)
    fresh = lock_case(lead, although_anonymised=True)
    if fresh.customer_id is not None or fresh.state != "resolved":
        return False
    if not fresh.member_cases.exists() or fresh.member_cases.filter(is_open=True).exists():
        return False
    moved = advance(
        fresh,
        "confirm_case",
        event=events.CASE_CONFIRMED,
        by=SYSTEM,
        now=now,
        meets=(Milestone.CALL_BACK,),
        facts={"heard_by": "group"},
    )
    if owes_nothing(moved):
        close_confirmed(moved, by=SYSTEM, now=now)
    return True
