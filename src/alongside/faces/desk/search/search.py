"""One search for cases, customers, homes and conversations; and the same for the palette (Ctrl K)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.cases.queries.listing import newest_of_words
from alongside.domain.conversations.permissions import SEE_INBOX
from alongside.domain.estates.models import Unit
from alongside.domain.estates.queries import find_units
from alongside.faces.desk.cases.rows import Row, rows_of
from alongside.faces.desk.cases.who import people_found
from alongside.faces.desk.inbox.finding import conversations_found
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen
from alongside.kernel.refusals import Refused

MOST_CASES = 30
MOST_UNITS = 8
MOST_IN_PALETTE = 6
MOST_CONVERSATIONS = 3


@desk_page()
def search(request: DeskRequest) -> HttpResponse:
    asked = request.GET.get("q", "").replace("\x00", "").strip()
    cases, refusal = cases_found(request, asked, MOST_CASES)
    context = {
        "asked": asked,
        "cases": cases,
        "refusal": refusal,
        "people": people_found(request, asked, for_page=True),
        "units": units_found(request, asked),
        "has_inbox": request.viewer.may(SEE_INBOX),  # its part of the page is fetched after it
    }
    return show(request, "faces/desk/search/search.html", context, status=422 if refusal else None)


@desk_page()
def palette(request: DeskRequest) -> HttpResponse:
    """JSON for `ui/palette.js`; pages and acts of the present page are already there."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()
    items: list[dict[str, Any]] = []
    cases, _refusal = cases_found(request, asked, MOST_IN_PALETTE)
    items += [{"group": _("Cases"), "label": one.title, "url": one.url, "hint": one.number} for one in cases]
    people = people_found(request, asked, for_page=True)[:MOST_IN_PALETTE]
    items += [
        {"group": _("Customers"), "label": one.name, "url": one.url, "hint": one.homes or one.phone}
        for one in people
    ]
    items += [
        {"group": _("Units"), "label": label, "url": url, "hint": estate}
        for label, estate, url in units_found(request, asked)
        if url
    ]
    items += conversations_in_palette(request, asked)
    if request.viewer.may(OPEN_CASE) and _("New case").lower().startswith(asked.lower()):
        items.append(
            {"group": _("Acts"), "label": _("New case"), "url": reverse("desk:open_case"), "hint": "n"}
        )
    return JsonResponse({"items": items})


def cases_found(request: DeskRequest, asked: str, most: int) -> tuple[list[Row], str]:
    """By number, or by every word; newest first. A refusal (too long) comes back in words."""
    if not asked:
        return [], ""
    try:
        page = newest_of_words(request.viewer, asked, limit=most)
    except Refused as no:
        return [], str(no)
    seen(request, (one.customer_id for one in page.rows))
    return list(rows_of(page.rows, now=request.now)), ""


def conversations_in_palette(request: DeskRequest, asked: str) -> list[dict[str, Any]]:
    """What was said over the channels, and who said it."""
    if not asked or not request.viewer.may(SEE_INBOX):
        return []
    found = conversations_found(request, asked[:100], limit=MOST_CONVERSATIONS)
    return [
        {
            "group": _("Conversations"),
            "label": one.thread.subject or str(one.thread.get_channel_display()),
            "url": one.url,
            "hint": customer.name if (customer := one.thread.conversation.customer) else one.thread.called,
        }
        for one in found.lines
    ]


def units_found(request: DeskRequest, asked: str) -> list[tuple[str, str, str]]:
    """(label, estate, address or nothing while there is no page of units)."""
    if not asked:
        return []
    found = find_units(asked, request.viewer, limit=MOST_UNITS)
    return [(one.label, one.estate.name, _page_of_unit(one)) for one in found]


def _page_of_unit(unit: Unit) -> str:
    try:
        return reverse("desk:unit", args=[unit.pk])
    except NoReverseMatch:
        return ""
