"""The shared inbox: what customers said over any channel that is no case, or not yet (CHN-1)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.conversations.models import Channel
from alongside.domain.conversations.permissions import SEE_INBOX
from alongside.domain.conversations.queries import threads_of
from alongside.domain.customers.queries import search_customers
from alongside.domain.customers.rules import normalised_phone
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen
from alongside.kernel.ngrams import QueryTooLong
from alongside.kernel.refusals import Refused

MOST_SENDERS = 20

TABS = {
    "open": pgettext_lazy("conversation", "Open"),
    "mine": _("Mine"),
    "nobody": _("Nobody's"),
    "snoozed": pgettext_lazy("conversation", "Put off"),
    "done": _("Done"),
}


@desk_page(SEE_INBOX)
def inbox(request: DeskRequest) -> HttpResponse:
    context = list_of(request)
    if request.htmx.target == "list":
        return show(request, "faces/desk/inbox/list_pane.html", context)
    return show(request, "faces/desk/inbox/inbox.html", context, area="desk:inbox")


def list_of(request: DeskRequest, *, current: int = 0) -> dict[str, Any]:
    """What the list to the left draws. One query; a search looks for its sender first."""
    tab = request.GET.get("list") or request.GET.get("tab", "")
    tab = tab if tab in TABS else "open"
    channel = request.GET.get("channel", "")
    channel = channel if channel in Channel.values else ""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    narrowed = {"channel": channel, "q": asked}
    whose = _whose(request, asked) if asked else {}
    page = threads_of(request.viewer, tab, after=request.GET.get("after", ""), channel=channel, **whose)
    seen(request, (one.conversation.customer_id for one in page.threads))
    return {
        "tab": tab,
        "tabs": [
            (_address(tab=code, channel=channel), label, code == tab and not asked)
            for code, label in TABS.items()
        ],
        "threads": page.threads,
        "current": current,
        "asked": asked,
        "channel": channel,
        "channels": Channel.choices,
        "fresh": _address(tab=tab, **narrowed),
        "more": _address(tab=tab, after=page.next, **narrowed) if page.next else "",
    }


def _address(**asked: str) -> str:
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('desk:inbox')}?{said}"


def _whose(request: DeskRequest, asked: str) -> dict[str, Any]:
    """The customers and the addresses or numbers that a search means."""
    try:
        people = search_customers(asked, request.viewer, limit=MOST_SENDERS)
    except QueryTooLong:
        people = []
    senders = {asked}
    with suppress(Refused):
        senders.add(normalised_phone(asked))
    return {"customer_ids": [one.pk for one in people], "senders": sorted(senders)}
