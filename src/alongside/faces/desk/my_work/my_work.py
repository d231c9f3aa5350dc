"""My work: what waits for me, due first, with the time left; what waits for others a tab away."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models import Case
from alongside.faces.desk.cases.rows import narrow, rows_of
from alongside.faces.desk.page import DeskRequest, desk_page, show

MOST = 50  # lines a tab shows

TABS = {
    "mine": _("Waiting for me"),
    "customer": _("For the customer"),
    "helping": _("Helping"),
    "resolved": _("Resolved"),
}


@desk_page()
def my_work(request: DeskRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "mine"
    mine = Case.objects.visible_to(request.viewer).filter(owner_id=request.viewer.id)
    found = narrow(mine.open().order_by("next_due_at", "id"))[:MOST]
    context = {
        "tabs": [
            (reverse("desk:my_work") + f"?tab={code}", label, code == tab) for code, label in TABS.items()
        ],
        "rows": list(rows_of(found, now=request.now)),
    }
    return show(request, "faces/desk/my_work/my_work.html", context, area="desk:my_work")
