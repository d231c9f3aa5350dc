"""The calendar of deadlines: a week by day, mine or the team's, what is late first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from alongside.domain.cases.models import Deadline
from alongside.domain.cases.permissions import HANDLE_CASE, SEE_CASES, SUPERVISE
from alongside.domain.cases.queries.agenda import agenda_of
from alongside.faces.desk.case_links import cases_with
from alongside.faces.desk.nodes import NodeChoice, choose_node
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen

WEEK = timedelta(days=7)


@dataclass
class Day:
    """A column of the week."""

    on: date
    is_today: bool
    is_past: bool
    deadlines: list[Deadline] = field(default_factory=list)


@desk_page(SEE_CASES, HANDLE_CASE)
def deadlines(request: DeskRequest) -> HttpResponse:
    today = timezone.localdate(request.now)
    monday = _monday(request.GET.get("week", ""), today)
    may_team = request.viewer.may(SUPERVISE)
    nodes = choose_node(request, SUPERVISE) if may_team and request.GET.get("of") == "team" else None
    found = agenda_of(
        request.viewer,
        since=_midnight(monday),
        until=_midnight(monday + WEEK),
        now=request.now,
        owner_id=None if nodes else request.viewer.id,
        node=nodes.node if nodes else None,
    )
    seen(request, (one.case.customer_id for one in (*found.coming, *found.late)))
    context = {
        "nodes": nodes,
        "days": days_of(monday, found.coming, today=today),
        "agenda": found,
        "all_late": cases_with(node=nodes.node.pk, due="late", order="due")
        if nodes
        else cases_with(owner="me", due="late", order="due"),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "tabs": [("mine", _at(monday)), ("team", _at(monday, of="team"))] if may_team else [],
        "is_this_week": monday <= today < monday + WEEK,
        "previous": _at(monday - WEEK, nodes),
        "next": _at(monday + WEEK, nodes),
        "this_week": _at(today - timedelta(days=today.weekday()), nodes),
    }
    return show(request, "faces/desk/deadlines/deadlines.html", context, area="desk:deadlines")


def days_of(monday: date, coming: list[Deadline], *, today: date) -> list[Day]:
    """Seven days, each with what is due on it in the order of the hours."""
    by_day: dict[date, list[Deadline]] = defaultdict(list)
    for one in coming:
        by_day[timezone.localdate(one.due_at)].append(one)
    week = [monday + timedelta(days=number) for number in range(7)]
    return [Day(day, day == today, day < today, by_day[day]) for day in week]


def _monday(asked: str, today: date) -> date:
    """The Monday of the week in which the day asked for lies; of this week for anything else."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = today
    if not 1901 <= day.year <= 9000:
        day = today
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _at(monday: date, nodes: NodeChoice | None = None, of: str = "") -> str:
    asked = {"week": monday.isoformat()}
    if nodes:
        asked |= {"of": "team", "node": str(nodes.node.pk)}
    elif of:
        asked["of"] = of
    return f"{reverse('desk:deadlines')}?{urlencode(asked)}"
