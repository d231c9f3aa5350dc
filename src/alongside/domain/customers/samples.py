"""Customers for tests and the demo, made through the actions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from alongside.domain.customers.actions import add_customer, raise_alert, relate_unit
from alongside.domain.customers.models import Alert, Customer, Purpose, PurposeText
from alongside.domain.estates.models import Unit
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import SYSTEM


def a_customer(
    *, node: Node, now: datetime, unit: Unit | None = None, role: str = "owner", **but: Any
) -> Customer:
    """周敏, gold member; with `unit` she owns it (or is `role` to it)."""
    given = {
        "name": "周敏",
        "form_of_address": "女士",
        "tier": "gold",
        "phone": "138 1234 4420",
        "email": "zhou.min@example.com",
        "although_known": True,
        **but,
    }
    customer = add_customer(node=node, by=SYSTEM, now=now, **given)
    if unit is not None:
        relate_unit(customer, unit=unit, role=role, from_on=date(2024, 6, 30), by=SYSTEM, now=now)
    return customer


def an_alert(customer: Customer, *, owner: StaffMember, now: datetime, **but: Any) -> Alert:
    """A promise that was not kept; ends in a month."""
    given = {
        "kind": "promise_overdue",
        "words": "未兑现承诺：一次修好",
        "expires_on": (now + timedelta(days=30)).date(),
        **but,
    }
    return raise_alert(customer, owner=owner, by=SYSTEM, now=now, **given)


def a_purpose(
    *,
    code: str = "survey",
    basis: str = "consent",
    name: str = "满意度调查",
    text: str = "我们会问您是否满意。",
) -> Purpose:
    """Something that we use data for, in its first version."""
    purpose = Purpose.objects.create(code=code, basis=basis, name={"zh-hans": name})
    PurposeText.objects.create(purpose=purpose, version="2026-1", text={"zh-hans": text})
    return purpose
