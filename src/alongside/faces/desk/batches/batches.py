"""Open days and other appointments for many homes: what comes, what was (JRN-7)."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpResponse

from alongside.domain.appointments.models import BatchKind
from alongside.domain.appointments.permissions import PLAN_BATCHES, SEE_BATCHES
from alongside.domain.appointments.queries.figures import batches_seen, figures_of
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.asked import page_asked

AREA = "desk:batches"
MOST = 40
SCOPES = ("coming", "past", "all")


@desk_page(SEE_BATCHES)
def batches(request: DeskRequest) -> HttpResponse:
    scope = request.GET.get("when", "coming")
    kinds = list(BatchKind.objects.all())
    kind = next((one for one in kinds if one.code == request.GET.get("kind")), None)
    rows = batches_seen(request.viewer)
    if scope == "past":
        rows = rows.filter(ended_at__isnull=False)
    elif scope != "all":
        scope, rows = "coming", rows.filter(ended_at__isnull=True)
        rows = rows.order_by(F("first_at").asc(nulls_first=True), "pk")  # the next one on top
    if kind is not None:
        rows = rows.filter(kind=kind)
    page = page_asked(request)
    start = (min(page, 500) - 1) * MOST if page > 0 else 0
    found = list(rows[start : start + MOST + 1])
    figures = figures_of(found[:MOST])
    context = {
        "rows": [(one, figures[one.pk]) for one in found[:MOST]],
        "scope": scope,
        "kinds": kinds,
        "kind": kind,
        "older": f"?when={scope}&page={page + 1}" if len(found) > MOST else "",
        "first": f"?when={scope}" if start else "",
        "may_plan": request.viewer.may(PLAN_BATCHES),
    }
    return show(request, "faces/desk/batches/batches.html", context, area=AREA)
