"""The list to the left of a case: the tab of my work from which it was opened."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.queries.work import work_of
from alongside.faces.desk.cases.rows import rows_of
from alongside.faces.desk.page import DeskRequest
from alongside.faces.ui.access import seen

TABS = {
    "mine": _("Waiting for me"),
    "waiting": _("For the customer"),
    "helping": _("Helping"),
    "resolved": _("Resolved"),
    "unassigned": _("Unassigned"),
}


def list_pane(
    request: DeskRequest,
    tab: str,
    *,
    current: str = "",
    counts: dict[str, int] | None = None,
    after: str = "",
) -> dict[str, Any]:
    """What `list_pane.html` draws; empty when the case was not opened from a list. One query."""
    if tab not in TABS:
        return {}
    page = work_of(request.viewer, tab, after=after)
    seen(request, (one.customer_id for one in page.rows))
    base = reverse("desk:my_work")
    return {
        "tabs": [
            (f"{base}?tab={code}", str(label), code == tab, counts[code] if counts else None)
            for code, label in TABS.items()
        ],
        "rows": list(rows_of(page.rows, now=request.now, suffix=f"?list={tab}")),
        "current": current,
        "fresh": f"{base}?{urlencode({'tab': tab, 'after': after})}",
        "more": f"{base}?tab={tab}&after={page.next}" if page.next else "",
        "tab": tab,
    }
