"""The shared inbox: what customers said over any channel that is no case, or not yet (CHN-1)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.conversations.permissions import SEE_INBOX
from alongside.domain.conversations.queries import threads_of
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen

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
    """What the list to the left draws. One query."""
    tab = request.GET.get("list") or request.GET.get("tab", "")
    tab = tab if tab in TABS else "open"
    page = threads_of(request.viewer, tab, after=request.GET.get("after", ""))
    seen(request, (one.conversation.customer_id for one in page.threads))
    base = reverse("desk:inbox")
    return {
        "tab": tab,
        "tabs": [(f"{base}?tab={code}", label, code == tab) for code, label in TABS.items()],
        "threads": page.threads,
        "current": current,
        "more": f"{base}?tab={tab}&after={page.next}" if page.next else "",
    }
