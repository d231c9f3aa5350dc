"""The pack of the monthly case meeting: what the month brought, and what became of it (CAS-13)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.cases.actions.meeting import give_out_pack
from alongside.domain.cases.models import CaseMeeting, SpotCheck
from alongside.domain.cases.permissions import LEAD_CASE_MEETING, SEE_CASE_MEETINGS
from alongside.domain.cases.queries.meeting.meetings import decisions_of, first_working_moment, meeting_of
from alongside.domain.cases.queries.meeting.reading import Pack, pack_given_out, pack_now
from alongside.domain.work.permissions import ASK_DEPARTMENT
from alongside.faces.desk.case_links import may_list_cases
from alongside.faces.desk.meetings.comparing import rows_of, spreads_of, times_of, trend_of
from alongside.faces.desk.meetings.months import AskedMeeting, asked_meeting
from alongside.faces.desk.page import DeskRequest, desk_page, see, show
from alongside.faces.desk.tasks.tasks import TONES
from alongside.faces.ui.access import seen

AREA = "desk:case_meeting"
TEMPLATE = "faces/desk/meetings/meeting.html"


@desk_page(SEE_CASE_MEETINGS)
def case_meeting(request: DeskRequest) -> HttpResponse:
    asked = asked_meeting(request)
    meeting = meeting_of(asked.node, asked.month)
    given = pack_given_out(meeting, viewer=request.viewer) if meeting else None
    if asked.is_given and given:
        pack, beside = given, None
    else:
        pack = pack_now(asked.node, asked.month, viewer=request.viewer, now=request.now)
        beside = given
    seen(request, pack.customer_ids)
    is_linked = not pack.given_out_at and may_list_cases(request.viewer)
    with timezone.override(ZoneInfo(asked.node.zone)):
        context = {
            "asked": asked,
            "nodes": asked.nodes,
            "given": given,
            **pack_context(pack, beside, is_linked=is_linked),
            **_meeting_context(request, asked, meeting),
        }
        return show(request, TEMPLATE, context, area=AREA)


@require_POST
@desk_page(LEAD_CASE_MEETING)
def give_out_pack_page(request: DeskRequest) -> HttpResponse:
    """Keep the figures now; the papers and the mails follow within minutes."""
    asked = asked_meeting(request, LEAD_CASE_MEETING)
    give_out_pack(asked.node, month=asked.month, by=request.viewer, now=request.now)
    return see(request, asked.given, _("Given out. The paper is being made and sent."))


def pack_context(pack: Pack, given: Pack | None = None, *, is_linked: bool = False) -> dict[str, Any]:
    """What the page and the paper draw of a pack alike."""
    results = dict(SpotCheck.Result.choices)
    return {
        "pack": pack,
        "rows": rows_of(pack, given),
        "times": times_of(pack),
        "spreads": spreads_of(pack),
        "trend": trend_of(pack),
        "check_results": [
            (results[code], pack.check_results[code]) for code in results if pack.check_results.get(code)
        ],
        "to_call": pack.check_results.get("", 0),
        "is_linked": is_linked,
        "tones": TONES,
    }


def _meeting_context(
    request: DeskRequest, asked: AskedMeeting, meeting: CaseMeeting | None
) -> dict[str, Any]:
    """What was said and decided, and what this person may do now."""
    may_lead = request.viewer.may(LEAD_CASE_MEETING, on=asked.node)
    return {
        "meeting": meeting,
        "decided": [(one, TONES[one.state]) for one in decisions_of(meeting)],
        "may_lead": may_lead,
        "may_decide": may_lead and request.viewer.may(ASK_DEPARTMENT, on=asked.node),
        "may_give_out": may_lead and asked.is_over and not (meeting and meeting.given_out_at),
        "comes_at": None if asked.is_over else first_working_moment(asked.node, _after(asked)),
    }


def _after(asked: AskedMeeting) -> date:
    """A day of the month after."""
    return asked.month + timedelta(days=31)
