"""The pack of a case meeting on paper: made now, or kept as it was given out (CAS-13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from alongside.domain.cases.hooks import Paper, pack_as_paper
from alongside.domain.cases.models import CaseMeeting
from alongside.domain.cases.permissions import SEE_CASE_MEETINGS
from alongside.domain.cases.queries.meeting.meetings import decisions_of, kept_paper, meeting_of
from alongside.domain.cases.queries.meeting.reading import Pack, pack_given_out, pack_now
from alongside.faces.desk.files.file import served
from alongside.faces.desk.meetings.meeting import pack_context
from alongside.faces.desk.meetings.months import asked_meeting, meeting_at
from alongside.faces.desk.page import DeskRequest, desk_page
from alongside.faces.ui.access import PRINT, seen
from alongside.faces.ui.papers import as_pdf, pdf_of
from alongside.kernel.actor import SYSTEM
from alongside.kernel.stored_files import open_file

TEMPLATE = "faces/desk/meetings/paper.html"


@desk_page(SEE_CASE_MEETINGS)
def case_meeting_pdf(request: DeskRequest) -> HttpResponseBase:
    """As given out, the very paper that was sent, if it is there in the reader's language; else made of its figures."""
    asked = asked_meeting(request)
    meeting = meeting_of(asked.node, asked.month)
    given = pack_given_out(meeting, viewer=request.viewer) if meeting and asked.is_given else None
    pack = given or pack_now(asked.node, asked.month, viewer=request.viewer, now=request.now)
    seen(request, pack.customer_ids, act=PRINT)
    name = _file_name(pack, translation.get_language())
    if given and meeting and (kept := kept_paper(meeting, name)):
        return served(kept, open_file(kept), kept.content_type)
    with timezone.override(ZoneInfo(asked.node.zone)):
        return as_pdf(pdf_of(TEMPLATE, _context(pack, meeting, request.now, request.user.name)), name)


@pack_as_paper.fill
def paper_for_mail(meeting_id: int, language: str) -> Paper | None:
    """What the mail carries and the meeting keeps, in the reader's language and the node's hours."""
    meeting = CaseMeeting.objects.select_related("node").get(pk=meeting_id)
    pack = pack_given_out(meeting, viewer=SYSTEM)
    if pack is None:
        return None
    with translation.override(language), timezone.override(ZoneInfo(meeting.node.zone)):
        pdf = pdf_of(TEMPLATE, _context(pack, meeting, pack.at))
        url = settings.PUBLIC_URL.rstrip("/") + meeting_at(meeting.node, meeting.month)
        return Paper(pdf=pdf, file_name=_file_name(pack, language), url=url)


def _context(
    pack: Pack, meeting: CaseMeeting | None, printed_at: datetime, printed_by: str = ""
) -> dict[str, Any]:
    """`printed_by` stands on the paper: what was taken out says by whom (INF-2)."""
    return {
        **pack_context(pack),
        "house_name": pack.node.name,
        "meeting": meeting,
        "decided": decisions_of(meeting),
        "trend_pairs": [(f"{month:%Y-%m}", count) for month, count in pack.trend],
        "printed_at": printed_at,
        "printed_by": printed_by,
    }


def _file_name(pack: Pack, language: str | None) -> str:
    return f"case-meeting-{pack.node.code}-{pack.month:%Y-%m}.{language}.pdf"
