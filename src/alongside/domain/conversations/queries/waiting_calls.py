"""What of calls stands on the one list of everything that waits for a person (ORG-10)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import pgettext_lazy

from alongside.domain.conversations.models import Callback
from alongside.domain.customers.rules import masked
from alongside.domain.work.hooks import Told, WaitingKind
from alongside.kernel.actor import Actor

# Mine, and everybody's where I take calls.
_OWED = """
    SELECT 1 FROM conversations_callback c
     WHERE c.state = 'open'
       AND (c.assigned_to_id = %(me)s
            OR (c.assigned_to_id IS NULL
                AND EXISTS (SELECT 1 FROM organisation_appointment a
                              JOIN organisation_role r ON r.id = a.role_id
                              JOIN organisation_node there ON there.id = a.node_id
                              JOIN organisation_node n ON n.id = c.node_id
                             WHERE a.staff_id = %(me)s AND a.from_at <= %(now)s
                               AND (a.until_at IS NULL OR a.until_at > %(now)s)
                               AND 'answer_calls' = ANY(r.permissions) AND starts_with(n.path, there.path))))
"""


def _found(person: Actor, now: datetime) -> QuerySet[Callback]:
    mine = Q(assigned_to_id=person.id if person.kind == "staff" else None)
    everybodys = Q(assigned_to=None, pk__in=Callback.objects.visible_to(person).open().values("pk"))
    return Callback.objects.open().filter(mine | everybodys).select_related("customer", "node")


def _told(owed: Callback) -> Told:
    who = owed.customer.name if owed.customer else masked("phone", owed.number)
    return Told(str(owed.get_reason_display()), [who, owed.node.name], str(owed.pk), owed.customer_id)


WaitingKind(
    "callback", pgettext_lazy("telephone", "Call back"), "phone-outgoing", _found, "due_at", _told, _OWED,
    lambda rows, viewer: rows.filter(pk__in=Callback.objects.visible_to(viewer).values("pk")),
)  # fmt: skip
