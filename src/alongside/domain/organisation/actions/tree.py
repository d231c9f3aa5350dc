"""The tree of nodes and the departments at them (ORG-1)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events, rules
from alongside.domain.organisation.models import Calendar, Department, Node, NodeMove, StaffMember
from alongside.domain.organisation.permissions import CHANGE_ORGANISATION
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

CHANGEABLE = frozenset({"name", "zone", "hotline", "calendar", "manager", "is_active"})


@transaction.atomic
def add_node(
    *,
    parent: Node | None,
    kind: str,
    name: str,
    code: str,
    by: Actor,
    now: datetime,
    zone: str = "",
    calendar: Calendar | None = None,
    manager: StaffMember | None = None,
) -> Node:
    """A new node below `parent`; without one, the root. Hours and zone are the parent's unless given.

    `code` begins every case number of the node, so it is never changed later.
    """
    by.require(CHANGE_ORGANISATION, on=parent)
    _hold_tree()
    if parent is None and Node.objects.exists():
        raise Refused(_("There is a group already; everything else hangs below it."), field="parent")
    parent = parent and Node.objects.get(pk=parent.pk)
    rules.check_place(kind, parent.kind if parent else None)
    code = code.strip().upper()
    if not re.fullmatch(r"[A-Z0-9]{1,8}", code):
        raise Refused(_("The code is one to eight letters and digits."), field="code")
    if Node.objects.filter(code=code).exists():
        raise Refused(_("Another node has this code."), field="code")
    node = Node(
        parent=parent,
        kind=kind,
        code=code,
        name=_named(name),
        zone=_checked_zone(zone or (parent.zone if parent else "Asia/Shanghai")),
        calendar=calendar,
        manager=manager,
    )
    node.save()
    node.path = f"{parent.path if parent else ''}{node.pk}/"
    node.save(update_fields=["path"])
    journal.record(
        events.NODE_ADDED,
        about=node,
        by=by,
        at=now,
        facts={"parent": parent and parent.pk},
        node_path=node.path,
    )
    return node


@transaction.atomic
def change_node(node: Node, *, by: Actor, now: datetime, seen: int | None = None, **changes: Any) -> Node:
    """Change name, zone, hotline, calendar, manager (who answers first, ORG-4) or is_active (closing a node)."""
    by.require(CHANGE_ORGANISATION, on=node)
    node = lock(node, seen=seen)
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"a node has no changeable {sorted(unknown)}")
    if "name" in changes:
        changes["name"] = _named(changes["name"])
    if "zone" in changes:
        changes["zone"] = _checked_zone(changes["zone"])
    manager = changes.get("manager")
    if manager is not None and not manager.is_active:
        raise Refused(_("This person has left."), field="manager")
    if changes.get("is_active") is False and node.children.filter(is_active=True).exists():
        raise Refused(_("Close the nodes below it first."), field="is_active")
    changed = [name for name, value in changes.items() if getattr(node, name) != value]
    if not changed:
        return node
    for name in changed:
        setattr(node, name, changes[name])
    node.version += 1
    node.save(update_fields=[*changed, "version"])
    journal.record(
        events.NODE_CHANGED, about=node, by=by, at=now, facts={"fields": sorted(changed)}, node_path=node.path
    )
    return node


@transaction.atomic
def move_node(node: Node, *, to: Node, by: Actor, now: datetime, seen: int | None = None) -> Node:
    """Hang a node and all below it under another parent; where it hung before is kept (ORG-1).

    One transaction: nobody sees half a tree, and two moves follow each other.
    """
    by.require(CHANGE_ORGANISATION, on=node)
    by.require(CHANGE_ORGANISATION, on=to)
    _hold_tree()
    node, to = lock(node, seen=seen), Node.objects.get(pk=to.pk)
    if node.parent_id is None:
        raise Refused(_("The group itself cannot be moved."), field="parent")
    if node.parent_id == to.pk:
        raise Refused(_("It hangs there already."), field="parent")
    subtree = Node.objects.within(node)
    longest = subtree.aggregate(longest=Max(Length("path")))["longest"]
    rules.check_move(path=node.path, to_path=to.path, longest_below=longest)
    rules.check_place(node.kind, to.kind)
    old_path, new_path = node.path, f"{to.path}{node.pk}/"
    # Every node below changes its place in the tree too, so each keeps where it was.
    NodeMove.objects.bulk_create(
        NodeMove(
            node=one,
            old_parent_id=one.parent_id,
            new_parent_id=to.pk if one.pk == node.pk else one.parent_id,
            old_path=one.path,
            new_path=new_path + one.path[len(old_path) :],
            at=now,
        )
        for one in subtree.order_by("path")
    )
    facts = {"old_parent": node.parent_id, "new_parent": to.pk}
    subtree.update(path=Concat(Value(new_path), Substr("path", len(old_path) + 1)))
    node.parent, node.path, node.version = to, new_path, node.version + 1
    node.save(update_fields=["parent", "version"])
    journal.record(events.NODE_MOVED, about=node, by=by, at=now, facts=facts, node_path=new_path)
    return node


@transaction.atomic
def add_department(node: Node, *, code: str, by: Actor, now: datetime, name: str = "") -> Department:
    """A department at a node; its `code` says what it does, `name` only how it is called there."""
    by.require(CHANGE_ORGANISATION, on=node)
    if code not in Department.Code.values:
        raise Refused(_("There is no such kind of department."), field="code")
    department, is_new = Department.objects.get_or_create(
        node=node, code=code, defaults={"name": name.strip()}
    )
    if not is_new:
        raise Refused(_("The node has this department already."), field="code")
    journal.record(
        events.DEPARTMENT_ADDED, about=department, by=by, at=now, facts={"code": code}, node_path=node.path
    )
    return department


def _hold_tree() -> None:
    """Acts that change paths follow each other: each holds the root until it commits."""
    Node.objects.select_for_update(no_key=True).filter(parent__isnull=True).first()


def _named(name: str) -> str:
    if not name.strip():
        raise Refused(_("A name is needed."), field="name")
    return name.strip()


def _checked_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise Refused(_("There is no such time zone."), field="zone")
    return zone
