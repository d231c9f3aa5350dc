"""The complaint daily on paper: to print, as PDF, and in the mail of the morning (CAS-12)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone, translation

from alongside.domain.cases.hooks import Paper, daily_as_paper
from alongside.domain.cases.permissions import SEE_DAILY
from alongside.domain.cases.queries.daily import Daily, daily_of
from alongside.domain.organisation.models import Node
from alongside.faces.desk.daily.days import asked_day, customers_in, daily_at
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import PRINT, seen
from alongside.faces.ui.papers import as_pdf, pdf_of
from alongside.kernel.actor import SYSTEM

TEMPLATE = "faces/desk/daily/paper.html"


@desk_page(SEE_DAILY)
def daily_paper(request: DeskRequest) -> HttpResponse:
    day = asked_day(request)
    found = daily_of(day.node, day.on, request.viewer)
    seen(request, customers_in(found), act=PRINT)
    with timezone.override(ZoneInfo(day.node.zone)):
        return show(request, TEMPLATE, {**_context(found, request.now, request.user.name), "day": day})


@desk_page(SEE_DAILY)
def daily_pdf(request: DeskRequest) -> HttpResponse:
    day = asked_day(request)
    found = daily_of(day.node, day.on, request.viewer)
    seen(request, customers_in(found), act=PRINT)
    with timezone.override(ZoneInfo(day.node.zone)):
        return as_pdf(pdf_of(TEMPLATE, _context(found, request.now, request.user.name)), _file_name(found))


@daily_as_paper.fill
def paper_for_mail(node_id: int, on: date, language: str) -> Paper:
    """What the mail of the morning carries, in the reader's language and the node's hours."""
    node = Node.objects.get(pk=node_id)
    found = daily_of(node, on, SYSTEM)
    with translation.override(language), timezone.override(ZoneInfo(node.zone)):
        pdf = pdf_of(TEMPLATE, _context(found, found.made_at))
        url = settings.PUBLIC_URL.rstrip("/") + daily_at(node, on)
        return Paper(pdf=pdf, file_name=_file_name(found), url=url)


def _context(found: Daily, printed_at: datetime | None, printed_by: str = "") -> dict[str, Any]:
    """`printed_by` stands on the paper: what was taken out says by whom (INF-2)."""
    return {"daily": found, "house_name": found.node.name, "printed_at": printed_at, "printed_by": printed_by}


def _file_name(found: Daily) -> str:
    return f"complaint-daily-{found.node.code}-{found.on.isoformat()}.pdf"
