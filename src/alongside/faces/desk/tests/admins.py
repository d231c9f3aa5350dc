"""Administrators of the little company: over all of it, and of the other project only."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from alongside.domain.organisation.models import Appointment, Node, Role, StaffMember
from alongside.faces.desk.tests.house import House
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.permission import known_permissions


def an_admin(house: House, node: Node | None = None, *permissions: str) -> StaffMember:
    """Somebody with these permissions (all, when none is named) at a node, else over everything."""
    number = StaffMember.objects.count()
    role = Role.objects.create(
        code=f"admin{number}",
        name={"zh-hans": "管理员"},
        permissions=list(permissions) or sorted(known_permissions()),
    )
    staff = StaffMember.objects.create(username=f"admin{number}", name=f"高安{number}", created_at=house.now)
    Appointment.objects.create(
        staff=staff,
        role=role,
        node=node or house.group,
        position="管理员",
        from_at=house.now - timedelta(days=9),
    )
    return staff


def as_admin(client: Client, house: House, node: Node | None = None, *permissions: str) -> Client:
    return signed_in(client, an_admin(house, node, *permissions))
