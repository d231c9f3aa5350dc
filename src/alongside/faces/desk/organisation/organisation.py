"""The tree of the organisation with its people, and what is wrong in it (ORG-1, ORG-4)."""

from __future__ import annotations

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse

from alongside.domain.organisation.models import Appointment, Node
from alongside.domain.organisation.permissions import CHANGE_ORGANISATION, SEE_ORGANISATION
from alongside.faces.desk.organisation.tree import Branch, branches_of
from alongside.faces.desk.page import DeskRequest, desk_page, show

PEOPLE_SHOWN = 6  # at each node; the others are on its page


@desk_page(SEE_ORGANISATION)
def organisation(request: DeskRequest) -> HttpResponse:
    nodes = Node.objects.visible_to(request.viewer).select_related("manager")
    branches = branches_of(list(nodes))
    _fill(branches, request)
    context = {
        "branches": branches,
        "faults": [one for one in branches if one.node.is_active and not one.has_manager],
        "may_change": request.viewer.may(CHANGE_ORGANISATION),
    }
    return show(request, "faces/desk/organisation/organisation.html", context, area="desk:organisation")


def _fill(branches: list[Branch], request: DeskRequest) -> None:
    """The first few people of each node, the highest first, and how many there are. One query."""
    here = Window(
        RowNumber(), partition_by=F("node_id"), order_by=[F("role__escalation_rank").desc(), F("id").asc()]
    )
    people = (
        Appointment.objects.visible_to(request.viewer)
        .active(request.now)
        .annotate(place=here, there=Window(Count("id"), partition_by=F("node_id")))
        .filter(place__lte=PEOPLE_SHOWN)
        .select_related("staff")
        .order_by("node_id", "place")
    )
    by_node = {one.node.pk: one for one in branches}
    for one in people:
        if branch := by_node.get(one.node_id):
            branch.people.append(one)
            branch.people_count = one.there
