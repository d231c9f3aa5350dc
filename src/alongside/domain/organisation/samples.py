"""Nodes, people and appointments for tests and the demo, made through the actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alongside.domain.organisation.actions import add_department, add_node, add_staff, appoint
from alongside.domain.organisation.actions.clearance import clearance_of, sign_undertaking, take_course
from alongside.domain.organisation.models import (
    Appointment,
    Calendar,
    Department,
    Node,
    Role,
    StaffActor,
    StaffMember,
)
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import SYSTEM
from alongside.kernel.permission import known_permissions

PASSWORD = "tongxing-2026-an"


def a_calendar(**but: Any) -> Calendar:
    """Office hours with a lunch break, Monday to Friday; the one of the packs if it is there."""
    given = {
        "code": "office",
        "name": {"zh-hans": "办公时间", "en": "Office hours"},
        "week": {str(day): [["09:00", "12:00"], ["13:30", "18:00"]] for day in range(5)},
        **but,
    }
    return Calendar.objects.get_or_create(code=given.pop("code"), defaults=given)[0]


def a_node(*, now: datetime, **but: Any) -> Node:
    """观澜庭, a project office below the group (which is made too if there is none)."""
    root = Node.objects.filter(parent__isnull=True).first()
    given: dict[str, Any] = {"kind": "project", "name": "观澜庭", "code": "GLT", "parent": root, **but}
    if given["parent"] is None and given["kind"] != "group":
        given["parent"] = a_group(now=now)
    return add_node(by=SYSTEM, now=now, **given)


def a_group(*, now: datetime, **but: Any) -> Node:
    """The root of the tree, with office hours."""
    given = {"kind": "group", "name": "同行集团", "code": "TX", "parent": None, **but}
    given.setdefault("calendar", a_calendar())
    return add_node(by=SYSTEM, now=now, **given)


def a_department(node: Node, *, now: datetime, **but: Any) -> Department:
    """The department of that code at the node, added if it is not there."""
    given = {"code": "service", **but}
    there = Department.objects.filter(node=node, code=given["code"]).first()
    return there or add_department(node, by=SYSTEM, now=now, **given)


def a_role(**but: Any) -> Role:
    """The role of that code, made if no pack brought it. One that is made here may everything."""
    given = {"code": "everything", "name": {"zh-hans": "全部", "en": "Everything"}, **but}
    given.setdefault("permissions", sorted(known_permissions()))
    return Role.objects.get_or_create(code=given.pop("code"), defaults=given)[0]


def a_staff_member(*, now: datetime, **but: Any) -> StaffMember:
    """林晓月, who may nothing until she is appointed."""
    number = StaffMember.objects.count() + 1
    given = {"username": f"staff{number}", "name": "林晓月", **but}
    return cleared(add_staff(by=SYSTEM, now=now, **given), now=now)


def cleared(staff: StaffMember, *, now: datetime) -> StaffMember:
    """They have signed the undertaking and passed the course, where the company asks for it (ORG-8)."""
    wanted = clearance_of(staff, now=now)
    oneself = StaffActor(staff, {})
    if wanted["is_required"] and wanted["undertaking"] and not wanted["signature"]:
        sign_undertaking(staff, version=wanted["undertaking"].version, name=staff.name, by=oneself, now=now)
    if wanted["is_required"] and wanted["course"] and not wanted["passed"]:
        right = {at: one["right"] for at, one in enumerate(wanted["course"].questions)}
        take_course(staff, version=wanted["course"].version, answers=right, by=oneself, now=now)
    return staff


def an_appointment(
    *,
    node: Node,
    now: datetime,
    staff: StaffMember | None = None,
    role: Role | str = "service_agent",
    **but: Any,
) -> Appointment:
    """Somebody with a role at a node; a role by its code must have come from the packs."""
    staff = staff or a_staff_member(now=now)
    role = Role.objects.get(code=role) if isinstance(role, str) else role
    return appoint(staff, role=role, node=node, by=SYSTEM, now=now, **but)


def an_actor(
    *, node: Node, now: datetime, role: Role | str | None = None, staff: StaffMember | None = None, **but: Any
):
    """A staff member with a role at a node, ready to act. Without a role they may everything there."""
    appointment = an_appointment(node=node, now=now, staff=staff, role=role or a_role(), **but)
    return actor_for(appointment.staff, now=now)
