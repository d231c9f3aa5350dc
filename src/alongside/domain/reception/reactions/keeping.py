"""What walk-in desks hold of a customer: it follows them when records become one, and is copied (CUS-6, INF-4).

The words of a visit are a message, kept, copied and erased with what was said; here is only that they came.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alongside.domain.customers.hooks import BELONGINGS, Belonging
from alongside.domain.privacy.hooks import COPY, CopyPart
from alongside.domain.reception.models import Ticket


@BELONGINGS.fill
def their_visits() -> tuple[Belonging, ...]:
    """Who came as either record is the same person."""
    return (Belonging(Ticket, is_at_node=True),)


@COPY.fill
def copy_visits(customer_id: int) -> tuple[CopyPart, ...]:
    """When they came, where, what for, and how long they waited."""
    visits = Ticket.objects.filter(customer=customer_id).select_related("lobby", "line")
    columns = (
        pgettext("visit", "Came at"),
        pgettext("visit", "Where"),
        pgettext("visit", "What for"),
        pgettext("visit", "Number"),
        pgettext("visit", "Called at"),
        pgettext("visit", "Ended at"),
    )
    rows = [
        (one.drawn_at, one.lobby.name, str(one.line), one.code, one.called_at or "", one.ended_at or "")
        for one in visits.order_by("drawn_at", "pk")
    ]
    return (CopyPart("visits", _("When I came to you"), columns, rows),)
