"""Whose yes each place asks for, in plain words, and who could say it (ORG-9)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from alongside.domain.organisation.models import Appointment, Node, StaffMember
from alongside.domain.organisation.permissions import SEE_ORGANISATION
from alongside.domain.work.hooks import approvables
from alongside.domain.work.permissions import CHANGE_APPROVALS
from alongside.domain.work.queries import Chain, chains_told
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.kernel.permission import known_permissions

MOST_NAMES = 3


@desk_page(SEE_ORGANISATION)
def approval_chains(request: DeskRequest) -> HttpResponse:
    """For each kind: what holds at the viewer's highest place, and every place of theirs with a word of its own."""
    visible = Node.objects.visible_to(request.viewer).filter(is_active=True)
    nodes = sorted(visible, key=lambda one: (len(one.ancestor_ids), one.ancestor_ids))
    kinds = []
    held = chains_told(nodes)
    people = holding([one for chains in held.values() for one in chains], request)
    for kind in approvables():
        rows = [
            {
                "node": node,
                "is_own": chain.node_id == node.pk,
                "is_companys": chain.node_id is None,
                "steps": told(chain, node, people),
                "may_change": request.viewer.may(CHANGE_APPROVALS, on=node),
            }
            for node, chain in held[kind.kind]
        ]
        kinds.append({"kind": kind, "rows": rows})
    changeable = [one for one in nodes if request.viewer.may(CHANGE_APPROVALS, on=one)]
    context = {"kinds": kinds, "nodes": changeable}
    return show(request, "faces/desk/approvals/chains.html", context, area="desk:organisation")


def holding(chains: Iterable[tuple[Node, Chain]], request: DeskRequest) -> list[Appointment]:
    """Who works where one of these steps could be answered. One query for a whole page."""
    places = {one for node, _chain in chains for one in node.ancestor_ids}
    codes = sorted({code for _node, chain in chains for code, _amount in chain.steps})
    held: QuerySet[Appointment] = Appointment.objects.active(request.now).filter(
        node_id__in=places, staff__is_active=True, role__permissions__overlap=codes
    )
    return list(held.select_related("staff", "role").order_by("-node__path", "pk"))


def told(chain: Chain, node: Node, people: Iterable[Appointment]) -> list[dict[str, Any]]:
    """Each step: what one must be allowed, from which amount on, and the nearest who are."""
    known = known_permissions()
    return [_step(code, known[code].sentence if code in known else code, amount, node, people)
            for code, amount in chain.steps]  # fmt: skip


def _step(
    code: str, sentence: Any, amount: Decimal, node: Node, people: Iterable[Appointment]
) -> dict[str, Any]:
    path = set(node.ancestor_ids)
    holders: dict[int, StaffMember] = {
        one.staff_id: one.staff for one in people if one.node_id in path and code in one.role.permissions
    }
    names = [one.name for one in holders.values()]
    return {
        "sentence": sentence,
        "amount": amount,
        "names": names[:MOST_NAMES],
        "more": max(len(names) - MOST_NAMES, 0),
    }
