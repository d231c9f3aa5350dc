"""Legal matters: those with the nearest hearing or deadline first (CAS-17)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models import LegalCase
from alongside.domain.cases.permissions import SEE_LEGAL_MATTERS
from alongside.domain.cases.queries.legal import costs_of, matters_listed
from alongside.domain.cases.states import LEGAL_STATES
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import page_asked

AREA = "desk:legal_matters"
PAGE = 50
STATES = [("open", _("Running")), ("ended", _("At their end")), *LEGAL_STATES.choices]


@desk_page(SEE_LEGAL_MATTERS)
def matters(request: DeskRequest) -> HttpResponse:
    """`?state=open&page=2`"""
    known = [code for code, _label in STATES]
    state = request.GET.get("state", "open")
    state = state if state in known else "open"
    page = page_asked(request)
    start = max(page - 1, 0) * PAGE
    rows = list(matters_listed(request.viewer, state=state)[start : start + PAGE + 1])
    costs = costs_of(rows[:PAGE])
    seen(request, LegalCase.objects.filter(matter__in=rows[:PAGE]).values_list("case__customer", flat=True))
    context = {
        "rows": [(one, costs[one.pk]) for one in rows[:PAGE]],
        "states": STATES,
        "state": state,
        "older": f"?state={state}&page={page + 1}" if len(rows) > PAGE else "",
        "newer": f"?state={state}&page={page - 1}" if page > 1 else "",
    }
    return show(request, "faces/desk/legal/matters.html", context, area=AREA)
