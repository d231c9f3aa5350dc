"""Who calls me: asked twice a second by the open page of whoever takes calls, and answered from one row (CHN-5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone

from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.conversations.actions.seats import note_seen
from alongside.domain.conversations.models import Call, Seat
from alongside.domain.conversations.permissions import ANSWER_CALLS
from alongside.domain.conversations.queries.calls import called_before, whose_number
from alongside.domain.customers.models import Customer, UnitRelation
from alongside.domain.customers.queries import alerts_of
from alongside.faces.desk.calls.call import after_form
from alongside.faces.desk.calls.calls import masked_number
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen

NOTHING_NEW = 204
CASES, HOMES, PEOPLE = 3, 3, 5


@desk_page(ANSWER_CALLS)
def call_news(request: DeskRequest) -> HttpResponse:
    """204 while it is as it was when the page asked last (`?seen=`); else the card, empty when nobody calls."""
    seat = Seat.objects.filter(pk=request.viewer.id).first()
    if seat is None:
        raise Http404
    note_seen(seat, now=request.now)
    if request.GET.get("seen") == str(seat.news):
        return HttpResponse(status=NOTHING_NEW)
    shown = Call.objects.select_related("customer", "node", "account", "message")
    call = shown.filter(pk=seat.call_id).first() if seat.call_id else None
    context = _card(request, call) if call is not None else {}
    answer = show(request, "faces/desk/calls/card.html", {"call": call, "seat": seat, **context})
    answer.headers["X-News"] = str(seat.news)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _card(request: DeskRequest, call: Call) -> dict[str, Any]:
    people = _people(request, call)
    customer = people[0] if len(people) == 1 else None
    seen(request, people, about=call)
    cases = Case.objects.visible_to(request.viewer).filter(customer=customer, is_open=True)
    theirs = UnitRelation.objects.visible_to(request.viewer).filter(customer=customer, until_on__isnull=True)
    return {
        "customer": customer,
        "people": people if customer is None else [],
        "number": masked_number(call),
        "cases": list(cases.order_by("-opened_at")[:CASES]) if customer else [],
        "homes": list(theirs.select_related("unit__estate").order_by("-from_on")[:HOMES]) if customer else [],
        "alerts": list(alerts_of(customer, request.now)[:2]) if customer else [],
        "before": called_before(call, request.viewer),
        "form": after_form(call, request, ids="card_%s"),
        "may_open_case": request.viewer.may(OPEN_CASE),
        "since": _moment(call.answered_at or call.begun_at),
    }


def _people(request: DeskRequest, call: Call) -> list[Customer]:
    """Whom of those that the number means the viewer may see."""
    found: QuerySet[Customer]
    if call.customer_id is not None:
        found = Customer.objects.filter(pk=call.customer_id)
    else:
        found = whose_number(call.number, call.node)
    known = Customer.objects.visible_to(request.viewer).filter(pk__in=found.order_by().values("pk"))
    return list(known.order_by("name_sort_key", "pk")[:PEOPLE])


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M:%S")
