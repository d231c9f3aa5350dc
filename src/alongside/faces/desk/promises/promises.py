"""Promises: mine, those of my places, those due soon, and the rows behind each figure of the record (SAL-4)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.organisation.models import Node
from alongside.domain.promises.permissions import SEE_OWN_PROMISES, SEE_PROMISES
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.desk.promises import narrowing
from alongside.faces.ui.access import seen

PAGE = 50
MOST_PLACES = 200
STANDING_TABS = {
    "mine": pgettext_lazy("promises", "Mine"),
    "all": pgettext_lazy("promises", "All open ones"),
    "soon": gettext_lazy("Due within 3 days"),
    "asked": gettext_lazy("Waiting for the customer"),
}
TABS = {**STANDING_TABS, "broken": pgettext_lazy("promises", "Broken")}


@desk_page(SEE_PROMISES, SEE_OWN_PROMISES)
def promises(request: DeskRequest) -> HttpResponse:
    is_record = request.GET.get("tab") == "record"
    tab = "record" if is_record else request.GET.get("tab", "")
    tab = tab if tab in TABS or is_record else "mine"
    places = list(
        Node.objects.visible_to(request.viewer, SEE_PROMISES)
        .filter(is_active=True)
        .order_by("path")[:MOST_PLACES]
    )
    place = next((one for one in places if str(one.pk) == request.GET.get("node")), None)
    is_standing = tab in STANDING_TABS
    rows = (narrowing.standing if is_standing else narrowing.ended)(request, tab, place)
    if after := narrowing.place_after(request):
        rows = rows.filter(_behind("due_at" if is_standing else "closed_at", *after, ascending=is_standing))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    seen(request, [one.customer_id for one in shown])
    context = {
        "rows": shown,
        "tab": tab,
        "tabs": [(code, label, _address(request, tab=code)) for code, label in TABS.items()],
        "is_record": is_record,
        "period": narrowing.asked_period(request) if is_record else None,
        "places": places,
        "place": place,
        "first": _address(request, tab=tab) if after else "",
        "older": _older(request, shown[-1], is_standing) if len(found) > PAGE else "",
    }
    return show(request, "faces/desk/promises/promises.html", context, area="desk:promises")


def _behind(field: str, moment: object, pk: int, *, ascending: bool) -> Q:
    """The rows after that one in the order of the list."""
    way = "gt" if ascending else "lt"
    return Q(**{f"{field}__{way}": moment}) | Q(**{field: moment, f"id__{way}": pk})


def _address(request: DeskRequest, **more: object) -> str:
    kept = {name: value for name, value in request.GET.items() if name not in ("after", "id", "tab")}
    if more.get("tab") in TABS:
        kept = {name: value for name, value in kept.items() if name == "node"}
    return "?" + urlencode(kept | more)


def _older(request: DeskRequest, last, is_standing: bool) -> str:
    moment = last.due_at if is_standing else last.closed_at
    return _address(request, tab=request.GET.get("tab", "mine"), after=moment.isoformat(), id=last.pk)
