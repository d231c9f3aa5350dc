"""What work asks of the domains above it."""

from __future__ import annotations

from typing import Any, Protocol

from alongside.kernel.actor import Actor
from alongside.kernel.hooks import Hook


class Asked(Protocol):
    """What a task says of the thing that asked for it."""

    node_id: Any
    about_kind: Any
    about_id: Any


# Filled by the domain whose things tasks are about; one True is enough.
may_answer_task: Hook[[Asked, Actor], bool] = Hook("May this actor answer this task, besides its assignee?")
may_withdraw_task: Hook[[Asked, Actor], bool] = Hook("May this actor take this task back, besides who asked?")
