"""At which addresses customers are written to; for the outbox, which asks for leave besides (CHN-7)."""

from __future__ import annotations

import re
from collections.abc import Collection

from alongside.domain.customers.models import ContactPoint, WeChatBond

_MOBILE = re.compile(r"\+861\d{10}|\+(?!86)\d{8,15}")


def emails_of(customers: Collection[int]) -> dict[int, str]:
    """The first address for mails of each, the primary one before others. One query."""
    return {key: values[0] for key, values in _values(customers, ContactPoint.Kind.EMAIL).items()}


def phones_of(customers: Collection[int]) -> dict[int, str]:
    """The first phone of each that takes an SMS. One query."""
    found = _values(customers, ContactPoint.Kind.PHONE).items()
    mobile = {key: [one for one in values if _MOBILE.fullmatch(one)] for key, values in found}
    return {key: values[0] for key, values in mobile.items() if values}


def openids_of(customers: Collection[int], *, app_id: str) -> dict[int, str]:
    """By what each is known to one program of ours in WeChat. One query."""
    bonds = WeChatBond.objects.filter(customer__in=customers, app_id=app_id)
    return {one.customer_id: one.openid for one in bonds if one.openid}


def _values(customers: Collection[int], kind: str) -> dict[int, list[str]]:
    points = ContactPoint.objects.filter(kind=kind, customer__in=customers)
    found: dict[int, list[str]] = {}
    for one in points.order_by("customer_id", "-is_primary", "id"):
        if one.value:
            found.setdefault(one.customer_id, []).append(one.value)
    return found
