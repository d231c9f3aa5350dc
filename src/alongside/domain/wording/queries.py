"""What holds at a node, and what was written to customers nevertheless (CHN-8)."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q, QuerySet

from alongside.domain.organisation.models import Node
from alongside.domain.wording.models import ForbiddenWording, WordingUse
from alongside.domain.wording.rules import Found, find_forbidden
from alongside.kernel.actor import Actor
from alongside.kernel.prepared import AnyOf, Prepared

# Those in force at a node: its own, those of the nodes above, those of the whole house. Every reply asks for them, so
# only what is looked for is read.
_HOLDING = Prepared(
    lambda: ForbiddenWording.objects.filter(
        Q(node__isnull=True) | Q(AnyOf("node_id", "nodes")), is_active=True
    ).only("pk", "variants", "exceptions")
)


def forbidden_in(text: str, *, node: Node) -> list[Found]:
    """What a text for a customer of the node holds of the list. One query, and one more where something is found."""
    if not text.strip():
        return []
    found = find_forbidden(text, _HOLDING(nodes=node.ancestor_ids))
    whole = ForbiddenWording.objects.in_bulk([one.wording.pk for one in found]) if found else {}
    return [replace(one, wording=whole[one.wording.pk]) for one in found]


def said_anyway(viewer: Actor, *, code: str = "", before: int = 0) -> QuerySet[WordingUse]:
    """The latest first; `before` goes on behind the row of that id."""
    found = WordingUse.objects.visible_to(viewer).select_related("wording", "staff", "node")
    if code:
        found = found.filter(wording__code=code)
    if before:
        found = found.filter(pk__lt=before)
    return found.order_by("-pk")
