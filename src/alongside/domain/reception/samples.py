"""Walk-in desks for tests and the demo, made through the actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alongside.domain.organisation.models import Node
from alongside.domain.reception.actions.drawing import draw_ticket
from alongside.domain.reception.actions.lobbies import keep_line, keep_window, set_up_lobby
from alongside.domain.reception.models import Lobby, Ticket
from alongside.kernel.actor import SYSTEM, Actor

LINES = (
    ({"zh-hans": "看房咨询", "en": "Looking for a home"}, "home-search"),
    ({"zh-hans": "业主服务", "en": "I live here"}, "home-heart"),
    ({"zh-hans": "合同与手续", "en": "Contracts and papers"}, "file-text"),
)


def a_lobby(
    node: Node,
    *,
    now: datetime,
    by: Actor = SYSTEM,
    name: str = "观澜庭客户服务中心",
    windows: int = 2,
    **but: Any,
) -> Lobby:
    """Three things people come for, A, B and C; windows at which nobody sits yet."""
    lobby = set_up_lobby(node, name=name, by=by, now=now, **but)
    for words, icon in LINES:
        keep_line(lobby, name=words, icon=icon, by=by, now=now)
    for number in range(1, windows + 1):
        keep_window(lobby, name=f"{number} 号窗口", by=by, now=now)
    return lobby


def a_ticket(lobby: Lobby, *, now: datetime, by: Actor = SYSTEM, letter: str = "B", **but: Any) -> Ticket:
    """A number given at the desk."""
    return draw_ticket(lobby, line=lobby.lines.get(letter=letter), by=by, now=now, **but)
