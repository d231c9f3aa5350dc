"""How my building grows, in pictures, and what I was told of changes (JRN-6)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.bulletins.queries import growth_of, latest_progress, notices_for
from alongside.domain.bulletins.rules import MILESTONES
from alongside.domain.customers.models import UnitRelation
from alongside.faces.portal.home.homes import chosen_home, homes_of
from alongside.faces.portal.page import PortalRequest, portal_page, show
from alongside.faces.ui.steps import steps_up_to

MOST_NOTICES = 20


@portal_page
def bulletins(request: PortalRequest) -> HttpResponse:
    homes = homes_of(request)
    home = grows_for(chosen_home(request, homes), homes, request)
    growth = growth_of(home.unit.building_id if home else None, request.viewer)
    labels = [str(label) for _code, label in MILESTONES]
    context = {
        "home": home,
        "homes": homes,
        "growth": growth,
        "way": steps_up_to(growth.reached, labels) if growth.reached is not None else [],
        "notices": list(notices_for(request.viewer)[:MOST_NOTICES]),
    }
    return show(request, "faces/portal/bulletins/bulletins.html", context)


def grows_for(
    chosen: UnitRelation | None, homes: list[UnitRelation], request: PortalRequest
) -> UnitRelation | None:
    """The home they look at; where nothing was reported on it, another one whose building grows."""
    newest = latest_progress({one.unit.building_id for one in homes}, request.viewer)
    if newest is None or chosen is None:
        return chosen
    if latest_progress([chosen.unit.building_id], request.viewer):
        return chosen
    there = set(newest.buildings.values_list("pk", flat=True))
    return next((one for one in homes if one.unit.building_id in there), chosen)
