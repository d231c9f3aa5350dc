"""The people who work for us: find one, see who is where (ORG-2)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse

from alongside.domain.organisation.models import Appointment, StaffMember
from alongside.domain.organisation.permissions import MANAGE_STAFF, SEE_ORGANISATION
from alongside.domain.platforms.queries import configured_platforms
from alongside.faces.desk.organisation.tree import node_choices
from alongside.faces.desk.page import DeskRequest, desk_page, show

PAGE = 50


@desk_page(SEE_ORGANISATION)
def staff(request: DeskRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "node", "left", "after")}
    places = node_choices(request, SEE_ORGANISATION)
    found = _matching(request, asked, places)
    rows = list(found[: PAGE + 1])
    context = {
        "asked": asked,
        "places": places,
        "rows": rows[:PAGE],
        "first": f"{reverse('desk:staff')}?{_query(asked)}" if asked["after"] else "",
        "more": f"{reverse('desk:staff')}?{_query(asked, rows[PAGE - 1])}" if len(rows) > PAGE else "",
        "is_filtered": any((asked["q"], asked["node"], asked["left"])),
        "may_manage": request.viewer.may(MANAGE_STAFF),
        "platforms": configured_platforms() if request.viewer.reach(MANAGE_STAFF).everywhere else (),
    }
    return show(request, "faces/desk/organisation/staff.html", context, area="desk:organisation")


def _matching(request: DeskRequest, asked: dict[str, str], places: list[Any]) -> QuerySet[StaffMember]:
    held = Appointment.objects.visible_to(request.viewer).active(request.now)
    found = StaffMember.objects.visible_to(request.viewer).filter(is_active=not asked["left"])
    if asked["q"]:
        words = asked["q"]
        found = found.filter(
            Q(name__icontains=words)
            | Q(username__icontains=words)
            | Q(name_sort_key__startswith=words.lower())
        )
    if asked["node"] and asked["node"] in dict(places):
        found = found.filter(pk__in=held.filter(node_id=asked["node"]).values("staff_id"))
    key, _sign, last = asked["after"].rpartition("~")
    if last.isdigit():
        found = found.filter(Q(name_sort_key__gt=key) | Q(name_sort_key=key, pk__gt=last))
    shown = held.select_related("role", "node", "department").order_by("-role__escalation_rank", "id")
    return found.order_by("name_sort_key", "pk").prefetch_related(
        Prefetch("appointments", queryset=shown, to_attr="held")
    )


def _query(asked: dict[str, str], last: StaffMember | None = None) -> str:
    kept = {name: value for name, value in asked.items() if value and name != "after"}
    if last is not None:
        kept["after"] = f"{last.name_sort_key}~{last.pk}"
    return urlencode(kept)
