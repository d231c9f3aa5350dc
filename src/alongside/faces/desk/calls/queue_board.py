"""The hotline as it stands and how the day went, refreshing itself (CHN-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from alongside.domain.conversations.permissions import SEE_QUEUES
from alongside.domain.conversations.queries.queues import (
    Figures,
    days_of,
    half_hours_of,
    hotline_now,
    queues_of,
    total_of,
)
from alongside.faces.desk.calls.calls import masked_number
from alongside.faces.desk.day_input import day_asked
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen

DAYS = 14


@dataclass(frozen=True)
class Slot:
    """A half hour, as a row of the table."""

    begins: str
    figures: Figures


@desk_page(SEE_QUEUES)
def queue_board(request: DeskRequest) -> HttpResponse:
    """`?day=2026-11-22&queue=repairs`. What changes by the minute is a part of its own, asked for again and again."""
    today = timezone.localdate(request.now)
    day = day_asked(request.GET.get("day", ""), today)
    queues = queues_of(request.viewer, day)
    queue = request.GET.get("queue", "").replace("\x00", "")[:60]
    standing = hotline_now(request.viewer, now=request.now, queue=queue)
    seen(request, (one.customer_id for one in standing.waiting))
    half_hours = half_hours_of(request.viewer, day, queue=queue)
    context = {
        "day": day,
        "today": today,
        "queue": queue,
        "queues": queues,
        "here": _at(day, queue),
        "previous": _at(day - timedelta(days=1), queue),
        "next": _at(day + timedelta(days=1), queue) if day < today else "",
        "standing": standing,
        "waiting": [(one, masked_number(one)) for one in standing.waiting],
        "total": total_of(request.viewer, day, queue=queue),
        "slots": [Slot(_hour(number), half_hours[number]) for number in sorted(half_hours, reverse=True)],
        "most": max((one.offered for one in half_hours.values()), default=0),
    }
    if request.htmx.target == "hotline":
        return show(request, "faces/desk/calls/queue_board.html#hotline", context)
    context["days"] = days_of(request.viewer, last=today, days=DAYS, now=request.now, queue=queue)
    return show(request, "faces/desk/calls/queue_board.html", context, area="desk:queue_board")


def _hour(number: int) -> str:
    return f"{number // 2:02}:{30 * (number % 2):02}"


def _at(day: date, queue: str) -> str:
    asked = {"day": day.isoformat()} | ({"queue": queue} if queue else {})
    return f"{reverse('desk:queue_board')}?{urlencode(asked)}"
