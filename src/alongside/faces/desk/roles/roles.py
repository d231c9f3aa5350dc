"""Every role in a sentence, and who holds it in which position (ORG-5)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse

from alongside.domain.organisation.models import ApiClient, Appointment, Role
from alongside.domain.organisation.permissions import MANAGE_STAFF, SEE_ORGANISATION
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.desk.roles.role_form import may_change_roles
from alongside.kernel.local_text import pick

HOLDERS_SHOWN = 12  # of each role; the others are found among the staff


@desk_page(SEE_ORGANISATION)
def roles(request: DeskRequest) -> HttpResponse:
    holders: dict[int, list[Any]] = defaultdict(list)
    for one in _holders(request):
        holders[one.role_id].append(one)
    rows = [
        {
            "role": role,
            "sentence": pick(role.sentence),
            "people": holders[role.pk],
            "count": holders[role.pk][0].there if holders[role.pk] else 0,
        }
        for role in Role.objects.in_use().order_by("-escalation_rank", "pk")
    ]
    return show(
        request,
        "faces/desk/roles/roles.html",
        {
            "rows": rows,
            "may_change": may_change_roles(request.viewer),
            "waiting": request.viewer.may(MANAGE_STAFF)
            and ApiClient.objects.waiting_for(request.viewer)[:100].count(),
        },
        area="desk:organisation",
    )


def _holders(request: DeskRequest):
    """The first few of each role whom the viewer sees, each with how many there are. One query."""
    place = Window(RowNumber(), partition_by=F("role_id"), order_by=[F("node__path").asc(), F("id").asc()])
    return (
        Appointment.objects.visible_to(request.viewer)
        .active(request.now)
        .annotate(place=place, there=Window(Count("id"), partition_by=F("role_id")))
        .filter(place__lte=HOLDERS_SHOWN)
        .select_related("staff", "node")
        .order_by("role_id", "place")
    )
