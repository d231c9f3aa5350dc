"""The place by tapping: a room, then what is in it; around the house a public area; or in words (EST-3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse

from alongside.domain.cases.actions.drafting import change_draft
from alongside.domain.cases.models import CaseDraft
from alongside.domain.estates.models import Location, PublicArea
from alongside.domain.estates.queries import plan_of
from alongside.faces.portal.page import PortalRequest, portal_page, see, show
from alongside.faces.portal.report.steps import PLACE, draft_in, how_far, next_url
from alongside.faces.ui import icons

MOST = 60
AREA_ICONS = {
    "lift": "elevator",
    "garage": "parking",
    "parking": "parking",
    "garden": "trees",
    "clubhouse": "building",
    "stairs": "stairs",
    "entrance": "door-enter",
    "gate": "door-enter",
    "lobby": "stairs",
    "roof": "home-up",
}


@portal_page
def report_place(request: PortalRequest, key: UUID) -> HttpResponse:
    draft = draft_in(request, key)
    room = _room(request, draft)
    if request.method == "POST":
        draft = change_draft(draft, by=request.viewer, now=request.now, **_chosen(request, draft))
        return see(request, next_url(request, draft, PLACE))
    parts = _locations(draft).filter(parent=room) if room else []
    context = {
        "has_plan": bool(not room and draft.unit and plan_of(draft.unit)),
        "draft": draft,
        "room": room,
        "rooms": [] if room else [(one, known_icon(one.icon)) for one in _rooms(draft)[:MOST]],
        "areas": [] if room else [(one, AREA_ICONS.get(one.kind, "map-pin")) for one in _areas(draft)[:MOST]],
        "parts": list(parts[:MOST]) if room else [],
        **how_far(PLACE, draft),
    }
    return show(request, "faces/portal/report/report_place.html", context)


def known_icon(name: str) -> str:
    """The icon that a row of the catalogue names, unless there is none of that name."""
    try:
        icons.shapes_of(name)
    except icons.UnknownIcon:
        return "map-pin"
    return name


def _locations(draft: CaseDraft) -> Any:
    """The rows of the catalogue that fit: in a home, or in public; none where there is neither."""
    if not draft.estate_id:
        return Location.objects.none()
    return Location.objects.filter(is_active=True, is_public=draft.unit_id is None)


def _rooms(draft: CaseDraft) -> Any:
    inside = Location.objects.filter(parent=OuterRef("pk"), is_active=True)
    return _locations(draft).filter(parent__isnull=True).annotate(has_parts=Exists(inside))


def _areas(draft: CaseDraft) -> Any:
    """The estate's own public areas; those of single buildings only where the customer lives."""
    if draft.unit_id or not draft.estate_id:
        return PublicArea.objects.none()
    lived_in = Q(building__units__relations__customer=draft.customer_id)
    mine = Q(building__isnull=True) | lived_in
    return PublicArea.objects.filter(mine, estate=draft.estate_id).distinct().order_by("name", "id")


def _room(request: PortalRequest, draft: CaseDraft) -> Location | None:
    wanted = request.GET.get("room", "")
    if not wanted:
        return None
    room = _locations(draft).filter(parent__isnull=True, pk=_number(wanted)).first()
    if room is None:
        raise Http404
    return room


def _chosen(request: PortalRequest, draft: CaseDraft) -> dict[str, Any]:
    """What was tapped, or said in words; nothing at all is an answer too ("I am not sure")."""
    answer: dict[str, Any] = {"location": None, "public_area": None, "place_words": ""}
    if location := request.POST.get("location"):
        answer["location"] = _locations(draft).filter(pk=_number(location)).first()
    elif area := request.POST.get("area"):
        answer["public_area"] = _areas(draft).filter(pk=_number(area)).first()
    answer["place_words"] = request.POST.get("place_words", "")
    if (location or request.POST.get("area")) and not (answer["location"] or answer["public_area"]):
        raise Http404
    return answer


def _number(text: str) -> int:
    """The number that a button carries; -1, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
