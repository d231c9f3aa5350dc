"""The place by tapping the plan of one's home; the tap itself is the answer, with or without scripts (EST-8)."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpResponse

from alongside.domain.cases.actions.pinning import pin_draft
from alongside.domain.estates.queries import plan_of
from alongside.faces.portal.page import PortalRequest, portal_page, see, show
from alongside.faces.portal.report.steps import PLACE, draft_in, how_far, next_url
from alongside.kernel.models import StoredFile

WIDTH = 328  # pixels on the page, so that a tap can be told as a share of it


@portal_page
def report_plan(request: PortalRequest, key: UUID) -> HttpResponse:
    draft = draft_in(request, key)
    plan = plan_of(draft.unit) if draft.unit else None
    picture = StoredFile.objects.filter(about_kind="floorplan", about_id=plan.pk).first() if plan else None
    if plan is None or picture is None:
        raise Http404
    height = max(1, round(WIDTH * plan.height / plan.width))
    if request.method == "POST":
        x, y = _share(request, "spot.x", WIDTH), _share(request, "spot.y", height)
        draft = pin_draft(draft, x=x, y=y, by=request.viewer, now=request.now)
        return see(request, next_url(request, draft, PLACE))
    context = {
        "draft": draft,
        "plan": plan,
        "picture": picture,
        "width": WIDTH,
        "height": height,
        **how_far(PLACE, draft),
    }
    return show(request, "faces/portal/report/report_plan.html", context)


def _share(request: PortalRequest, name: str, whole: int) -> Decimal:
    """Where it was tapped, from 0 to 1; a tap outside counts as on the edge, none at all is no address of ours."""
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise Http404
    return (min(Decimal(int(text)), Decimal(whole)) / whole).quantize(Decimal("0.0001"))
