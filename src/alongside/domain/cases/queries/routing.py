"""Who could take a case, with what the routing weighs (CAS-6)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import HANDLE_CASE
from alongside.domain.cases.rules.routing import Candidate, skill_for
from alongside.domain.organisation.models import Appointment, StaffMember

AGENT_RANK = 1


def candidates_for(case: Case, *, now: datetime) -> list[Candidate]:
    """Staff who handle cases at the case's node; those who lead are asked only where no agent is. 2 queries."""
    path = case.node.ancestor_ids
    appointments = list(
        Appointment.objects.active(now)
        .filter(node_id__in=path, role__permissions__contains=[HANDLE_CASE.code], role__is_external=False)
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
    category = case.category.code if case.category else ""
    language = case.customer.language if case.customer else ""
    return [
        Candidate(
            staff_id=one.pk,
            levels_away=nearest[one.pk],
            skill=skill_for(category, one.skills),
            speaks=bool(language) and language in one.languages,
            open_cases=load.get(one.pk, 0),
            is_on_duty=one.presence == StaffMember.Presence.ON_DUTY,
        )
        for one in staff.values()
    ]
