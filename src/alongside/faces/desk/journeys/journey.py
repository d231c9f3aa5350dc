"""One journey: the way as a picture, what waits, what was done, and what the customer feels here (JRN-1, JRN-2)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse

from alongside.domain.journeys.models import Journey
from alongside.domain.journeys.permissions import SEE_JOURNEYS, WAIVE_STEP, WALK_JOURNEY
from alongside.domain.journeys.queries.story import NOW, facts_of, stages_of
from alongside.domain.promises.models import Promise
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.domain.promises.queries.reading import promises_of_customer
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.steps import Step as WayStep

AREA = "desk:journeys"
MOST_PROMISES = 8


def closed_at(step: Any) -> Any:
    """When a step that is closed was closed."""
    return step.closed_at


def journey_of(request: DeskRequest, pk: int) -> Journey:
    """The journey, if the viewer may see it; whose it is goes into the access log."""
    shown = Journey.objects.visible_to(request.viewer).select_related(
        "customer", "unit__estate", "building", "node", "keeper", "version_walked__template"
    )
    journey = find(shown, pk=pk)
    seen(request, journey.customer, about=journey)
    return journey


@desk_page(SEE_JOURNEYS)
def journey_page(request: DeskRequest, pk: int) -> HttpResponse:
    journey = journey_of(request, pk)
    stages = stages_of(journey)
    way = [WayStep(one.name, one.state) for one in stages if not one.texts.get("along")]
    waiting = sorted(
        (step for stage in stages for step in stage.steps if step.state == "planned"),
        key=lambda one: one.due_at,
    )
    done = sorted(
        (step for stage in stages for step in stage.steps if step.closed_at),
        key=closed_at,
        reverse=True,
    )
    here = next((one for one in stages if one.state == NOW and not one.texts.get("along")), None)
    context = {
        "journey": journey,
        "way": way,
        "stage": here,
        "waiting": waiting,
        "done": done,
        "facts": facts_of(journey),
        "promises": _promises(journey, request),
        "may_promise": request.viewer.may(MAKE_PROMISE, on=journey),
        "may_walk": journey.state == "walking" and request.viewer.may(WALK_JOURNEY, on=journey),
        "may_waive": request.viewer.may(WAIVE_STEP, on=journey),
    }
    return show(request, "faces/desk/journeys/journey.html", context, area=AREA)


def _promises(journey: Journey, request: DeskRequest) -> list[Promise]:
    """What was promised to them about this home, or before there was one."""
    theirs = promises_of_customer(journey.customer_id, request.viewer)
    return list(theirs.filter(Q(unit=journey.unit_id) | Q(unit=None))[:MOST_PROMISES])
