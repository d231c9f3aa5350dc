"""Why this person: what the routing weighed, one reason a column (CAS-6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from alongside.domain.organisation.models import StaffMember
from alongside.faces.desk.cases.acts import case_url, visible_case
from alongside.faces.desk.page import DeskRequest, desk_page, show


@dataclass(frozen=True, slots=True)
class Weighed:
    """One candidate with the points that spoke for and against them."""

    name: str
    total: int
    distance: int
    skill: int
    language: int
    load: int
    open_cases: int
    on_duty: bool
    is_chosen: bool


@desk_page()
def why_assigned(request: DeskRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    context = {
        "case": case,
        "because": case.assigned_because,
        "weighed": weighed_of(case.assigned_because),
        "back": case_url(number),
    }
    template = "faces/desk/cases/why_assigned.html" + ("#sheet" if request.htmx else "")
    return show(request, template, context, area="desk:cases")


def weighed_of(because: dict[str, Any]) -> list[Weighed]:
    """The candidates that an explanation names, best first. One query."""
    candidates = because.get("candidates", [])
    names = dict(
        StaffMember.objects.filter(pk__in=[one["staff"] for one in candidates]).values_list("pk", "name")
    )
    return [
        Weighed(
            name=names.get(one["staff"], "—"),
            total=one["total"],
            open_cases=one["open_cases"],
            on_duty=one["on_duty"],
            is_chosen=one["staff"] == because.get("chosen"),
            **one["points"],
        )
        for one in candidates
    ]
