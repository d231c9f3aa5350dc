"""Conformance as a workbook and on paper (JRN-8)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.domain.cases.permissions import SEE_FIGURES
from alongside.domain.journeys.queries.conformance import (
    FATES,
    STANDINGS,
    Conformance,
    conformance,
)
from alongside.faces.desk.journeys.asked_period import AskedPeriod, asked_period
from alongside.faces.desk.journeys.conformance_rows import step_rows, told
from alongside.faces.desk.page import DeskRequest, desk_page
from alongside.faces.ui.papers import as_pdf, pdf_of
from alongside.kernel.tables import write_xlsx

NONE_OF_STEPS = (None,) * len(FATES)  # the columns of what became of steps, in lines about journeys
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk_page(SEE_FIGURES)
def conformance_xlsx(request: DeskRequest) -> HttpResponse:
    asked = asked_period(request)
    found = conformance(asked.period)
    file = BytesIO()
    header = [
        _("Figure"),
        _("Slice"),
        _("Due or journeys"),
        *(str(one) for one in FATES.values()),
        _("Share kept"),
        _("Satisfaction"),
    ]
    write_xlsx(
        file, header, _lines(asked, found), sheet=asked.node.code, widths=(20, 32, 12, 12, 12, 12, 12, 12, 12)
    )
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(asked)}.xlsx"'
    return response


def _lines(asked: AskedPeriod, found: Conformance) -> Iterator[tuple[Any, ...]]:
    """A line for each stage, step and place, then for each way."""
    for row in step_rows(asked, found):
        kind = _("Stage") if row.is_stage else _("Step")
        yield kind, row.label, row.total.count, *(one.count for one in row.cells), _percent(row.share), None
    for node in found.places:
        name = next(one.name for one in asked.below if one.pk == node.node_id)
        yield _("Place"), name, node.journeys, *NONE_OF_STEPS, _percent(node.kept_share), node.all_marks.mean
    for standing, label in STANDINGS.items():
        count, marks = found.total.counts[standing], found.total.marks[standing]
        yield _("Journeys"), str(label), count, *NONE_OF_STEPS, None, marks.mean
    for one in found.variants:
        words = " → ".join(f"{asked.name_of(part)} ({FATES[fate]})" for part, fate in one.path)
        share = one.journeys / found.total.journeys
        yield _("Way"), words, one.journeys, *NONE_OF_STEPS, _percent(share), one.marks.mean


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


@desk_page(SEE_FIGURES)
def conformance_pdf(request: DeskRequest) -> HttpResponse:
    asked = asked_period(request)
    context = {
        **told(asked, conformance(asked.period)),
        "house_name": asked.node.name,
        "printed_at": request.now,
    }
    with timezone.override(ZoneInfo(asked.node.zone)):
        return as_pdf(
            pdf_of("faces/desk/journeys/conformance_report.html", context), f"{_file_name(asked)}.pdf"
        )


def _file_name(asked: AskedPeriod) -> str:
    return f"journeys-{asked.node.code}-{asked.since}-{asked.until}"
