"""My journey: where I am, what comes next and when, what to bring, what was promised and booked, what is behind (JRN-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateformat import format as date_format

from alongside.domain.appointments.queries.figures import ahead_of_them
from alongside.domain.bulletins.queries import latest_progress
from alongside.domain.journeys.actions.planning import promised_day
from alongside.domain.journeys.models import Journey, Step
from alongside.domain.journeys.queries.story import FactSeen, begun_at, facts_of, stages_of
from alongside.domain.promises.queries.reading import owed_to
from alongside.faces.portal.page import PortalRequest, find, portal_page, show
from alongside.faces.ui.steps import Step as WayStep

AHEAD, BEHIND, PROMISES, APPOINTMENTS = 4, 12, 3, 2


@portal_page
def journey(request: PortalRequest, pk: int) -> HttpResponse:
    mine = Journey.objects.visible_to(request.viewer).select_related(
        "unit__estate", "building", "keeper", "version_walked"
    )
    one = find(mine, pk=pk)
    stages, facts = stages_of(one), facts_of(one)
    began = begun_at(stages, facts)
    told = [step for stage in stages for step in stage.steps if step.tells]
    ahead = sorted((step for step in told if step.state == "planned"), key=lambda step: step.due_at)
    is_over = any(fact.fact.event == "handed_over" for fact in facts)
    about = Q(unit=one.unit_id) | Q(unit=None)
    context = {
        "journey": one,
        "way": [
            WayStep(stage.name, stage.state, day(began.get(stage.code)))
            for stage in stages
            if not stage.texts.get("along")
        ],
        "ahead": ahead[:AHEAD],
        "behind": behind(told, facts)[:BEHIND],
        "promises": owed_to(request.viewer).filter(about)[:PROMISES],
        "appointments": ahead_of_them(request.viewer, now=request.now).filter(about)[:APPOINTMENTS],
        "progress": latest_progress([one.building_id] if one.building_id else [], request.viewer),
        "delivery_on": None if is_over else promised_day(one),
        "moves": list(one.building.delivery_moves.exclude(before_on=None).order_by("-pk")[:3])
        if one.building
        else [],
    }
    return show(request, "faces/portal/journeys/journey.html", context)


@dataclass
class Passed:
    """A line of the way behind: what it was, when it was last, and how often."""

    words: str
    at: datetime
    times: int = 1


def behind(told: list[Step], facts: list[FactSeen]) -> list[Passed]:
    """What happened and what was done, the latest first; what was done again and again is one line."""
    done = [(step.closed_at, step.tells) for step in told if step.state == "done" and step.closed_at]
    lines: dict[str, Passed] = {}
    for at, words in sorted([*done, *((fact.at, fact.label) for fact in facts)], reverse=True):
        if words in lines:
            lines[words].times += 1
        else:
            lines[words] = Passed(words, at)
    return list(lines.values())


def day(at: datetime | None) -> str:
    """That day as a list has it; nothing where it is not known."""
    return date_format(timezone.localtime(at), "Y-m-d") if at else ""
