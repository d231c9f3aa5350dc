"""Call somebody from their page: rung at one's own seat first, then at theirs (CHN-5)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.conversations.actions.dialling import dial
from alongside.domain.conversations.models import Callback, Seat
from alongside.domain.conversations.permissions import ANSWER_CALLS
from alongside.domain.conversations.queries.calls import seat_of
from alongside.domain.customers.actions import reveal_contact
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.customers.permissions import REVEAL_CONTACT
from alongside.faces.desk.page import DeskRequest, desk_page, find, see
from alongside.faces.ui.access import REVEAL, seen
from alongside.kernel.refusals import Refused

FOR_A_CALL = "call"


@require_POST
@desk_page(ANSWER_CALLS)
def dial_contact_page(request: DeskRequest, pk: int) -> HttpResponse:
    """A number of a customer, for whoever may see it: noted as being seen. Back to where one is."""
    theirs = ContactPoint.objects.filter(
        kind=ContactPoint.Kind.PHONE, customer__in=Customer.objects.visible_to(request.viewer)
    )
    point = find(theirs.select_related("customer"), pk=pk)
    request.viewer.require(REVEAL_CONTACT)
    mine = _seat(request)
    number = reveal_contact(point, reason=FOR_A_CALL, by=request.viewer, now=request.now)
    seen(request, point.customer, act=REVEAL, about=point, reason=FOR_A_CALL)
    dial(mine, number=number, customer=point.customer, by=request.viewer, now=request.now)
    return see(
        request,
        _back(request, reverse("desk:customer", args=[point.customer_id])),
        _("Your telephone rings first."),
    )


@require_POST
@desk_page(ANSWER_CALLS)
def dial_callback_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Whom we owe a call; it is theirs when they answer."""
    found = find(Callback.objects.visible_to(request.viewer).open().select_related("customer"), pk=pk)
    mine = _seat(request)
    seen(request, found.customer_id, act=REVEAL, about=found, reason=FOR_A_CALL)
    dial(mine, number=found.number, customer=found.customer, by=request.viewer, now=request.now)
    return see(request, reverse("desk:callback", args=[pk]), _("Your telephone rings first."))


def _seat(request: DeskRequest) -> Seat:
    mine = seat_of(request.viewer)
    if mine is None:
        raise Refused(_("Say first at which extension you sit."))
    return mine


def _back(request: DeskRequest, otherwise: str) -> str:
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else otherwise
