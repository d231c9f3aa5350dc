"""Steps that were left out, with the reason, for who supervises (JRN-5)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.journeys.models import Step
from alongside.domain.journeys.permissions import WAIVE_STEP
from alongside.faces.desk.nodes import choose_node
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole

MOST = 50


@desk_page(WAIVE_STEP)
def waived_steps(request: DeskRequest) -> HttpResponse:
    """The latest first, of a place and all below it."""
    nodes = choose_node(request, WAIVE_STEP)
    there = request.viewer.limit(Step.objects.visible_to(request.viewer), WAIVE_STEP)
    steps = there.filter(state="waived", node__path__startswith=nodes.node.path)
    before = request.GET.get("before", "")
    if is_whole(before):
        steps = steps.filter(pk__lt=before)
    rows = list(
        steps.select_related(
            "journey__customer", "journey__unit__estate", "journey__version_walked", "closed_by", "node"
        ).order_by("-pk")[: MOST + 1]
    )
    shown = rows[:MOST]
    seen(request, [one.journey.customer_id for one in shown])
    context = {
        "nodes": nodes,
        "steps": shown,
        "older": f"?node={nodes.node.pk}&before={shown[-1].pk}" if len(rows) > MOST else "",
    }
    return show(request, "faces/desk/journeys/waived.html", context, area="desk:journeys")
