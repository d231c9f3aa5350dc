"""What holds at a node, and what was written to customers nevertheless (CHN-8)."""

from __future__ import annotations

from django.db.models import QuerySet

from alongside.domain.organisation.models import Node
from alongside.domain.wording.models import ForbiddenWording, WordingUse
from alongside.domain.wording.rules import Found, find_forbidden
from alongside.kernel.actor import Actor


def forbidden_in(text: str, *, node: Node) -> list[Found]:
    """What a text for a customer of the node holds of the list. One query."""
    return find_forbidden(text, ForbiddenWording.objects.holding_at(node)) if text.strip() else []


def said_anyway(viewer: Actor, *, code: str = "", before: int = 0) -> QuerySet[WordingUse]:
    """The latest first; `before` goes on behind the row of that id."""
    found = WordingUse.objects.visible_to(viewer).select_related("wording", "staff", "node")
    if code:
        found = found.filter(wording__code=code)
    if before:
        found = found.filter(pk__lt=before)
    return found.order_by("-pk")
