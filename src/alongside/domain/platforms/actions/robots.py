"""Robots: kept by whoever keeps the system of the node, told facts, and what they say to their groups (CHN-3)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models import Case
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.platforms import events
from alongside.domain.platforms.models import GroupRobot, PlatformName, RobotLine
from alongside.domain.platforms.rules import group, notices, wording
from alongside.domain.platforms.rules.timing import TOLD_AFTER, wait_after_failures
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.events import event_of
from alongside.kernel.group_robots import Line, fitting, key_in, send_to_group
from alongside.kernel.jobs import defer
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Refused
from alongside.kernel.staff_platform import PlatformError

JOB, QUEUE = "alongside.domain.platforms.jobs.speak", "platforms"
LINKS = {"case": "/desk/cases/{number}/", "hotissue": "/desk/hot-issues/{id}/"}
ELSE = "/desk/system/"
LANGUAGE = "zh-hans"  # a group has no language of its own

log = logging.getLogger(__name__)


@transaction.atomic
def add_robot(
    *,
    node: Node,
    platform: str,
    name: str,
    address: str,
    news: Sequence[str],
    by: Actor,
    now: datetime,
    secret: str = "",
) -> GroupRobot:
    """`address`: what the platform shows for the robot; only the key in it is kept, encrypted."""
    by.require(MANAGE_SYSTEM, on=node)
    if platform not in PlatformName.values:
        raise Refused(_("This choice does not exist."), field="platform")
    robot = GroupRobot(node=node, platform=platform, key=_key(platform, address), secret=secret.strip())
    robot.name, robot.news = _named(name), _chosen(news)
    robot.save()
    journal.record(events.ROBOT_ADDED, about=robot, by=by, at=now, facts={"news": robot.news})
    return robot


@transaction.atomic
def change_robot(
    robot: GroupRobot,
    *,
    name: str,
    news: Sequence[str],
    is_active: bool,
    by: Actor,
    now: datetime,
    seen: int,
    address: str = "",
    secret: str = "",
) -> GroupRobot:
    """An address or a secret that is given empty stays what it was."""
    by.require(MANAGE_SYSTEM, on=robot)
    fresh = lock(robot, seen=seen)
    fresh.name, fresh.news, fresh.is_active = _named(name), _chosen(news), is_active
    if address.strip():
        fresh.key = _key(fresh.platform, address)
    fresh.secret = secret.strip() or fresh.secret
    fresh.tries, fresh.paused_until, fresh.failing_since, fresh.last_error = 0, None, None, ""
    fresh.version += 1
    fresh.save()
    journal.record(
        events.ROBOT_CHANGED, about=fresh, by=by, at=now, facts={"news": fresh.news, "active": is_active}
    )
    return fresh


def try_robot(robot: GroupRobot, *, by: Actor, now: datetime) -> None:
    """Say something in the group now. Raises Refused with what the platform said."""
    by.require(MANAGE_SYSTEM, on=robot)
    if not robot.is_active:
        raise Refused(_("This robot is switched off."))
    with translation.override(LANGUAGE):
        line = Line(str(_("The robot of Alongside speaks here")), robot.name, _site() + ELSE)
    try:
        _send(robot, [line], now=now)
    except PlatformError as error:
        raise Refused(_("The platform says: %(what)s") % {"what": error}) from error


@transaction.atomic
def tell_groups(entry: JournalEntry) -> int:
    """A line for each robot of the place or above that tells such facts; once, however often called."""
    node = Node.objects.filter(pk=entry.node_id).first()
    robots = GroupRobot.objects.filter(is_active=True, news__contains=[group.news_of(entry.kind)])
    robots = robots.filter(node__in=node.ancestor_ids) if node else robots.filter(node__parent=None)
    lines = [
        RobotLine(
            robot=robot, entry_id=entry.pk, kind=entry.kind, about_kind=entry.about_kind, about_id=entry.about_id,
            facts=entry.facts, node_name=node.name if node else "", at=entry.at,
        )
        for robot in robots
    ]  # fmt: skip
    RobotLine.objects.bulk_create(lines, ignore_conflicts=True)
    for line in lines:
        defer(JOB, queue=QUEUE, robot_id=line.robot_id)
    return len(lines)


@transaction.atomic
def speak(robot_id: int, *, now: datetime) -> int:
    """Say what waits, all of it together as far as one message holds; how many lines. Never faster than the robot may."""
    robot = (
        GroupRobot.objects.select_for_update(skip_locked=True, of=("self",))
        .exclude(paused_until__gt=now)
        .filter(pk=robot_id, is_active=True)
        .first()
    )
    if robot is None:
        return 0
    RobotLine.objects.filter(robot=robot, said_at=None, at__lt=now - group.OLD).delete()
    waiting = list(RobotLine.objects.filter(robot=robot, said_at=None).order_by("pk")[: group.AT_ONCE + 1])
    if not waiting:
        return 0
    if robot.sent_at is not None and now < robot.sent_at + group.BETWEEN:
        enqueue_robot(robot.pk, at=robot.sent_at + group.BETWEEN)
        return 0
    lines = _worded(waiting[: group.AT_ONCE])
    lines = lines[: fitting(lines, robot.name)]
    try:
        _send(robot, lines, now=now)
    except PlatformError as error:
        _failed(robot, error, now=now)
        return 0
    RobotLine.objects.filter(pk__in=[one.pk for one in waiting[: len(lines)]]).update(said_at=now)
    robot.sent_at, robot.tries, robot.paused_until, robot.failing_since, robot.last_error = (
        now,
        0,
        None,
        None,
        "",
    )
    robot.save()
    if len(lines) < len(waiting):
        enqueue_robot(robot.pk, at=now + group.BETWEEN)
    return len(lines)


def enqueue_robot(robot_id: int, *, at: datetime | None = None) -> bool:
    return defer(JOB, queue=QUEUE, at=at, queueing_lock=f"robot:{robot_id}", robot_id=robot_id)


def sweep_robots(*, now: datetime) -> int:
    """Give a job to every robot that has something to say and no job; how many."""
    lines = RobotLine.objects.filter(robot=OuterRef("pk"), said_at=None)
    waiting = GroupRobot.objects.filter(Exists(lines), is_active=True).exclude(paused_until__gt=now)
    return sum(enqueue_robot(pk) for pk in waiting.values_list("pk", flat=True))


def forget_lines(*, now: datetime, kept: timedelta) -> int:
    return RobotLine.objects.filter(at__lt=now - kept).delete()[0]


def _failed(robot: GroupRobot, error: PlatformError, *, now: datetime) -> None:
    log.warning("robot %s could not speak: %s", robot.pk, error)
    robot.tries += 1
    robot.last_error = str(error)
    robot.failing_since = robot.failing_since or now
    robot.paused_until = now + (
        timedelta(seconds=error.wait) if error.wait else wait_after_failures(robot.tries)
    )
    robot.save()
    enqueue_robot(robot.pk, at=robot.paused_until)
    if robot.tries == TOLD_AFTER:
        notify_many(
            notice_for(
                staff, notices.ROBOT_FAILING.kind, about=robot, is_urgent=True, now=now,
                once_key=f"robot:{robot.pk}:{robot.failing_since:%y%m%d%H%M%S}",
            )
            for staff in staff_holding(MANAGE_SYSTEM, node=robot.node, now=now)
        )  # fmt: skip
        journal.record(events.ROBOT_FAILING, about=robot, by=SYSTEM, at=now)


def _send(robot: GroupRobot, lines: Sequence[Line], *, now: datetime) -> None:
    send_to_group(
        robot.platform,
        base=settings.PLATFORM_ADDRESSES[robot.platform],
        key=robot.key,
        secret=robot.secret,
        title=robot.name,
        lines=lines,
        now=now,
    )


def _worded(rows: Sequence[RobotLine]) -> list[Line]:
    """As the desk says it, without anything of a person (INF-1)."""
    ids = [one.about_id for one in rows if one.about_kind == "case"]
    numbers = dict(Case.objects.filter(pk__in=ids).values_list("pk", "number"))
    found = []
    with translation.override(LANGUAGE):
        for one in rows:
            number = numbers.get(one.about_id, "") if one.about_kind == "case" else ""
            words = wording.words_of(case_number=number, label="", at=timezone.localtime(one.at))
            event = event_of(one.kind)
            link = LINKS.get(one.about_kind, ELSE).format(number=number, id=one.about_id)
            found.append(
                Line(
                    event.name if event else one.kind,
                    f"{one.node_name} · {words}".replace("\n", " · ").removeprefix(" · "),
                    _site() + link,
                )
            )
    return found


def _site() -> str:
    return settings.PUBLIC_URL.rstrip("/")


def _key(platform: str, address: str) -> str:
    found = key_in(platform, address)
    if found is None:
        raise Refused(_("This is not the address of a robot on this platform."), field="address")
    return found


def _named(name: str) -> str:
    if not name.strip():
        raise Refused(_("A name is needed."), field="name")
    return name.strip()


def _chosen(news: Sequence[str]) -> list[str]:
    chosen = [code for code in group.NEWS if code in set(news)]
    if not chosen or len(chosen) != len(set(news)):
        raise Refused(_("Choose what it tells."), field="news")
    return chosen
