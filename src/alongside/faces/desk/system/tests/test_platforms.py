"""The page of the platforms: how each stands, who is not reached, and the robots of one's own places (ORG-11, CHN-3)."""

from __future__ import annotations

import pytest
from django.test import Client

from alongside.domain.platforms.models import Card, GroupRobot, News, PlatformState
from alongside.faces.desk.tests.admins import an_admin
from alongside.faces.desk.tests.pages import signed_in

URL = "/desk/system/platforms/"
ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


@pytest.fixture
def admin(house):
    return signed_in(Client(), an_admin(house))


def test_a_platform_that_fails_and_whom_it_does_not_reach_are_seen_and_sent_again(admin, house, settings):
    settings.SIGN_IN_ELSEWHERE = {
        "wecom": {"corp_id": "ww1", "agent_id": "1", "secret": "s", "api": "", "login": ""}
    }
    PlatformState.objects.create(
        platform="wecom", failing_since=house.now, last_error="45009 api freq out of limit"
    )
    news = News.objects.create(kind="case.assigned", at=house.now)
    Card.objects.create(
        news=news,
        staff=house.agent,
        platform="wecom",
        state="parked",
        next_try_at=house.now,
        last_error="unreachable",
    )
    page = admin.get(URL).content.decode()
    assert "45009 api freq out of limit" in page and house.agent.name in page and "应用未对其开放" in page
    assert admin.post(f"{URL}wecom/retry/").url == URL
    assert Card.objects.get().state == "queued"


def test_a_robot_is_added_changed_and_its_address_never_shown(admin, house):
    given = {
        "node": house.group.pk,
        "platform": "wecom",
        "name": "集团应急群",
        "address": ADDRESS,
        "news": ["major"],
    }
    assert (
        admin.post("/desk/system/robots/add/", given | {"address": "https://x.example/?key=1"}).status_code
        == 422
    )
    assert admin.post("/desk/system/robots/add/", given).url == URL
    robot = GroupRobot.objects.get()
    here = f"/desk/system/robots/{robot.pk}/"
    assert "693a91f6" not in admin.get(here).content.decode() + admin.get(URL).content.decode()
    changed = {"name": "应急群", "news": ["major", "hot_issue"], "is_active": "on", "seen": robot.version}
    assert admin.post(here, changed).url == URL
    robot.refresh_from_db()
    assert (robot.name, robot.news, robot.key[:8]) == ("应急群", ["major", "hot_issue"], "693a91f6")
    assert admin.post(here, changed).status_code == 409


def test_an_agent_is_not_let_in(as_agent, house):
    assert as_agent.get(URL).status_code == 403
