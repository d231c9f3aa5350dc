"""The chair's words about a month, and the decisions of the meeting: each a task of a department (CAS-13)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.actions.meeting import WORDS_CHARACTERS, decide_at_meeting, write_meeting
from alongside.domain.cases.permissions import LEAD_CASE_MEETING
from alongside.domain.cases.queries.meeting.meetings import meeting_of
from alongside.domain.organisation.models import Department
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.meetings.meeting import AREA
from alongside.faces.desk.meetings.months import asked_meeting
from alongside.faces.desk.page import DeskRequest, desk_page
from alongside.faces.desk.tasks.ask_department import AskForm, DepartmentChoice, departments_near

DECIDED_FOR = timedelta(days=14)


class WriteForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What the chair says of the month"),
        max_length=WORDS_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    held_on = forms.DateField(label=gettext_lazy("Meeting held on"), required=False, widget=DayInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


@desk_page(LEAD_CASE_MEETING)
def write_meeting_page(request: DeskRequest) -> HttpResponse:
    asked = asked_meeting(request, LEAD_CASE_MEETING)
    meeting = meeting_of(asked.node, asked.month)
    initial = {"words": meeting.words, "held_on": meeting.held_on, "seen": meeting.version} if meeting else {}
    form = WriteForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> str:
        write_meeting(asked.node, month=asked.month, **data, by=request.viewer, now=request.now)
        return f"{asked.now}#meeting"

    return form_page(
        request, form, act, title=_("Words of the meeting"), back=asked.now, said=_("Kept."), area=AREA,
        crumb=_("Case meeting %(month)s") % {"month": asked.text},
        lead=_("They stand beside the pack, for everybody who may read it. Customers are named by their case, not by name."),
    )  # fmt: skip


@desk_page(LEAD_CASE_MEETING)
def decide_page(request: DeskRequest) -> HttpResponse:
    asked = asked_meeting(request, LEAD_CASE_MEETING)
    zone = ZoneInfo(asked.node.zone)
    due = (request.now + DECIDED_FOR).astimezone(zone).replace(hour=18, minute=0, second=0, microsecond=0)
    with timezone.override(zone):
        form = AskForm(request.POST or None, initial={"due_at": due})
        form.fields["title"].label = _("What was decided")
        form.fields["department"] = DepartmentChoice(
            departments_near(asked.node), label=_("Who carries it out"), empty_label=_("Choose a department")
        )

        def act(data: dict[str, Any]) -> str:
            department: Department = data.pop("department")
            decide_at_meeting(
                asked.node,
                month=asked.month,
                department=department,
                **data,
                by=request.viewer,
                now=request.now,
            )
            return f"{asked.now}#meeting"

        return form_page(
            request, form, act, title=_("Decision of the meeting"), back=asked.now, area=AREA,
            crumb=_("Case meeting %(month)s") % {"month": asked.text}, said=_("Decided, and asked of the department."),
            submit=_("Add a decision"),
            lead=_("The department accepts it or gives it back with a reason; the next pack says what became of it."),
        )  # fmt: skip
