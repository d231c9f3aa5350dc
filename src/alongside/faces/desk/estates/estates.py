"""The estates that one sees, with how much is open in each."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse

from alongside.domain.cases.models import Case
from alongside.domain.estates.permissions import CHANGE_ESTATES, SEE_ESTATES
from alongside.domain.estates.queries import estates_of, find_units
from alongside.faces.desk.page import DeskRequest, desk_page, show

MOST = 200


@desk_page(SEE_ESTATES)
def estates(request: DeskRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:80]
    found = list(estates_of(request.viewer).select_related("node")[:MOST])
    cases = Case.objects.visible_to(request.viewer).filter(is_open=True, estate__in=[one.pk for one in found])
    counts = {
        row["estate_id"]: row
        for row in cases.order_by()
        .values("estate_id")
        .annotate(open=Count("id"), late=Count("id", filter=Q(next_due_at__lt=request.now)))
    }
    context = {
        "asked": asked,
        "units": find_units(asked, request.viewer) if asked else [],
        "rows": [(one, counts.get(one.pk, {"open": 0, "late": 0})) for one in found],
        "may_add": request.viewer.may(CHANGE_ESTATES),
    }
    return show(request, "faces/desk/estates/estates.html", context, area="desk:estates")
