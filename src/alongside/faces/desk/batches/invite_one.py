"""One more person is invited: who asked at the counter, or stands at the gate (JRN-7).

`?who=` finds people by phone, name or room, as a new case does; each home of theirs at this place is a button.
`?gate=1` leads back to the list at the gate, else on to the hour that is booked for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.appointments.actions.inviting import invite_customer
from alongside.domain.appointments.models import Batch, Invitation
from alongside.domain.appointments.permissions import BOOK_FOR_CUSTOMERS
from alongside.domain.customers.models import Customer, UnitRelation
from alongside.domain.customers.queries import search_customers
from alongside.domain.estates.models import Unit
from alongside.faces.desk.batches.batch import batch_of, show_batch
from alongside.faces.desk.page import DeskRequest, desk_page, find, see
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole
from alongside.kernel.ngrams import QueryTooLong

MOST_FOUND = 8
MOST_HOMES = 4


@dataclass(frozen=True)
class Found:
    """Somebody who may be meant. `ways`: with which home (None: without one), and their invitation if there is one."""

    customer: Customer
    phone: str
    ways: list[tuple[Unit | None, Invitation | None]]


@desk_page(BOOK_FOR_CUSTOMERS)
def invite_one_page(request: DeskRequest, batch_id: int) -> HttpResponse:
    batch = batch_of(request, batch_id)
    request.viewer.require(BOOK_FOR_CUSTOMERS, on=batch)
    if request.method == "POST":
        return _invite(request, batch)
    asked = request.GET.get("who", "").replace("\x00", "").strip()[:60]
    context = {
        "people": _people(request, batch, asked),
        "asked": asked,
        "gate": "1" if request.GET.get("gate") else "",
    }
    fragment = "#found" if request.htmx.target == "who-found" else ""
    return show_batch(request, f"faces/desk/batches/invite_one.html{fragment}", batch, context)


def _invite(request: DeskRequest, batch: Batch) -> HttpResponse:
    whom, _colon, home = request.POST.get("one", "").partition(":")
    customer = find(Customer.objects.visible_to(request.viewer), pk=_number(whom))
    units = Unit.objects.visible_to(request.viewer)
    unit = find(units, pk=_number(home)) if home else None
    one = invite_customer(batch, customer=customer, unit=unit, by=request.viewer, now=request.now)
    if request.POST.get("gate"):
        url = f"{reverse('desk:attendance', args=[batch.pk])}?{urlencode({'q': customer.name})}"
        return see(request, url, _("On the list. Say that they came."))
    return see(
        request, reverse("desk:book_slot", args=[one.pk]), _("Invited. Book a time if they have chosen one.")
    )


def _people(request: DeskRequest, batch: Batch, asked: str) -> list[Found]:
    """At most MOST_FOUND; nobody for what is too short or too long. 6 queries at most."""
    try:
        found = search_customers(asked, request.viewer, limit=MOST_FOUND)
    except QueryTooLong:
        return []
    seen(request, found)
    invited = Invitation.objects.visible_to(request.viewer).filter(batch=batch, customer__in=found)
    known = {(one.customer_id, one.unit_id): one for one in invited.select_related("unit")}
    return [_found(one, known, batch) for one in found]


def _found(customer: Customer, known: dict[tuple[int, int | None], Invitation], batch: Batch) -> Found:
    invited = [one for (whose, _home), one in known.items() if whose == customer.pk]
    homes: dict[int | None, Unit | None] = {one.pk: one for one in _homes_at(customer.shown_relations, batch)}
    homes |= {one.unit_id: one.unit for one in invited}
    ways = [(unit, known.get((customer.pk, pk))) for pk, unit in (homes or {None: None}).items()]
    return Found(customer, customer.shown_phones[0].masked if customer.shown_phones else "", ways)


def _homes_at(relations: Iterable[UnitRelation], batch: Batch) -> list[Unit]:
    """Their homes at the estate that it is about; without one, all."""
    homes = {one.unit_id: one.unit for one in relations if batch.estate_id in (None, one.unit.estate_id)}
    return list(homes.values())[:MOST_HOMES]


def _number(text: str) -> Any:
    return int(text) if is_whole(text) else 0
