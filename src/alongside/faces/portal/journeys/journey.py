"""My journey: where I am, what comes next and when, what to bring, what has been done (JRN-1)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from alongside.domain.bulletins.queries import latest_progress
from alongside.domain.journeys.actions.planning import promised_day
from alongside.domain.journeys.models import Journey
from alongside.domain.journeys.queries.story import facts_of, stages_of
from alongside.faces.portal.page import PortalRequest, find, portal_page, show
from alongside.faces.ui.steps import Step as WayStep

AHEAD, BEHIND = 4, 6


@portal_page
def journey(request: PortalRequest, pk: int) -> HttpResponse:
    mine = Journey.objects.visible_to(request.viewer).select_related(
        "unit__estate", "building", "keeper", "version_walked"
    )
    one = find(mine, pk=pk)
    stages = stages_of(one)
    steps: list[Any] = [step for stage in stages for step in stage.steps if step.tells]
    ahead = sorted((step for step in steps if step.state == "planned"), key=lambda step: step.due_at)
    behind = sorted(
        (step for step in steps if step.state == "done"), key=lambda step: step.closed_at, reverse=True
    )
    context = {
        "journey": one,
        "way": [WayStep(stage.name, stage.state) for stage in stages if not stage.texts.get("along")],
        "ahead": ahead[:AHEAD],
        "behind": behind[:BEHIND],
        "facts": facts_of(one),
        "progress": latest_progress([one.building_id] if one.building_id else [], request.viewer),
        "delivery_on": promised_day(one),
        "moves": list(one.building.delivery_moves.exclude(before_on=None).order_by("-pk")[:3])
        if one.building
        else [],
    }
    return show(request, "faces/portal/journeys/journey.html", context)
