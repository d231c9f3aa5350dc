"""Several cases on one matter under one lead case: a group complaint, or one cause with many callers (CAS-11, CAS-19)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.actions.group.answering import tell_newcomers
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.events import CASE_GROUPED, CASE_UNGROUPED
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import HANDLE_CASE
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused


@transaction.atomic
def gather_under(lead: Case, cases: Iterable[Case], *, by: Actor, now: datetime) -> list[Case]:
    """Let the cases follow the lead case; each keeps its own customer, owner and deadlines. Which now do.

    What has ended, or follows another lead, stays as it is. Refused when the lead itself follows another.
    """
    by.require(HANDLE_CASE, on=lead)
    fresh_lead = lock_case(lead)
    if fresh_lead.lead_case_id is not None:
        raise Refused(_("This case follows another one itself; choose that one."))
    joined = []
    for case in sorted(cases, key=lambda one: one.pk):
        if case.pk == lead.pk:
            continue
        by.require(HANDLE_CASE, on=case)
        fresh = lock_case(case, although_anonymised=True)
        if fresh.is_anonymised or not fresh.is_open or fresh.lead_case_id is not None:
            continue
        if fresh.member_cases.exists():
            continue
        touch(fresh, now=now, lead_case=fresh_lead)
        record(CASE_GROUPED, fresh, by=by, now=now, facts={"lead": fresh_lead.pk})
        joined.append(fresh)
    tell_newcomers(fresh_lead, joined)
    return joined


@transaction.atomic
def leave_group(case: Case, *, by: Actor, now: datetime, seen: int | None = None) -> Case:
    """The case goes its own way again."""
    by.require(HANDLE_CASE, on=case)
    fresh = lock_case(case, seen=seen)
    if fresh.lead_case_id is None:
        raise Refused(_("This case follows no other."))
    lead = fresh.lead_case_id
    touch(fresh, now=now, lead_case=None)
    record(CASE_UNGROUPED, fresh, by=by, now=now, facts={"lead": lead})
    return fresh


@transaction.atomic
def join_group(case: Case, *, number: str, by: Actor, now: datetime, seen: int | None = None) -> Case:
    """The case follows the lead case of that number. Refused naming the field where the viewer sees none."""
    by.require(HANDLE_CASE, on=case)
    lock_case(case, seen=seen)
    lead = (
        Case.objects.visible_to(by).select_related("node").filter(number__iexact=number.strip()[:24]).first()
    )
    if lead is None or lead.pk == case.pk:
        raise Refused(_("You see no other case with this number."), field="number")
    if not gather_under(lead, [case], by=by, now=now):
        raise Refused(_("It has ended, or follows or leads others already."))
    return case
