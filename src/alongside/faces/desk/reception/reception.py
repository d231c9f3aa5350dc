"""The walk-in desk at work: who waits, who stands at my window, who is expected (CHN-6, SAL-1)."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from alongside.domain.cases.models import Case, Kind
from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.cases.rules.intake import TITLE_CHARACTERS
from alongside.domain.customers.models import Customer
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.customers.queries import alerts_of
from alongside.domain.reception.actions.finishing import LONGEST
from alongside.domain.reception.actions.serving import at_window
from alongside.domain.reception.models import Lobby, Ticket, Window
from alongside.domain.reception.permissions import KEEP_LOBBIES, RECEIVE_VISITORS, SEE_RECEPTION
from alongside.domain.reception.queries.finding import expected_today, visits_of, window_of
from alongside.domain.reception.queries.standing import Standing
from alongside.faces.desk.cases.who import customers_found
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole

MOST_CASES, MOST_VISITS, MOST_MISSED = 6, 4, 6
AREA = "desk:reception"
KINDS = [one for one in Kind.choices if one[0] != Kind.PRIVACY]


class FinishForm(forms.Form):
    """What a visit was about; for a new case the subject too."""

    words = forms.CharField(
        label=gettext_lazy("What it was about"), required=False, max_length=LONGEST, strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, required=False, initial=Kind.ENQUIRY)
    title = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=TITLE_CHARACTERS)
    number = forms.CharField(label=gettext_lazy("Number of the case"), required=False, max_length=40)


@desk_page(SEE_RECEPTION)
def reception(request: DeskRequest) -> HttpResponse:
    """`?lobby=3&who=周敏`. What changes by the minute, the list of who waits, is a part of its own."""
    return shown(request)


def shown(
    request: DeskRequest, *, form: FinishForm | None = None, lobby: Lobby | None = None
) -> HttpResponse:
    """The page; `form`: of the visit that could not be finished."""
    mine = window_of(request.viewer)
    there = list(Lobby.objects.visible_to(request.viewer).filter(is_active=True).select_related("node"))
    lobby = lobby or _chosen(request, there, mine)
    if lobby is None:
        nothing = {"may_keep": request.viewer.may(KEEP_LOBBIES)}
        return show(request, "faces/desk/reception/none.html", nothing, area=AREA)
    standing = Standing(lobby, now=request.now)
    seen(request, (one.customer_id for one in standing.waiting))
    window = mine if mine is not None and mine.lobby_id == lobby.pk else None
    here = at_window(window) if window is not None else None
    context: dict[str, Any] = {"lobby": lobby, "standing": standing, "window": window, "ticket": here}
    if request.htmx.target in ("waiting", "waiting-here"):
        return show(request, "faces/desk/reception/reception.html#waiting", context)
    may_receive = request.viewer.may(RECEIVE_VISITORS, on=lobby)
    context |= {
        "lobbies": there,
        "may_receive": may_receive,
        "may_keep": request.viewer.may(KEEP_LOBBIES, on=lobby),
        "windows": list(lobby.windows.filter(is_active=True).select_related("staff")),
        "lines": list(lobby.lines.filter(is_active=True)),
        "missed": _missed(lobby, standing) if may_receive else [],
        "expected": expected_today(lobby, request.viewer, now=request.now) if may_receive else [],
        "once": token_hex(8),
        "form": form or FinishForm(auto_id="visit_%s"),
    }
    seen(request, (one.customer_id for one in context["expected"]))
    if here is not None:
        context |= _beside(request, here)
    return show(request, "faces/desk/reception/reception.html", context, area=AREA)


def _chosen(request: DeskRequest, there: list[Lobby], mine: Window | None) -> Lobby | None:
    """The one in the address, else where I sit, else the first."""
    asked = request.GET.get("lobby", "")
    if asked:
        return find(
            Lobby.objects.visible_to(request.viewer).select_related("node"),
            pk=int(asked) if is_whole(asked) else 0,
        )
    sat = [one for one in there if mine is not None and one.pk == mine.lobby_id]
    return next(iter(sat or there), None)


def _missed(lobby: Lobby, standing: Standing) -> list[Ticket]:
    """Whom nobody found when they were called: they may come back."""
    gone = Ticket.objects.filter(lobby=lobby, day=standing.day, state="missed").select_related("line")
    return list(gone.order_by("-ended_at")[:MOST_MISSED])


def _beside(request: DeskRequest, here: Ticket) -> dict[str, Any]:
    """Who it is, what is open for them, when they came before; of somebody unknown: whoever may be meant."""
    customer: Customer | None = here.customer
    seen(request, customer, about=here)
    if customer is not None:
        cases = Case.objects.visible_to(request.viewer).filter(customer=customer, is_open=True)
        return {
            "customer": customer,
            "cases": list(cases.order_by("-opened_at")[:MOST_CASES]),
            "alerts": list(alerts_of(customer, request.now)[:2]),
            "before": list(visits_of(customer, request.viewer).exclude(pk=here.pk)[:MOST_VISITS]),
            "may_open_case": request.viewer.may(OPEN_CASE, on=here),
        }
    asked = request.GET.get("who", "").replace("\x00", "").strip()[:60]
    return {
        "customer": None,
        "who_asked": asked,
        "people": customers_found(request, asked) if asked else [],
        "may_open_case": request.viewer.may(OPEN_CASE, on=here),
        "may_add": request.viewer.may(CHANGE_CUSTOMERS),
    }
