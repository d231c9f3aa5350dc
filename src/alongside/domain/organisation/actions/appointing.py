"""Appointments grant roles, for a time, at a node and all below it (ORG-2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events, rules
from alongside.domain.organisation.models import Appointment, Department, Node, Role, StaffMember
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.local_text import pick
from alongside.kernel.refusals import NotAllowed, Refused


@transaction.atomic
def appoint(
    staff: StaffMember,
    *,
    role: Role,
    node: Node,
    by: Actor,
    now: datetime,
    position: str = "",
    department: Department | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    reason: str = "",
) -> Appointment:
    """Give a role at a node; with `until_at` it ends by itself. Nobody appoints themself (four eyes)."""
    by.require(MANAGE_STAFF, on=node)
    if by.kind == "staff" and by.id == staff.pk:
        raise NotAllowed(_("Nobody appoints themself."))
    staff = lock(staff)
    if not staff.is_active:
        raise Refused(_("This person has left."), field="staff")
    if not node.is_active:
        raise Refused(_("This node is closed."), field="node")
    if department is not None and department.node_id != node.pk:
        raise Refused(_("The department belongs to another node."), field="department")
    from_at = from_at or now
    rules.check_term(from_at=from_at, until_at=until_at, now=now)
    beside = staff.appointments.filter(Q(until_at__isnull=True) | Q(until_at__gt=from_at))
    if until_at is not None:
        beside = beside.filter(from_at__lt=until_at)
    if beside.filter(role=role, node=node, department=department).exists():
        raise Refused(_("This person holds that role there already."), field="role")
    rules.check_separation([role.permissions, *beside.values_list("role__permissions", flat=True)])
    appointment = Appointment.objects.create(
        staff=staff,
        role=role,
        node=node,
        position=position.strip() or pick(role.name, "zh-hans") or role.code,
        department=department,
        from_at=from_at,
        until_at=until_at,
        reason=reason.strip(),
    )
    # Asked behind the row that holds on to the role, so that nobody retires it in between.
    if Role.objects.filter(pk=role.pk, retired_at__isnull=False).exists():
        raise Refused(_("This role is retired."), field="role")
    facts = {"appointment": appointment.pk, "role": role.code, "node": node.pk}
    journal.record(events.STAFF_APPOINTED, about=staff, by=by, at=now, facts=facts, node_path=node.path)
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, by: Actor, now: datetime) -> None:
    """End it now; one that has not begun is taken back."""
    by.require(MANAGE_STAFF, on=appointment.node)
    appointment = (
        Appointment.objects.select_for_update().select_related("staff", "node", "role").get(pk=appointment.pk)
    )
    if appointment.until_at is not None and appointment.until_at <= now:
        raise Refused(_("This appointment has ended already."))
    facts = {"appointment": appointment.pk, "role": appointment.role.code, "node": appointment.node_id}
    if appointment.from_at >= now:
        appointment.delete()
    else:
        appointment.until_at = now
        appointment.save(update_fields=["until_at"])
    journal.record(
        events.APPOINTMENT_ENDED,
        about=appointment.staff,
        by=by,
        at=now,
        facts=facts,
        node_path=appointment.node.path,
    )
