"""The wall of photos: residents of one estate or building, to be recognised by looking (CUS-9)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core import signing
from django.http import FileResponse, HttpResponse
from django.urls import reverse

from alongside.domain.customers.permissions import RECOGNISE_RESIDENTS
from alongside.domain.customers.queries.photo_wall import Face, estates_to_guard, photo_wall
from alongside.domain.customers.queries.recognising import portraits
from alongside.domain.estates.models import Building, Estate
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole
from alongside.kernel.stored_files import files_about, open_thumbnail, serving_headers

MOST_ESTATES, MOST_BUILDINGS = 100, 200
SHOWN_FOR = 15 * 60  # seconds in which a photo of the wall belongs to the one line that the wall has written
SALT = "photo_wall"


@desk_page(RECOGNISE_RESIDENTS)
def photo_wall_page(request: DeskRequest) -> HttpResponse:
    """One line in the access log for each wall that is shown, with everybody on it."""
    estates = list(estates_to_guard(request.viewer)[:MOST_ESTATES])
    estate = _estate(request, estates)
    buildings = (
        list(Building.objects.filter(estate=estate).order_by("position", "id")[:MOST_BUILDINGS])
        if estate
        else []
    )
    building = _building(request, buildings)
    asked = request.GET.get("q", "").strip()[:40]
    faces: list[Face] = []
    older = ""
    if estate is not None:
        wall = photo_wall(
            estate, request.viewer, now=request.now, building=building, asked=asked, after=_after(request)
        )
        faces = wall.faces
        kept = {"estate": estate.pk, "building": building.pk if building else "", "q": asked}
        if wall.after:
            older = f"?{urlencode({**kept, 'after': wall.after[0], 'id': wall.after[1]})}"
    seen(request, [one.customer for one in faces])
    context = {
        "estates": estates,
        "estate": estate,
        "buildings": buildings,
        "building": building,
        "asked": asked,
        "faces": [(one, _photo_url(request, one.customer.pk)) for one in faces],
        "older": older,
        "first": reverse("desk:photo_wall") + f"?{urlencode(kept)}"
        if estate and "after" in request.GET
        else "",
    }
    template = "faces/desk/residents/photo_wall.html"
    if request.htmx and request.htmx.target == "wall":
        template += "#wall"
    return show(request, template, context, area="desk:residents")


@desk_page(RECOGNISE_RESIDENTS)
def wall_photo(request: DeskRequest, pk: int) -> FileResponse:
    """A small photo, for who may recognise the resident, while consent stands. Without a wall it is a look of its own."""
    found = find(portraits(request.viewer, now=request.now), customer=pk)
    if not _is_of_a_wall(request, pk):
        seen(request, found.customer)
    stored = find(files_about(found))
    response = FileResponse(open_thumbnail(stored), filename=f"{pk}.jpg")
    for name, value in serving_headers(stored).items():
        response.headers[name] = value
    response.headers["Content-Type"] = "image/jpeg" if stored.thumbnail_path else stored.content_type
    response.headers["Cache-Control"] = "no-store"
    return response


def _photo_url(request: DeskRequest, customer_id: int) -> str:
    """With a seal that says: this viewer was shown this person on a wall just now, and it was written down."""
    seal = signing.TimestampSigner(salt=SALT).sign(f"{request.viewer.id}.{customer_id}")
    return f"{reverse('desk:wall_photo', args=[customer_id])}?{urlencode({'of': seal})}"


def _is_of_a_wall(request: DeskRequest, customer_id: int) -> bool:
    try:
        said = signing.TimestampSigner(salt=SALT).unsign(request.GET.get("of", ""), max_age=SHOWN_FOR)
    except signing.BadSignature:
        return False
    return said == f"{request.viewer.id}.{customer_id}"


def _estate(request: DeskRequest, estates: list[Estate]) -> Estate | None:
    wanted = request.GET.get("estate", "")
    return next((one for one in estates if str(one.pk) == wanted), estates[0] if estates else None)


def _building(request: DeskRequest, buildings: list[Building]) -> Building | None:
    wanted = request.GET.get("building", "")
    return next((one for one in buildings if str(one.pk) == wanted), None)


def _after(request: DeskRequest) -> tuple[str, int] | None:
    key, pk = request.GET.get("after"), request.GET.get("id", "")
    return (key.replace("\x00", ""), int(pk)) if key is not None and is_whole(pk) else None
