"""A legal matter: before whom, its days, what is claimed, what is put forward, what it cost (CAS-17)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format

from alongside.domain.cases.models import Case, LegalMatter
from alongside.domain.cases.permissions import ENTER_LOSS, HANDLE_LEGAL_MATTERS, SEE_LEGAL_MATTERS
from alongside.domain.cases.queries.legal import claimed, cost_lines, costs_of
from alongside.domain.cases.states import LEGAL_STATES
from alongside.faces.desk.legal.matters import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.steps import Step, steps_up_to
from alongside.kernel.stored_files import files_about

WAY = ("prepared", "filed", "heard", "judged", "carried_out")
MAIN = {"prepared": "file_matter", "filed": "hear_matter", "heard": "judge_matter", "judged": "carry_out_matter",
        "settled": "carry_out_matter"}  # fmt: skip


def matter_of(request: DeskRequest, number: str) -> LegalMatter:
    """The matter that the viewer sees, else 404; noted in the access log."""
    matters = LegalMatter.objects.visible_to(request.viewer).select_related("node", "in_charge", "opened_by")
    matter = find(matters, number=number)
    seen(request, matter.cases.values_list("customer", flat=True), about=matter)
    return matter


def address_of(matter: LegalMatter) -> str:
    return reverse("desk:legal_matter", args=[matter.number])


@desk_page(SEE_LEGAL_MATTERS)
def matter_page(request: DeskRequest, number: str) -> HttpResponse:
    matter = matter_of(request, number)
    may = request.viewer.may(HANDLE_LEGAL_MATTERS, on=matter)
    claims = list(matter.claims.all())
    theirs, ours = claimed(claims)
    papers = list(matter.papers.select_related("added_by"))
    visible = Case.objects.visible_to(request.viewer).filter(legal_ties__matter=matter)
    context = {
        "matter": matter,
        "way": _way(matter),
        "moves": _moves(matter) if may else [],
        "may": may,
        "may_go_on": may and not matter.is_ended,
        "may_enter": may and not matter.is_ended and request.viewer.may(ENTER_LOSS, on=matter),
        "days": list(matter.dates.order_by("done_at", "at")),
        "claims": claims,
        "theirs": theirs,
        "ours": ours,
        "papers": [(one, list(files_about(one)) if one.file_count else []) for one in papers],
        "cases": list(visible.select_related("customer").order_by("id")),
        "lines": cost_lines(matter),
        "cost": costs_of([matter])[matter.pk],
    }
    return show(request, "faces/desk/legal/matter.html", context, area=AREA)


def _moves(matter: LegalMatter) -> list[tuple[str, Any, bool]]:
    """(address, label, whether it is the usual next one)."""
    return [
        (
            reverse("desk:move_matter", args=[matter.number, one.name]),
            one.label,
            one.name == MAIN.get(matter.state),
        )
        for one in LEGAL_STATES.open_to(matter.state)
    ]


def _way(matter: LegalMatter) -> list[Step]:
    """Where it stands; a settlement or a withdrawal stands in the place of the judgment."""
    labels = LEGAL_STATES.labels
    aside = matter.outcome in {"settled", "withdrawn"}
    third = labels[str(matter.outcome)] if aside else labels["judged"]
    days = (None, matter.filed_on, matter.heard_on, matter.decided_on, matter.ended_on)
    named = [labels["prepared"], labels["filed"], labels["heard"], third, labels["carried_out"]]
    at = {"settled": 3, "withdrawn": 4}.get(matter.state) or WAY.index(matter.state)
    if matter.state == "withdrawn":
        named = named[:4]
    times = {place: date_format(day, "Y-m-d") for place, day in enumerate(days[: len(named)]) if day}
    return steps_up_to(at + (matter.state == "carried_out"), [str(one) for one in named], times)
