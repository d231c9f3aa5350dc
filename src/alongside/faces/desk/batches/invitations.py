"""Who is invited to a batch, and what they answered: every number of the batch opens into these rows (JRN-7)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.appointments.permissions import SEE_BATCHES
from alongside.domain.appointments.queries.figures import ANSWERED, invitations_seen, searched, unreached
from alongside.domain.appointments.states import INVITATION_STATES
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.faces.desk.batches.batch import batch_of, show_batch
from alongside.faces.desk.page import DeskRequest, desk_page
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import page_asked

MOST = 60
GROUPS: dict[str, Any] = {
    "": gettext_lazy("Everybody"),
    "open": gettext_lazy("No answer yet"),
    "coming": gettext_lazy("Places sold"),
    "declined": gettext_lazy("Do not come"),
    "attended": pgettext_lazy("people", "Came"),
    "no_show": gettext_lazy("Did not come"),
    "unreached": gettext_lazy("Not reached, please call"),
}


@desk_page(SEE_BATCHES)
def invitations(request: DeskRequest, batch_id: int) -> HttpResponse:
    batch = batch_of(request, batch_id)
    request.viewer.require(SEE_CUSTOMERS, on=batch)  # whoever only checks in sees who comes, at the gate
    group = request.GET.get("state", "")
    words = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    rows = _narrowed(invitations_seen(batch, request.viewer), group)
    if words:
        rows = searched(rows, words)
    page = page_asked(request)
    start = max(min(page, 1_000) - 1, 0) * MOST
    found = list(rows[start : start + MOST + 1])
    shown = found[:MOST]
    seen(request, [one.customer_id for one in shown], about=batch)
    kept = {name: value for name, value in (("state", group), ("q", words)) if value}
    context = {
        "rows": shown,
        "groups": GROUPS.items(),
        "group": group,
        "q": words,
        "older": "?" + urlencode({**kept, "page": page + 1}) if len(found) > MOST else "",
        "first": "?" + urlencode(kept) if start else "",
    }
    return show_batch(request, "faces/desk/batches/invitations.html", batch, context)


def _narrowed(rows: QuerySet, group: str) -> QuerySet:
    if group == "unreached":
        return unreached(rows)
    if group == "open":
        return rows.filter(state__in=("planned", "invited"))
    if group == "coming":
        return rows.filter(state__in=ANSWERED)
    if group in INVITATION_STATES.labels:
        return rows.filter(state=group)
    return rows.exclude(state="withdrawn") if group != "all" else rows
