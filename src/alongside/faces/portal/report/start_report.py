"""Report something, first page: at home, around the house, or about no place."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from alongside.domain.cases.actions.drafting import start_draft
from alongside.faces.portal.home.homes import chosen_home, homes_of
from alongside.faces.portal.page import PortalRequest, portal_page, see, show
from alongside.faces.portal.report.steps import START, how_far, next_url

PRESET = {"repair", "enquiry"}


@portal_page
def start_report(request: PortalRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in PRESET else ""
    homes = homes_of(request)
    chosen = chosen_home(request, homes)
    homes.sort(key=lambda one: one != chosen)
    estates = {one.unit.estate_id: one.unit.estate for one in homes}
    places: dict[str, dict[str, Any]] = {f"unit:{one.unit_id}": {"unit": one.unit} for one in homes}
    places |= {f"estate:{pk}": {"estate": estate} for pk, estate in estates.items()}
    places["none"] = {}
    wanted = request.POST.get("where", "")
    if request.method == "POST" and wanted in places:
        draft = start_draft(request.customer, kind=kind, by=request.viewer, now=request.now, **places[wanted])
        return see(request, next_url(request, draft, "start"))
    context = {
        "homes": homes,
        "estates": list(estates.values()),
        "kind": kind,
        "offers_none": kind != "repair" or not homes,
        **how_far(START, kind=kind),
    }
    return show(request, "faces/portal/report/start_report.html", context)
