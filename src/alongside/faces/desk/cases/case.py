"""The case page: the list it came from, its story, what can be done next, and what is beside it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import pgettext

from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import REPLY_TO_CUSTOMER
from alongside.domain.cases.queries.story import story_of
from alongside.domain.cases.states import LABELS, LONG_KINDS, PROGRESS
from alongside.domain.conversations.models import Channel
from alongside.domain.conversations.permissions import SEE_INBOX
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.faces.desk.cases.acts import open_acts, suffix_of, visible_case
from alongside.faces.desk.cases.case_context import beside
from alongside.faces.desk.cases.list_pane import list_pane
from alongside.faces.desk.cases.saying import SAYING
from alongside.faces.desk.cases.told import Line, lines_of
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui import times
from alongside.faces.ui.steps import AHEAD, DONE, NOW, Step

OF_THREADS = {Channel.EMAIL, Channel.WECHAT, Channel.SMS, Channel.CHAT, Channel.WEB, Channel.PHONE}
SHOWN = 60  # lines of the story at first; older ones on request


@desk_page()
def case_page(request: DeskRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    if request.htmx.target == "composer":
        return show(request, "faces/desk/cases/case.html#composer", {"case": case})
    story = story_of(case, request.viewer, before=request.GET.get("before", ""), limit=SHOWN, may_see=True)
    lines = list(lines_of(story.entries, now=request.now))
    if request.GET.get("before") and request.htmx:
        return show(
            request, "faces/desk/cases/case.html#lines", {"case": case, "lines": lines, "older": story.older}
        )
    is_pane = request.htmx.target == "main" and not request.htmx.history_restore_request
    row, menu = open_acts(case, request.viewer)
    context = {
        "base": "faces/desk/panes.html" if is_pane else "faces/ui/desk_base.html",
        "case": case,
        "steps": steps_of(case, now=request.now),
        "lines": lines,
        "older": story.older,
        "newest": story.newest,
        "last_day": last_day(lines),
        "row": row,
        "menu": [one for one in menu if one.code not in SAYING],
        "beside": beside(case, request),
        "may_promise": case.customer_id is not None and request.viewer.may(MAKE_PROMISE, on=case),
        "has_drafts": bool(settings.CHAT_ENDPOINT) and request.viewer.may(REPLY_TO_CUSTOMER, on=case),
        "category_path": category_path(case),
        "has_threads": request.viewer.may(SEE_INBOX)
        and any(one.channel in OF_THREADS for one in story.entries),
        "suffix": suffix_of(request),
    }
    if not is_pane:
        context |= list_pane(request, request.GET.get("list", ""), current=number)
    return show(
        request,
        "faces/desk/cases/case.html",
        context,
        area="desk:my_work" if context.get("tabs") else "desk:cases",
    )


def last_day(lines: list[Line]) -> str:
    """The day of the last line shown, under which news of the same day need no new mark."""
    return timezone.localtime(lines[-1].at).date().isoformat() if lines else ""


def category_path(case: Case) -> str:
    """From the general to the particular: 质量 / 防水."""
    if case.category is None:
        return ""
    parts = [case.category.parent, case.category]
    return " / ".join(str(one) for one in parts if one is not None)


def steps_of(case: Case, *, now: datetime) -> list[Step]:
    """The line of progress (CAS-3). Ended otherwise than by closing: what was done, and how it ended."""
    way = PROGRESS[case.kind in LONG_KINDS]
    labels = {"received": pgettext("step", "Received"), "acknowledged": pgettext("step", "Acknowledged"), "investigating": pgettext("step", "Investigation"),
              "proposed": pgettext("step", "Proposal"), "handling": pgettext("step", "Handling"), "resolved": pgettext("step", "Resolved"),
              "confirmed": pgettext("step", "Customer confirms"), "closed": pgettext("step", "Closed")}  # fmt: skip
    moments = {"received": case.opened_at, "acknowledged": case.acknowledged_at, "resolved": case.resolved_at,
               "closed": case.closed_at}  # fmt: skip
    if case.state in {"rejected", "withdrawn"}:
        return [
            Step(labels["received"], DONE, _hour(case.opened_at, now)),
            Step(str(LABELS[case.state]), NOW, ""),
        ]
    state = {"agreed": "proposed", "archived": "closed"}.get(case.state, case.state)
    if state not in way:  # a short way may still have been investigated or proposed
        state = "acknowledged"
    at = way.index(state)
    steps = []
    for index, code in enumerate(way):
        is_over = index < at or state == "closed"
        # Resolved is done by us; what stands now is the customer's word.
        if state == "resolved":
            is_over = index <= at
        where = DONE if is_over else NOW if index == at + (state == "resolved") else AHEAD
        moment = moments.get(code)
        steps.append(Step(labels[code], where, _hour(moment, now) if moment and is_over else ""))
    return steps


def _hour(moment: datetime, now: datetime) -> str:
    local, today = timezone.localtime(moment), timezone.localtime(now)
    return local.strftime("%H:%M") if local.date() == today.date() else times.day(local, today)
