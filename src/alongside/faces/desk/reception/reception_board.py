"""How the day goes at a walk-in desk: waiting now, the longest, mean and p90, by hour, by day (SAL-1). Equal to its rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from alongside.domain.reception.models import Lobby
from alongside.domain.reception.permissions import SEE_RECEPTION
from alongside.domain.reception.queries.figures import days_of, hours_of, longest_wait, tickets_seen, total_of
from alongside.domain.reception.queries.standing import Standing
from alongside.faces.desk.day_input import day_asked
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.desk.reception.acts import lobby_of
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole

DAYS, ROWS = 14, 60
AREA = "desk:reception_board"


@desk_page(SEE_RECEPTION)
def reception_board(request: DeskRequest) -> HttpResponse:
    """`?lobby=3&day=2026-11-23`. What changes by the minute is a part of its own, asked for again and again."""
    there = list(Lobby.objects.visible_to(request.viewer).filter(is_active=True).select_related("node"))
    asked = request.GET.get("lobby", "")
    if asked:
        lobby = lobby_of(request, int(asked) if is_whole(asked) else 0)
    elif there:
        lobby = there[0]
    else:
        return show(request, "faces/desk/reception/none.html", {}, area=AREA)
    today = lobby.day_at(request.now)
    day = day_asked(request.GET.get("day", ""), today)
    hours = hours_of(lobby, day)
    rows = list(tickets_seen(request.viewer, lobby, day)[: ROWS + 1])
    seen(request, (one.customer_id for one in rows[:ROWS]))

    def at(wanted: Any) -> str:
        return f"{reverse(AREA)}?{urlencode({'lobby': lobby.pk, 'day': wanted.isoformat()})}"

    context: dict[str, Any] = {
        "lobby": lobby,
        "lobbies": there,
        "day": day,
        "today": today,
        "here": at(day),
        "previous": at(day - timedelta(days=1)),
        "next": at(day + timedelta(days=1)) if day < today else "",
        "standing": Standing(lobby, now=request.now),
        "longest": longest_wait(lobby, request.now),
        "total": total_of(lobby, day),
        "hours": sorted(hours.items(), reverse=True),
        "most": max((one.drawn for one in hours.values()), default=0),
        "rows": rows[:ROWS],
        "is_more": len(rows) > ROWS,
    }
    if request.htmx.target == "lobby-now":
        return show(request, "faces/desk/reception/reception_board.html#now", context)
    context["days"] = days_of(lobby, last=today, days=DAYS)
    return show(request, "faces/desk/reception/reception_board.html", context, area=AREA)
