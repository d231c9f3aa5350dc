"""Who has looked at this record: on the customer's page, for those who may know (INF-3)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.customers.models import Customer
from alongside.domain.privacy.permissions import SEE_WHO_LOOKED
from alongside.domain.privacy.queries import lines_about
from alongside.faces.desk.access.told import told
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole

PAGE = 50


@desk_page(SEE_WHO_LOOKED)
def who_looked(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)
    lines = lines_about(customer, request.viewer)
    before = request.GET.get("before", "")
    if is_whole(before):
        lines = lines.filter(pk__lt=int(before))
    found = list(lines[: PAGE + 1])
    context = {
        "customer": customer,
        "rows": told(found[:PAGE], names=False),
        "older": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
    }
    return show(request, "faces/desk/access/who_looked.html", context, area="desk:customers")
