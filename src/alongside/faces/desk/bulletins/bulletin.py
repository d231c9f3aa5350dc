"""One bulletin: what it says, whom it reached, and what can be done with it (JRN-6)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from alongside.domain.bulletins.models import Bulletin
from alongside.domain.bulletins.permissions import PUBLISH_BULLETINS, SEE_BULLETINS, WRITE_BULLETINS
from alongside.domain.bulletins.queries import audience_of, buildings_of, figures_of, today_at
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.faces.desk.bulletins.bulletins import AREA
from alongside.faces.desk.bulletins.figures import figures_drawn
from alongside.faces.desk.page import DeskRequest, desk_page, find, show


def bulletin_of(request: DeskRequest, pk: int) -> Bulletin:
    """The one of that address, when the viewer may see it; else 404."""
    seen = Bulletin.objects.visible_to(request.viewer)
    return find(
        seen.select_related("estate", "node", "phase", "replaces", "written_by", "published_by"), pk=pk
    )


def address_of(bulletin: Bulletin) -> str:
    return reverse("desk:bulletin", args=[bulletin.pk])


@desk_page(SEE_BULLETINS)
def bulletin_page(request: DeskRequest, pk: int) -> HttpResponse:
    bulletin = bulletin_of(request, pk)
    is_draft = bulletin.state == "draft"
    figures = {} if is_draft else figures_of(bulletin)
    context = {
        "bulletin": bulletin,
        "photos": list(bulletin.photos.select_related("file")),
        "buildings": list(buildings_of(bulletin)),
        "audience": audience_of(bulletin, on=today_at(bulletin.node, request.now)) if is_draft else None,
        "figures": figures_drawn(bulletin, figures, opens=request.viewer.may(SEE_CUSTOMERS, on=bulletin)),
        "missing": figures.get("missing", 0),
        "rounds": list(bulletin.rounds.order_by("pk")),
        "correction": Bulletin.objects.filter(replaces=bulletin).first(),
        "may_write": request.viewer.may(WRITE_BULLETINS, on=bulletin),
        "may_publish": request.viewer.may(PUBLISH_BULLETINS, on=bulletin),
    }
    return show(request, "faces/desk/bulletins/bulletin.html", context, area=AREA)
