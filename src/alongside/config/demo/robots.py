"""The platforms where the demo's staff are, and robots in their groups; switched off, for the demo reaches no platform."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.config.demo.company import Company
from alongside.domain.organisation.actions.outside import bind_identity
from alongside.domain.platforms.models import Card, GroupRobot, News, PlatformState
from alongside.kernel.actor import SYSTEM

# (whose, what it is called, platform, what it tells, hours since it spoke)
ROBOTS = (
    ("GLT", "观澜庭客服应急群", "dingtalk", ["major", "hot_issue", "escalated"], 9),
    ("HZ", "杭州公司值班群", "wecom", ["major", "trouble"], 52),
)


# By platform: minutes since a notice went there last, who is connected by user name, whom it did not reach.
PLATFORMS = (
    ("wecom", 12, ("lin", "chen", "gu", "he"), ("he",)),
    ("dingtalk", 60 * 26, ("shen",), ()),
)


def tell_platforms(company: Company, *, now: datetime) -> None:
    """Where notices went before the demo was cut off from the platforms: nothing leaves it."""
    for platform, minutes, connected, unreached in PLATFORMS:
        people = [one for name, one in company.staff.items() if name in connected]
        PlatformState.objects.create(platform=platform, sent_at=now - timedelta(minutes=minutes))
        for one in people:
            bind_identity(one, provider=platform, subject=f"demo/{one.username}", by=SYSTEM, now=now)
        news = News.objects.create(kind="case.assigned", label="", at=now - timedelta(minutes=minutes))
        for name in unreached:
            if name in company.staff:
                Card.objects.create(
                    news=news, staff=company.staff[name], platform=platform, state=Card.State.PARKED, next_try_at=now,
                    last_error="unreachable",
                )  # fmt: skip


def tell_robots(company: Company, *, now: datetime) -> None:
    for place, name, platform, news, hours in ROBOTS:
        GroupRobot.objects.create(
            node=company.nodes[place], name=name, platform=platform, news=news, key="demo", is_active=False,
            sent_at=now - timedelta(hours=hours),
        )  # fmt: skip
