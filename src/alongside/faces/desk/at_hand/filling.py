"""What a script's placeholders stand for beside a case or a conversation, and which scripts were used (CHN-8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone

from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Thread
from alongside.domain.customers.models import UnitRelation
from alongside.domain.knowledge.actions import note_used
from alongside.domain.knowledge.models import Article
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.queries import hotline_of
from alongside.faces.desk.page import DeskRequest
from alongside.faces.ui.asked import is_whole

MOST_USED = 20


def values_for_case(request: DeskRequest, case: Case) -> dict[str, str]:
    """By the codes of `knowledge.rules.placeholders`; "" for what the record does not know."""
    due = case.next_due_at
    return _of_place(request, case.node) | {
        "customer": case.customer.called if case.customer else "",
        "unit": f"{case.estate.name} {case.unit.label}" if case.unit and case.estate else "",
        "case_number": case.number,
        "deadline": timezone.localtime(due).strftime("%m-%d %H:%M") if due and due > request.now else "",
    }


def values_for_thread(request: DeskRequest, thread: Thread) -> dict[str, str]:
    """The same beside a conversation that is no case. A home is named when they have one only."""
    customer = thread.conversation.customer
    homes: list[UnitRelation] = []
    if customer is not None:
        theirs = UnitRelation.objects.visible_to(request.viewer).filter(customer=customer, until_on=None)
        homes = list(theirs.select_related("unit__estate")[:2])
    home = homes[0].unit if len(homes) == 1 else None
    return _of_place(request, thread.node) | {
        "customer": customer.called if customer else "",
        "unit": f"{home.estate.name} {home.label}" if home else "",
    }


def note_uses(request: DeskRequest, used: str, *, about: models.Model, node: Node) -> None:
    """Count the scripts of which words were sent; `used` names them, "3,7". What is gone meanwhile is left out."""
    keys = [int(one) for one in used.split(",")[:MOST_USED] if is_whole(one)]
    scripts: Iterable[Any] = (
        Article.objects.visible_to(request.viewer).holding_at(node).filter(pk__in=keys) if keys else ()
    )
    for one in scripts:
        note_used(one, about=about, by=request.viewer, now=request.now)


def _of_place(request: DeskRequest, node: Node) -> dict[str, str]:
    return {"agent": request.user.name, "node": node.name, "hotline": hotline_of(node)}
