"""One node: its manager, hours, departments and people, what hangs below it, and where it hung before (ORG-1)."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpResponse

from alongside.domain.organisation.models import Appointment, Department, Node, NodeMove
from alongside.domain.organisation.permissions import CHANGE_ORGANISATION, SEE_ORGANISATION
from alongside.domain.organisation.queries import calendar_of
from alongside.domain.organisation.rules import PLACES
from alongside.faces.desk.organisation.tree import has_manager
from alongside.faces.desk.page import DeskRequest, desk_page, find, show

MOST_PEOPLE = 300


@desk_page(SEE_ORGANISATION)
def node(request: DeskRequest, pk: int) -> HttpResponse:
    nodes = Node.objects.visible_to(request.viewer).select_related("manager", "calendar", "parent")
    found = find(nodes, pk=pk)
    people = list(
        Appointment.objects.visible_to(request.viewer)
        .active(request.now)
        .filter(node=found)
        .select_related("staff", "role", "node", "department")
        .order_by("-role__escalation_rank", "staff__name_sort_key", "id")[:MOST_PEOPLE]
    )
    departments = Department.objects.visible_to(request.viewer).filter(node=found).order_by("id")
    above = found.ancestor_ids[:-1]
    moves = NodeMove.objects.filter(node=found).select_related("old_parent").order_by("-at")[:20]
    seen = {one.pk: one for one in Node.objects.visible_to(request.viewer).filter(pk__in=above)}
    context = {
        "node": found,
        "path": [seen[one] for one in above if one in seen],
        "has_manager": has_manager(found),
        "calendar": found.calendar or calendar_of(found),
        "groups": groups_of(people, list(departments)),
        "people_count": len(people),
        "is_cut": len(people) == MOST_PEOPLE,
        "children": nodes.filter(parent=found).order_by("id"),
        "moves": [one for one in moves if request.viewer.may(SEE_ORGANISATION, on=one.old_parent)],
        "may_change": request.viewer.may(CHANGE_ORGANISATION, on=found),
        "may_have_children": bool(PLACES[found.kind]) and found.is_active,
    }
    return show(request, "faces/desk/organisation/node.html", context, area="desk:organisation")


def groups_of(
    people: list[Appointment], departments: list[Department]
) -> list[tuple[Department | None, list[Appointment]]]:
    """Who belongs to no department first, then each department, empty ones too."""
    by_department: dict[int | None, list[Appointment]] = defaultdict(list)
    for one in people:
        by_department[one.department_id].append(one)
    groups: list[tuple[Department | None, list[Appointment]]] = [
        (department, by_department.get(department.pk, [])) for department in departments
    ]
    return [(None, by_department[None]), *groups] if by_department[None] else groups
