"""Where on the plan of a home a case lies (EST-8)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.models import Case, CaseDraft, CasePin
from alongside.domain.cases.permissions import HANDLE_CASE
from alongside.domain.estates.actions import place_pin
from alongside.domain.estates.models import Pin
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed, Refused


@transaction.atomic
def pin_case(case: Case, *, x: Decimal, y: Decimal, by: Actor, now: datetime) -> CasePin:
    """Mark the place; whoever handles the case may, and who helps with it. A second time it is marked anew."""
    if not (by.kind == "staff" and case.participants.filter(staff_id=by.id).exists()):
        by.require(HANDLE_CASE, on=case)
    if case.unit is None:
        raise Refused(_("The case names no home, so there is no plan."))
    return _keep(case, place_pin(case.unit, x=x, y=y, now=now), by=by, now=now)


@transaction.atomic
def pin_draft(draft: CaseDraft, *, x: Decimal, y: Decimal, by: Actor, now: datetime) -> CaseDraft:
    """The customer tapped the plan of their home; the pin goes into the case that is opened."""
    if by.kind != "customer" or by.id != draft.customer_id:
        raise NotAllowed(_("This report belongs to somebody else."))
    if draft.unit is None:
        raise Refused(_("The case names no home, so there is no plan."))
    draft.pin, draft.changed_at = place_pin(draft.unit, x=x, y=y, now=now), now
    draft.save(update_fields=["pin", "changed_at"])
    return draft


def keep_pin(case: Case, pin: Pin, *, by: Actor, now: datetime) -> CasePin:
    """The pin of a draft becomes the case's, if it lies in the case's home."""
    return _keep(case, pin, by=by, now=now)


def _keep(case: Case, pin: Pin, *, by: Actor, now: datetime) -> CasePin:
    kept, _is_new = CasePin.objects.update_or_create(case=case, defaults={"pin": pin})
    journal.record(events.CASE_PINNED, about=case, by=by, at=now, facts={"pin": pin.pk, "plan": pin.plan_id})
    return kept
