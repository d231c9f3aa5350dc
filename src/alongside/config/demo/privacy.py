"""What the owners of the demo agreed to (CUS-7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.config.demo.company import Company
from alongside.domain.customers.actions import give_consent, withdraw_consent
from alongside.domain.customers.models import CustomerActor, Purpose
from alongside.domain.organisation.queries import actor_for

AGREED = {
    "周敏": ("survey", "marketing"),
    "陈国华": ("survey", "care"),
    "赵宇轩": ("survey",),
    "何静": ("survey", "marketing", "sharing"),
}


def tell_consents(company: Company, *, now: datetime) -> None:
    """Most agree to be asked; some in the portal, one on the phone; one has thought better of it."""
    purposes = {one.code: one for one in Purpose.objects.all()}
    for days, (name, codes) in enumerate(AGREED.items(), 40):
        customer = company.owners[name]
        for code in codes:
            at = now - timedelta(days=days * 3, minutes=len(code) * 37)
            if code == "care":
                by = actor_for(company.staff["lin"], now=at)
                said = {"channel": "phone", "evidence": f"录音 {at:%Y%m%d}-0031"}
                give_consent(customer, purpose=purposes[code], by=by, now=at, **said)
            else:
                give_consent(customer, purpose=purposes[code], by=CustomerActor(customer), now=at)
    zhou = company.owners["周敏"]
    withdraw_consent(zhou, purpose=purposes["marketing"], by=CustomerActor(zhou), now=now - timedelta(days=9))
