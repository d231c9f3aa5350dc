"""The two records of a merge, held so that two people who merge at once follow each other (CUS-6)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import Customer
from alongside.kernel.refusals import Refused


def locked_pair(one: int, other: int) -> tuple[Customer, Customer]:
    """Both rows, locked in one order whoever asks, so that two people merging the same pair follow each other.

    The lock also waits for whoever is just now writing a row that points to either of them.
    """
    if one == other:
        raise Refused(_("A record cannot be merged with itself."))
    rows = {row.pk: row for row in _locking(Customer, [one, other])}
    if len(rows) < 2:
        raise Refused(_("One of the two is no longer there."))
    return rows[one], rows[other]


def refuse_erased(customer: Customer) -> None:
    if customer.erased_at is not None:
        raise Refused(_("This customer was erased. Only a reference is left, which stays as it is."))


def _locking(model: Any, ids: list[int]) -> Any:
    return model.objects.select_for_update().filter(pk__in=ids).order_by("pk")
