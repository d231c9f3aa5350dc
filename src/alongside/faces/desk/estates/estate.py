"""An estate: what was built, what is known about the place, and the matrix of a building's homes."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.bulletins.permissions import SEE_BULLETINS
from alongside.domain.estates.models import Estate, EstateFact
from alongside.domain.estates.permissions import CHANGE_ESTATES, SEE_ESTATES
from alongside.domain.estates.queries import buildings_of
from alongside.domain.privacy.permissions import PLACE_LEGAL_HOLD
from alongside.faces.desk.estates.matrix import matrix_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, show

ADVERSE = (EstateFact.Kind.ADVERSE_INSIDE, EstateFact.Kind.ADVERSE_OUTSIDE)


@desk_page(SEE_ESTATES)
def estate_page(request: DeskRequest, pk: int) -> HttpResponse:
    estate = find(Estate.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    buildings = list(buildings_of(estate))
    asked = request.GET.get("building", "")
    chosen = next((one for one in buildings if str(one.pk) == asked), buildings[0] if buildings else None)
    facts = list(estate.facts.order_by("-kind", "-on", "id"))
    context = {
        "estate": estate,
        "buildings": buildings,
        "chosen": chosen,
        "matrix": matrix_of(chosen, request) if chosen else None,
        "adverse": [one for one in facts if one.kind in ADVERSE],
        "facts": [one for one in facts if one.kind not in ADVERSE],
        "phases": list(estate.phases.order_by("name")[:50]),
        "areas": list(estate.public_areas.order_by("kind", "name")[:50]),
        "may_see_bulletins": request.viewer.may(SEE_BULLETINS, on=estate),
        "may_change": request.viewer.may(CHANGE_ESTATES, on=estate),
        "may_hold": request.viewer.may(PLACE_LEGAL_HOLD, on=estate),
    }
    return show(request, "faces/desk/estates/estate.html", context, area="desk:estates")
