"""The board of what departments ask of each other: what we were asked, and what we asked of others (ORG-10)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.work.models import Task
from alongside.domain.work.permissions import ASK_DEPARTMENT
from alongside.domain.work.queries import tasks_asked, tasks_received
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.desk.tasks.subjects import about_tasks
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import page_asked

PAGE = 50
AREA = "desk:tasks"
TONES = {"asked": "now", "accepted": "now", "returned": "soon", "done": "good", "withdrawn": "plain"}
# What each side looks at: what is still to be answered or finished, what came back, what has ended.
STATES = {"open": ("asked", "accepted"), "returned": ("returned",), "ended": ("done", "withdrawn")}


@desk_page()
def tasks(request: DeskRequest) -> HttpResponse:
    """`?side=asked&state=returned&page=2`"""
    side = "asked" if request.GET.get("side") == "asked" else "received"
    state = request.GET.get("state", "")
    state = state if state in STATES else "open"
    found = _found(request, side).filter(state__in=STATES[state])
    page = _page(request)
    rows = list(found[(page - 1) * PAGE : page * PAGE + 1])
    shown = rows[:PAGE]
    about = about_tasks(shown, request)
    seen(request, [one.customer_id for one in about.values()])
    context: dict[str, Any] = {
        "rows": [(one, about.get((one.about_kind, one.about_id or 0)), TONES[one.state]) for one in shown],
        "side": side,
        "sides": [
            (_address("received", "open"), _("Asked of us"), side == "received"),
            (_address("asked", "open"), _("Asked of others"), side == "asked"),
        ],
        "states": [
            (_address(side, code), words, code == state)
            for code, words in (("open", _("Open")), ("returned", _("Returned")), ("ended", _("Ended")))
        ],
        "newer": _address(side, state, page - 1) if page > 1 else "",
        "older": _address(side, state, page + 1) if len(rows) > PAGE else "",
        "may_ask": request.viewer.may(ASK_DEPARTMENT),
    }
    return show(request, "faces/desk/tasks/tasks.html", context, area=AREA)


def _found(request: DeskRequest, side: str) -> QuerySet[Task]:
    of = tasks_asked if side == "asked" else tasks_received
    return of(request.viewer, now=request.now)


def _page(request: DeskRequest) -> int:
    return page_asked(request)


def _address(side: str, state: str, page: int = 1) -> str:
    return f"{reverse('desk:tasks')}?side={side}&state={state}" + (f"&page={page}" if page > 1 else "")
