"""The month as a workbook and as a paper with letterhead."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.domain.cases.permissions import SEE_FIGURES
from alongside.domain.cases.queries.figures import Figures, month_figures
from alongside.faces.desk.figures.months import AskedMonth, asked_month
from alongside.faces.desk.figures.tables import tables_of
from alongside.faces.desk.page import DeskRequest, desk_page
from alongside.faces.ui.papers import as_pdf, pdf_of
from alongside.kernel.tables import write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk_page(SEE_FIGURES)
def figures_xlsx(request: DeskRequest) -> HttpResponse:
    asked, found = _asked(request)
    file = BytesIO()
    header = [_("Figure"), _("Slice"), _("Cases"), _("Value"), _("Unit of measure")]
    write_xlsx(
        file, header, rows_of(found), sheet=f"{asked.node.code} {asked.text}", widths=(24, 32, 12, 14, 10)
    )
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(asked)}.xlsx"'
    return response


@desk_page(SEE_FIGURES)
def figures_pdf(request: DeskRequest) -> HttpResponse:
    asked, found = _asked(request)
    context = {
        "asked": asked,
        "figures": found,
        "tables": tables_of(found),
        "house_name": asked.node.name,
        "printed_at": request.now,
    }
    with timezone.override(ZoneInfo(asked.node.zone)):
        return as_pdf(pdf_of("faces/desk/figures/report.html", context), f"{_file_name(asked)}.pdf")


def rows_of(found: Figures) -> Iterator[tuple[Any, ...]]:
    """A line for each figure: cases as numbers, times in hours, shares in per cent, amounts in yuan."""
    yield _("All"), "", found.total.count, None, ""
    for table in tables_of(found):
        for one in table.lines:
            yield table.title, str(one.label), one.count, None, ""
    for one in found.milestones:
        label = str(one.label)
        yield _("Reached so far"), label, one.reached.count, None, ""
        yield _("Median"), label, None, _hours(one.median), _("hours")
        yield _("90 of 100 within"), label, None, _hours(one.p90), _("hours")
        share = None if one.on_time_share is None else round(one.on_time_share * 100, 1)
        yield _("On time"), label, one.on_time.count, share, "%"
        yield _("Late"), label, one.late.count, None, ""
    yield _("Reopened"), "", found.reopened.count, None, ""
    yield _("Transferred"), "", found.transferred.count, None, ""
    yield _("Repeat callers"), "", found.repeat.count, found.repeat_customers, _("customers")
    yield _("Satisfaction"), _("Mean"), found.satisfaction.rated.count, found.satisfaction.mean, ""
    for title, lines in (
        (_("Losses by kind"), found.losses.by_kind),
        (_("Losses by cause"), found.losses.by_cause),
        (_("Losses by branch"), found.losses.by_branch),
        (_("Losses"), [found.losses.total]),
    ):
        for one in lines:
            yield title, str(one.label), one.cases, one.amount, _("yuan")


def _asked(request: DeskRequest) -> tuple[AskedMonth, Figures]:
    asked = asked_month(request)
    return asked, month_figures(asked.node, asked.month, asked.kind, viewer=request.viewer, now=request.now)


def _hours(length: Any) -> float | None:
    return None if length is None else round(length.total_seconds() / 3600, 2)


def _file_name(asked: AskedMonth) -> str:
    return "-".join(filter(None, ("figures", asked.node.code, asked.text, asked.kind)))
