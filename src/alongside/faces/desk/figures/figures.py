"""Figures of a month: each says what it counts and how fresh it is, and opens into its cases (CAS-14, INS-2)."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse

from alongside.domain.cases.permissions import SEE_FIGURES
from alongside.domain.cases.queries.figures import month_figures
from alongside.faces.desk.case_links import may_list_cases
from alongside.faces.desk.figures.months import asked_month
from alongside.faces.desk.figures.tables import tables_of
from alongside.faces.desk.page import DeskRequest, desk_page, show


@desk_page(SEE_FIGURES)
def figures(request: DeskRequest) -> HttpResponse:
    asked = asked_month(request)
    found = month_figures(asked.node, asked.month, asked.kind, viewer=request.viewer, now=request.now)
    is_linked = may_list_cases(request.viewer)
    tables = [replace(one, is_linked=is_linked) for one in tables_of(found)]
    context = {"asked": asked, "nodes": asked.nodes, "figures": found, "tables": tables}
    return show(request, "faces/desk/figures/figures.html", context, area="desk:figures")
