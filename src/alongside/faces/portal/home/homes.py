"""The homes of a customer, and the one they are looking at."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from alongside.domain.customers.models import UnitRelation
from alongside.faces.portal.page import PortalRequest

HOME_KEY = "portal_home"
MOST_HOMES = 30


def relations_of(request: PortalRequest) -> list[UnitRelation]:
    """All that they are to homes today: where they live first, the latest first. One query."""
    theirs = UnitRelation.objects.visible_to(request.viewer).homes(timezone.localdate(request.now))
    lived_in = F("unit__handed_over_on").desc(nulls_last=True)
    theirs = theirs.select_related("unit__estate", "node").order_by(lived_in, "-from_on", "id")
    return list(theirs[:MOST_HOMES])


def homes_of(request: PortalRequest) -> list[UnitRelation]:
    """One relation for each home: where they live first, the latest first. One query."""
    found: dict[int, UnitRelation] = {}
    for one in relations_of(request):
        found.setdefault(one.unit_id, one)
    return list(found.values())


def chosen_home(request: PortalRequest, homes: list[UnitRelation]) -> UnitRelation | None:
    """The home they chose last, else the first."""
    kept = request.session.get(HOME_KEY)
    return next((one for one in homes if one.unit_id == kept), homes[0] if homes else None)
