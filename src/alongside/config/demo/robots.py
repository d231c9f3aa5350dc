"""Robots in the groups of the demo's staff; switched off, for the demo reaches no platform."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.config.demo.company import Company
from alongside.domain.platforms.models import GroupRobot

# (whose, what it is called, platform, what it tells, hours since it spoke)
ROBOTS = (
    ("GLT", "观澜庭客服应急群", "dingtalk", ["major", "hot_issue", "escalated"], 9),
    ("HZ", "杭州公司值班群", "wecom", ["major", "trouble"], 52),
)


def tell_robots(company: Company, *, now: datetime) -> None:
    for place, name, platform, news, hours in ROBOTS:
        GroupRobot.objects.create(
            node=company.nodes[place], name=name, platform=platform, news=news, key="demo", is_active=False,
            sent_at=now - timedelta(hours=hours),
        )  # fmt: skip
