"""Who could take a case or answer a conversation, with what the routing weighs (CAS-6)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import HANDLE_CASE, SEE_CASES
from alongside.domain.cases.rules.routing import Candidate, skill_for
from alongside.domain.conversations.models import Thread
from alongside.domain.organisation.models import Appointment, Node, StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.kernel.permission import Permission

AGENT_RANK = 1


def candidates_for(case: Case, *, now: datetime) -> list[Candidate]:
    """Staff who handle cases at the case's node."""
    category = case.category.code if case.category else ""
    language = case.customer.language if case.customer else ""
    return candidates_at(case.node, HANDLE_CASE, category=category, language=language, now=now)


def readers_of(case: Case, *, now: datetime) -> QuerySet[StaffMember]:
    """Who reads cases there, and who takes part in this one from elsewhere."""
    there = staff_holding(SEE_CASES, node=case.node, now=now).values("pk")
    taking_part = case.participants.values("staff")
    return StaffMember.objects.filter(Q(pk__in=there) | Q(pk__in=taking_part), is_active=True)


def candidates_at(
    node: Node, permission: Permission, *, category: str, language: str, now: datetime
) -> list[Candidate]:
    """Staff who may do it there, for a case as for a conversation of the inbox; those who lead are asked only where no
    agent is. What they have to do is both: open cases, and conversations that wait for them. 3 queries."""
    path = node.ancestor_ids
    appointments = list(
        Appointment.objects.active(now)
        .filter(node_id__in=path, role__permissions__contains=[permission.code], role__is_external=False)
        .select_related("staff", "role")
    )
    agents = [one for one in appointments if one.role.escalation_rank == AGENT_RANK]
    nearest: dict[int, int] = {}
    staff: dict[int, StaffMember] = {}
    for appointment in agents or appointments:
        away = len(path) - 1 - path.index(appointment.node_id)
        nearest[appointment.staff_id] = min(away, nearest.get(appointment.staff_id, away))
        staff[appointment.staff_id] = appointment.staff
    load = dict(
        Case.objects.filter(owner_id__in=sorted(staff), is_open=True)
        .order_by()
        .values_list("owner_id")
        .annotate(Count("id"))
    )
    waiting = dict(
        Thread.objects.filter(assigned_to_id__in=sorted(staff), waits_since__isnull=False)
        .order_by()
        .values_list("assigned_to_id")
        .annotate(Count("pk"))
    )
    return [
        Candidate(
            staff_id=one.pk,
            levels_away=nearest[one.pk],
            skill=skill_for(category, one.skills),
            speaks=bool(language) and language in one.languages,
            open_cases=load.get(one.pk, 0) + waiting.get(one.pk, 0),
            is_on_duty=one.presence == StaffMember.Presence.ON_DUTY,
        )
        for one in staff.values()
    ]
