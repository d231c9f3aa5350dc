"""The board: journeys of a place by stage, the most pressing first (JRN-1)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.journeys.permissions import SEE_JOURNEYS, WAIVE_STEP
from alongside.domain.journeys.queries.board import Asked, board, templates_walked
from alongside.domain.organisation.models import Node
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen

MOST_PLACES = 200


@desk_page(SEE_JOURNEYS)
def journeys(request: DeskRequest) -> HttpResponse:
    templates = templates_walked(request.viewer)
    chosen = next((one for one in templates if one.code == request.GET.get("journey")), None)
    template = chosen or (templates[0] if templates else None)
    places = list(
        Node.objects.visible_to(request.viewer, SEE_JOURNEYS)
        .filter(is_active=True)
        .order_by("path")[:MOST_PLACES]
    )
    place = next((one for one in places if str(one.pk) == request.GET.get("node")), None)
    asked = Asked(
        node_ids=[one.pk for one in places if one.path.startswith(place.path)] if place else (),
        keeper_id=request.user.pk if request.GET.get("mine") else None,
        only_late=bool(request.GET.get("late")),
    )
    columns = board(template, asked, request.viewer, now=request.now) if template else []
    seen(request, [one.customer_id for column in columns for one in column.journeys])
    context = {
        "template": template,
        "templates": templates,
        "places": places,
        "place": place,
        "columns": columns,
        "total": sum(one.count for one in columns),
        "late": sum(one.late for one in columns),
        "mine": bool(request.GET.get("mine")),
        "only_late": asked.only_late,
        "may_waive": request.viewer.may(WAIVE_STEP),
    }
    return show(request, "faces/desk/journeys/journeys.html", context, area="desk:journeys")
