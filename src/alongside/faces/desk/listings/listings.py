"""Listings: narrowed by what a customer wants, the last verified first (EST-4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from alongside.domain.estates.rules import COMPASS
from alongside.domain.listings import rules
from alongside.domain.listings.models import Listing
from alongside.domain.listings.permissions import COLLECT_LISTINGS, SEE_LISTINGS
from alongside.domain.listings.queries.finding import MOST, Wanted, listings_wanted, page_after
from alongside.domain.listings.queries.story import first_photos, open_pairs
from alongside.domain.listings.states import LISTING_STATES
from alongside.domain.organisation.models import Node
from alongside.faces.desk.listings.fields import SaidField
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.asked import is_whole
from alongside.kernel.quantities import as_amount, as_area

AGES = [
    (rules.FRESH, _("Within 15 days")),
    (rules.AGING, _("15 to 30 days")),
    (rules.FLAGGED, _("30 to 45 days")),
    (rules.OFF, _("Over 45 days")),
]
ROOMS = [(1, _("1 room")), (2, _("2 rooms")), (3, _("3 rooms")), (4, _("4 rooms")), (5, _("5 rooms or more"))]


class WantedForm(forms.Form):
    """What the address asks for; what makes no sense asks nothing."""

    q = forms.CharField(required=False, max_length=80)
    kind = forms.ChoiceField(required=False, choices=[("", _("Every kind")), *Listing.Kind.choices])
    state = forms.ChoiceField(
        required=False,
        choices=[("", _("Offered now")), ("all", _("Every state")), *LISTING_STATES.choices[1:]],
    )
    least = SaidField(as_amount, required=False)
    most = SaidField(as_amount, required=False)
    least_area = SaidField(as_area, required=False)
    most_area = SaidField(as_area, required=False)
    rooms = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=[("", _("Layout")), *ROOMS]
    )
    band = forms.ChoiceField(required=False, choices=[("", _("Floor")), *Listing.Band.choices])
    facing = forms.ChoiceField(
        required=False, choices=[("", _("Orientation")), *((one, one) for one in COMPASS[4:] + COMPASS[:4])]
    )
    age = forms.ChoiceField(required=False, choices=[("", _("Verified")), *AGES])
    node = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    mine = forms.BooleanField(required=False)

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data)
        self.fields["node"].choices = [("", _("Every place")), *((one.pk, one.name) for one in nodes)]


@desk_page(SEE_LISTINGS)
def listings(request: DeskRequest) -> HttpResponse:
    nodes = list(
        Node.objects.visible_to(request.viewer, SEE_LISTINGS).filter(is_active=True).order_by("path")[:200]
    )
    form = WantedForm(request.GET, nodes)
    form.is_valid()
    asked = form.cleaned_data
    found = listings_wanted(
        Listing.objects.visible_to(request.viewer), wanted_of(asked, request), now=request.now
    )
    after = _place(request)
    rows = list(
        (page_after(found, *after) if after else found).select_related("collected_by", "node")[: MOST + 1]
    )
    older = ""
    if len(rows) > MOST:
        last = rows[MOST - 1]
        kept = {name: value for name, value in request.GET.items() if name not in ("after", "id")}
        older = "?" + urlencode(kept | {"after": last.verified_at.isoformat(), "id": last.pk})
    rows = rows[:MOST]
    photos = first_photos(rows)
    context = {
        "form": form,
        "rows": [(one, photos.get(one.pk), rules.age_of(one.verified_at, request.now)) for one in rows],
        "older": older,
        "first": request.path if after else "",
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "nodes": nodes,
        "may_add": request.viewer.may(COLLECT_LISTINGS),
        "pairs": len(open_pairs(request.viewer).values_list("pk", flat=True)[:100]),
    }
    return show(request, "faces/desk/listings/listings.html", context, area="desk:listings")


def wanted_of(asked: dict[str, Any], request: DeskRequest) -> Wanted:
    """The conditions that the form names; a field that was refused asks nothing."""
    state = asked.get("state") or "offered"
    return Wanted(
        kind=asked.get("kind", ""),
        state="" if state == "all" else state,
        words=asked.get("q", "").replace("\x00", ""),
        least_amount=asked.get("least"),
        most_amount=asked.get("most"),
        least_area=asked.get("least_area"),
        most_area=asked.get("most_area"),
        rooms=asked.get("rooms"),
        band=asked.get("band", ""),
        facing=asked.get("facing", ""),
        age=asked.get("age", ""),
        node_id=asked.get("node"),
        collector_id=request.user.pk if asked.get("mine") else None,
    )


def _place(request: DeskRequest) -> tuple[datetime, int] | None:
    """Where the page before ended; nothing for what is no such place."""
    try:
        moment = parse_datetime(request.GET.get("after", ""))
    except ValueError:
        return None
    pk = request.GET.get("id", "")
    if moment is None or moment.tzinfo is None or not is_whole(pk):
        return None
    return moment, int(pk)
