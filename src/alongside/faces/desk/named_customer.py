"""The customer whom a form names, to tie something to them."""

from __future__ import annotations

from alongside.domain.customers.models import Customer
from alongside.faces.desk.page import DeskRequest, find
from alongside.faces.ui.asked import is_whole


def named_customer(request: DeskRequest) -> Customer | None:
    """None: the form names nobody. Http404 for one whom the viewer may not see."""
    asked = request.POST.get("customer", "")
    if not is_whole(asked):
        return None
    return find(Customer.objects.visible_to(request.viewer), pk=int(asked))
