"""What is done about the data that are kept of a customer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.cast import Cast

from alongside.domain.cases.actions.requesting import request_own_data
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.domain.customers.samples import a_customer
from alongside.domain.privacy.actions import begin_erasure, carry_out_erasure, make_copy, place_hold
from alongside.domain.privacy.models import RetentionRule


def kept_with_care(cast: Cast, customer: Customer, now: datetime) -> dict[str, Any]:
    """A request about the customer's data, a copy, a hold; and somebody who was erased."""
    gone = a_customer(node=cast.project, now=now, name="已走", phone="13900000077", email="")
    erasure = begin_erasure(gone, ground="ended", by=cast.supervisor, now=now, in_background=False)
    asked = request_own_data(customer, right="correct", words="x", by=CustomerActor(customer), now=now)
    return {
        "privacy_request": asked,
        "personal_copy": make_copy(customer, by=cast.supervisor, now=now),
        "legal_hold": place_hold(customer=customer, node=cast.project, matter="x", by=cast.legal, now=now),
        "erasure": carry_out_erasure(erasure.pk, now=now),
        "retention_rule": RetentionRule.objects.first(),
    }
