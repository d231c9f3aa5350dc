"""Conformance: which journeys kept to the standard, where they strayed, and what that cost in satisfaction (JRN-8)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.cases.permissions import SEE_FIGURES
from alongside.domain.journeys.models import Journey
from alongside.domain.journeys.queries.conformance import (
    FATES,
    STANDINGS,
    Narrowed,
    conformance,
    journeys_judged,
)
from alongside.faces.desk.journeys.asked_period import asked_period
from alongside.faces.desk.journeys.conformance_rows import told
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole

AREA = "desk:conformance"
MOST = 50


@desk_page(SEE_FIGURES)
def conformance_page(request: DeskRequest) -> HttpResponse:
    asked = asked_period(request)
    context = told(asked, conformance(asked.period))
    return show(request, "faces/desk/journeys/conformance.html", context, area=AREA)


@desk_page(SEE_FIGURES)
def conformance_journeys(request: DeskRequest) -> HttpResponse:
    """The journeys behind a figure, with the steps that made it."""
    asked = asked_period(request)
    given = {name: request.GET.get(name, "")[:2000] for name in ("fate", "code", "standing", "variant")}
    place = next((one for one in asked.below if str(one.pk) == request.GET.get("place")), None)
    narrowed = Narrowed(**given, node_id=place.pk if place else None)
    before = request.GET.get("before", "")
    start = int(before) if is_whole(before) else 2**62
    found = journeys_judged(asked.period, narrowed, before=start, most=MOST + 1)
    shown = found.rows[:MOST]
    journeys = {
        one.pk: one
        for one in Journey.objects.visible_to(request.viewer)
        .filter(pk__in=[pk for pk, _steps in shown])
        .select_related("customer", "unit__estate", "node", "keeper")
    }
    seen(request, [one.customer_id for one in journeys.values()])
    words = [FATES.get(given["fate"]), STANDINGS.get(given["standing"]), asked.name_of(given["code"])]
    context = {
        "asked": asked,
        "found": found,
        "stage_name": asked.name_of(asked.stage) if asked.stage else "",
        "rows": [
            (journeys[pk], [(asked.name_of(code), due, closed, fate, FATES[fate]) for code, due, closed, fate in steps])
            for pk, steps in shown
            if pk in journeys
        ],
        "words": [str(one) for one in [*words, place.name if place else ""] if one],
        "older": asked.rows_at(**{k: v for k, v in given.items() if v}, place=place.pk if place else "", before=shown[-1][0])
        if len(found.rows) > MOST
        else "",
    }  # fmt: skip
    return show(request, "faces/desk/journeys/conformance_journeys.html", context, area=AREA)
