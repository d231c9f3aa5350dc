"""A visit ends: noted in the customer's story, in a case that there is, or as a new one, in one act (CHN-6, CAS-2)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.cases.actions.visits import join_visit, open_case_of_visit
from alongside.domain.cases.models import Case
from alongside.domain.customers.models import Customer, UnitRelation
from alongside.domain.estates.models import Unit
from alongside.domain.reception.actions.finishing import finish_ticket, say_who
from alongside.domain.reception.models import Ticket
from alongside.domain.reception.permissions import RECEIVE_VISITORS
from alongside.faces.desk.named_customer import named_customer
from alongside.faces.desk.page import DeskRequest, desk_page, refusals_on, see
from alongside.faces.desk.reception.acts import back_to, ticket_of
from alongside.faces.desk.reception.reception import FinishForm, shown
from alongside.kernel.refusals import Refused


@require_POST
@desk_page(RECEIVE_VISITORS)
def finish_visit(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """`act`: `settle`, `open` a case, `join` the one in `number`; `join:GLT-2611-0042`: that one."""
    ticket = ticket_of(request, ticket_id)
    form = FinishForm(request.POST, auto_id="visit_%s")
    if form.is_valid():
        with refusals_on(form):
            return see(request, back_to(ticket.lobby_id), _finish(request, ticket, form))
    return shown(request, form=form, lobby=ticket.lobby)


@require_POST
@desk_page(RECEIVE_VISITORS)
def say_who_page(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Which customer it is; without one: somebody else after all."""
    ticket = ticket_of(request, ticket_id)
    say_who(ticket, customer=named_customer(request), by=request.viewer, now=request.now)
    return see(request, back_to(ticket.lobby_id))


def _finish(request: DeskRequest, ticket: Ticket, form: FinishForm) -> str:
    given = form.cleaned_data
    act, _colon, number = request.POST.get("act", "settle").partition(":")
    us: dict[str, Any] = {"by": request.viewer, "now": request.now}
    if act == "open":
        case = open_case_of_visit(
            ticket, words=given["words"], customer=ticket.customer, kind=given["kind"] or "enquiry",
            title=given["title"], unit=_only_home(ticket.customer), **us,
        )  # fmt: skip
        return _("Received as %(number)s.") % {"number": case.number}
    if act == "join":
        asked = (number or given["number"]).replace("\x00", "").strip()[:40]
        there = Case.objects.visible_to(request.viewer).filter(number__iexact=asked).first()
        if there is None:
            raise Refused(_("You see no case with this number."), field="number")
        join_visit(there, ticket=ticket, words=given["words"], **us)
        return _("It stands in %(number)s now.") % {"number": there.number}
    finish_ticket(ticket, words=given["words"], **us)
    return _("%(code)s is finished.") % {"code": ticket.code}


def _only_home(customer: Customer | None) -> Unit | None:
    """The home it is about, where there is no doubt."""
    if customer is None:
        return None
    lived_in = UnitRelation.objects.filter(customer=customer, until_on__isnull=True).select_related("unit")
    homes = {one.unit_id: one.unit for one in lived_in[:2]}
    return next(iter(homes.values())) if len(homes) == 1 else None
