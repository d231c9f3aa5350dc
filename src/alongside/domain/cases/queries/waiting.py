"""What of cases stands on the one list of everything that waits for a person (ORG-10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models import Case, Transfer
from alongside.domain.cases.queries.work import cases_of, offered_to
from alongside.domain.cases.states import BEFORE_RESOLVED
from alongside.domain.work.hooks import Told, WaitingKind
from alongside.kernel.actor import Actor

_STATES = ", ".join(f"'{one}'" for one in sorted(BEFORE_RESOLVED))
_MINE = f"""
    SELECT 1 FROM cases_case c
     WHERE c.owner_id = %(me)s AND c.is_open AND NOT c.is_waiting_for_customer AND c.state IN ({_STATES})
"""
_OFFERED = """
    SELECT 1 FROM cases_transfer t JOIN cases_case c ON c.id = t.case_id
     WHERE t.receiver_id = %(me)s AND t.state = 'offered' AND c.is_open
"""


def _mine(person: Actor, now: datetime) -> QuerySet[Any]:
    mine = cases_of(person, "mine").select_related("customer", "unit")
    return mine.only("title", "number", "next_due_at", "customer__name", "unit__label")


def _offered(person: Actor, now: datetime) -> QuerySet[Any]:
    return offered_to(person).select_related("case__customer", "case__unit", "sender")


def _told_case(case: Case) -> Told:
    customer = [case.customer.name] if case.customer else []
    place = [case.unit.label] if case.unit else []
    return Told(case.title, [case.number, *customer, *place], case.number, case.customer_id)


def _told_transfer(transfer: Transfer) -> Told:
    told = _told_case(transfer.case)
    return Told(told.words, [*told.origin, transfer.sender.name], told.key, told.customer_id)


WaitingKind(
    "case", _("Case"), "case", _mine, "next_due_at", _told_case, _MINE,
    lambda rows, viewer: rows.filter(pk__in=Case.objects.visible_to(viewer).values("pk")),
)  # fmt: skip
WaitingKind(
    "transfer", _("Case offered to you"), "arrows-exchange", _offered, "case__next_due_at", _told_transfer, _OFFERED,
    lambda rows, viewer: rows.filter(case__in=Case.objects.visible_to(viewer).values("pk")),
)  # fmt: skip
