"""Robots in groups: what is urgent at a place is said there once, together, signed, never too fast (CHN-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.cases.events import DEADLINE_WARNED, MAJOR_DECLARED
from alongside.domain.cases.samples import a_case
from alongside.domain.platforms.actions.robots import add_robot, change_robot, speak, try_robot
from alongside.domain.platforms.models import GroupRobot, RobotLine
from alongside.domain.work.models import Notice
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.journal import reactions_to
from alongside.kernel.refusals import NotAllowed, Refused

ADDRESSES = {
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=robot-token",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/hook-token",
}
SECRETS = {"wecom": "", "dingtalk": "SECabc", "feishu": "feishu-group"}
SECOND = timedelta(seconds=1)


@pytest.fixture
def now():
    return timezone.now()  # the platforms look at the time in the signature


@pytest.fixture
def robot_on(settings, cast, now, request):
    def robot_on(code, **but):
        there = request.getfixturevalue(code)
        settings.PLATFORM_ADDRESSES = {code: there.url}
        given = {
            "node": cast.city, "platform": code, "name": "杭州客服群", "address": ADDRESSES[code],
            "secret": SECRETS[code], "news": ["major"], "by": cast.system_admin, "now": now,
        }  # fmt: skip
        return there, add_robot(**given | but)

    return robot_on


def declared(cast, now, **but):
    """A fact, and what follows it, twice, for it may have to."""
    case = a_case(node=but.pop("node", cast.project), now=now, title="周敏家渗水")
    entry = journal.record(but.pop("event", MAJOR_DECLARED), about=case, by=SYSTEM, at=now)
    for _time in range(2):
        for name, reaction in reactions_to(entry.kind).items():
            if "platforms" in name:
                reaction(entry)
    return case


@pytest.mark.parametrize("code", ["wecom", "dingtalk", "feishu"])
def test_a_group_hears_of_a_major_complaint_at_its_place_once_and_signed(code, robot_on, cast, now):
    there, robot = robot_on(code)
    case = declared(cast, now)
    assert speak(robot.pk, now=now) == 1
    assert speak(robot.pk, now=now + 9 * SECOND) == 0
    [said] = there.sent()
    assert "列为重大投诉" in said["words"] or "重大" in said["words"]
    assert case.number in said["words"] and f"/desk/cases/{case.number}/" in said["words"]
    assert "周敏" not in said["words"]


def test_it_says_together_what_came_meanwhile_and_keeps_its_pace(robot_on, cast, now):
    """Twenty a minute are allowed; at fifteen it stays below."""
    there, robot = robot_on("wecom")
    declared(cast, now)
    assert speak(robot.pk, now=now) == 1
    for _number in range(20):
        declared(cast, now)
    assert speak(robot.pk, now=now + SECOND) == 0
    assert speak(robot.pk, now=now + 4 * SECOND) == 15
    assert speak(robot.pk, now=now + 8 * SECOND) == 5
    assert len(there.sent()) == 3


def test_what_is_elsewhere_or_not_chosen_is_not_said(robot_on, cast, now):
    _there, robot = robot_on("wecom", node=cast.project)
    declared(cast, now, node=cast.other_project)
    entry = journal.record(DEADLINE_WARNED, about=a_case(node=cast.project, now=now), by=SYSTEM, at=now)
    assert not any("platforms" in name for name in reactions_to(entry.kind))
    change_robot(
        robot,
        name="群",
        news=["hot_issue"],
        is_active=True,
        by=cast.system_admin,
        now=now,
        seen=robot.version,
    )
    declared(cast, now)
    assert not RobotLine.objects.exists()


def test_a_group_that_has_enough_or_is_away_loses_nothing(robot_on, cast, now):
    there, robot = robot_on("feishu")
    declared(cast, now)
    there.say(fails=[11232, "down"])
    assert speak(robot.pk, now=now) == 0
    assert speak(robot.pk, now=now + 20 * SECOND) == 0
    assert speak(robot.pk, now=now + 25 * SECOND) == 0
    assert speak(robot.pk, now=now + 61 * SECOND) == 1
    assert len(there.sent()) == 1


def test_one_whose_address_is_no_more_is_told_to_who_keeps_the_system(robot_on, cast, now):
    _there, robot = robot_on("dingtalk", secret="wrong")
    declared(cast, now)
    for number in range(5):
        speak(robot.pk, now=now + timedelta(minutes=11 * number))
    robot.refresh_from_db()
    assert robot.last_error.startswith("310000")
    assert Notice.objects.filter(kind="robot.failing", staff=cast.system_admin.staff).count() == 1
    with pytest.raises(Refused, match="310000"):
        try_robot(robot, by=cast.system_admin, now=now)


def test_only_an_address_of_the_platform_is_taken_and_only_from_who_may(robot_on, cast, now):
    """Nothing else on the net can be called by it."""
    for address in (
        "https://internal.example/robot/send?x=1",
        "http://169.254.169.254/latest",
        ADDRESSES["feishu"],
    ):
        with pytest.raises(Refused):
            robot_on("wecom", address=address)
    with pytest.raises(Refused):
        robot_on("wecom", news=[])
    with pytest.raises(NotAllowed):
        robot_on("wecom", by=cast.agent)
    assert not GroupRobot.objects.exists()


def test_a_new_robot_is_tried_at_once(robot_on, cast, now):
    there, robot = robot_on("dingtalk")
    try_robot(robot, by=cast.system_admin, now=now)
    assert there.sent()[0]["title"] == "杭州客服群"
    kept = GroupRobot.objects.get()
    assert (kept.key, kept.secret) == ("robot-token", "SECabc")
