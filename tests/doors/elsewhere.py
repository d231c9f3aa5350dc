"""What the doors are walked with of the platforms where staff are besides the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.cast import Cast

from alongside.domain.platforms.models import Card, GroupRobot, News


def platforms(cast: Cast, now: datetime) -> dict[str, Any]:
    """A card that told the agent of several notices, and the robot in the project's group."""
    news = News.objects.create(kind="card.several", facts={"n": 5}, at=now)
    card = Card.objects.create(news=news, staff=cast.agent.staff, platform="wecom", next_try_at=now)
    robot = GroupRobot.objects.create(
        node=cast.project,
        name="观澜庭应急群",
        platform="feishu",
        key="x" * 20,
        news=["major"],
        is_active=False,
    )
    return {"card": card, "robot": robot}
