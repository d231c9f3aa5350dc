"""How old verifications are, by place and by who answers for the listings (EST-4)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.listings.permissions import SEE_LISTINGS
from alongside.domain.listings.queries.ages import ages_by
from alongside.faces.desk.listings.changing import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, show


@desk_page(SEE_LISTINGS)
def listing_ages(request: DeskRequest) -> HttpResponse:
    places = ages_by(request.viewer, "node", now=request.now)
    total = {
        name: sum(getattr(one, name) for one in places)
        for name in ("fresh", "aging", "flagged", "off", "untrue")
    }
    offered = total["fresh"] + total["aging"] + total["flagged"] + total["off"]
    context = {
        "places": places,
        "people": ages_by(request.viewer, "collected_by", now=request.now),
        "total": total,
        "offered": offered,
        "in_time": total["fresh"] + total["aging"],
        "share": (total["fresh"] + total["aging"]) / offered if offered else None,
    }
    return show(request, "faces/desk/listings/listing_ages.html", context, area=AREA)
