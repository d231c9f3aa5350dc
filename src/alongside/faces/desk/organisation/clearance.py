"""Who has not signed or not passed, and whose ends soon (ORG-8)."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max, Q
from django.http import HttpResponse

from alongside.domain.organisation.models import Appointment, StaffMember, Undertaking
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.page import DeskRequest, desk_page, show

MOST = 300
SOON = timedelta(days=30)


@desk_page(MANAGE_STAFF)
def clearances(request: DeskRequest) -> HttpResponse:
    """Those who work where the viewer manages, the ones who lack something first."""
    current = Undertaking.objects.order_by("-version").first()
    there = request.viewer.limit(Appointment.objects.active(request.now), MANAGE_STAFF).values("staff")
    people = (
        StaffMember.objects.filter(pk__in=there)
        .annotate(
            signed_until=Max("signatures__until_at", filter=Q(signatures__undertaking=current)),
            passed_until=Max("course_passes__until_at"),
        )
        .order_by("name_sort_key")[:MOST]
    )
    now, soon = request.now, request.now + SOON
    rows = [
        (
            one,
            _tone(one.signed_until, now, soon),
            _tone(one.passed_until, now, soon),
        )
        for one in people
    ]
    order = {"late": 0, "soon": 1, "good": 2}
    rows.sort(key=lambda row: min(order[row[1]], order[row[2]]))
    lacking = sum(1 for _one, signed, passed in rows if "late" in (signed, passed))
    context = {"rows": rows, "lacking": lacking}
    return show(request, "faces/desk/organisation/clearances.html", context, area="desk:organisation")


def _tone(until: object, now: object, soon: object) -> str:
    if until is None or until <= now:  # type: ignore[operator]
        return "late"
    return "soon" if until <= soon else "good"  # type: ignore[operator]
