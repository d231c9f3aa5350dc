"""One home of mine: what it is, its plan, what was promised to be delivered, the drawings of my contract (EST-2)."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse

from alongside.domain.customers.models import UnitRelation
from alongside.domain.estates.models import ContractDrawing
from alongside.domain.estates.queries import contract_drawings_of, plan_of
from alongside.faces.portal.files.file import served
from alongside.faces.portal.home.homes import relations_of
from alongside.faces.portal.page import PortalRequest, portal_page, show
from alongside.kernel.stored_files import files_about

# Whose contract it is; who rents or acts for them asks the owner.
PARTIES = frozenset({"buyer", "owner", "co_owner"})


@portal_page
def my_home(request: PortalRequest, unit_id: int) -> HttpResponse:
    home = _mine(request, unit_id)
    plan = plan_of(home.unit)
    context = {
        "home": home,
        "unit": home.unit,
        "picture": files_about(plan).first() if plan else None,
        "drawings": contract_drawings_of(home.unit) if home.role in PARTIES else [],
    }
    return show(request, "faces/portal/home/my_home.html", context, tab="home")


@portal_page
def my_drawing(request: PortalRequest, pk: int) -> FileResponse:
    """A drawing of one's own contract; any other does not exist."""
    drawing = ContractDrawing.objects.filter(pk=pk).select_related("unit").first()
    if drawing is None or _mine(request, drawing.unit_id).role not in PARTIES:
        raise Http404
    return served(files_about(drawing).get())


def _mine(request: PortalRequest, unit_id: int) -> UnitRelation:
    """What they are to that home today, the closest first."""
    found = [one for one in relations_of(request) if one.unit_id == unit_id]
    if not found:
        raise Http404
    return min(found, key=lambda one: one.role not in PARTIES)
