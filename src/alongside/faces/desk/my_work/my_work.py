"""My work: what waits for me, due first, with the time left; what waits for others a tab away."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.cases.queries.work import work_counts
from alongside.faces.desk.cases.list_pane import TABS, list_pane
from alongside.faces.desk.page import DeskRequest, desk_page, show


@desk_page()
def my_work(request: DeskRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "mine"
    counts = work_counts(request.viewer)
    context = list_pane(request, tab, counts=counts, after=request.GET.get("after", ""))
    if request.htmx.target == "list":  # something arrived: the list alone, with what arrived
        return show(request, "faces/desk/cases/list_pane.html", context)
    return show(
        request,
        "faces/desk/my_work/my_work.html",
        context | {"counts": counts, "may_open": request.viewer.may(OPEN_CASE)},
        area="desk:my_work",
    )
