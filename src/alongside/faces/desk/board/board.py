"""The supervisor's board: who carries what, what nobody took, what is late; cases are assigned from here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.domain.cases.actions.handing_on import assign_case
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import ASSIGN_CASE, SUPERVISE
from alongside.domain.cases.queries.board import Board, board_of
from alongside.domain.cases.states import BEFORE_RESOLVED, OPEN_STATES
from alongside.domain.organisation.models import Node, StaffMember
from alongside.faces.desk.case_links import cases_with
from alongside.faces.desk.nodes import choose_node
from alongside.faces.desk.page import DeskRequest, desk_page, see, show
from alongside.faces.ui.access import seen
from alongside.kernel.refusals import Refused


class AssignForm(forms.Form):
    """Chosen cases as NUMBER:VERSION, so that a case that moved on meanwhile says so (CAS-16)."""

    to = forms.ChoiceField(label=gettext_lazy("Assign the chosen cases to"))
    chosen = forms.CharField(widget=forms.MultipleHiddenInput)

    def __init__(self, board: Board, *args: Any) -> None:
        super().__init__(*args)
        people = [(one.staff_id, _said(one)) for one in board.loads]
        self.fields["to"].choices = [("", _("Choose somebody")), *people]


@desk_page(SUPERVISE)
def board(request: DeskRequest) -> HttpResponse:
    nodes = choose_node(request, SUPERVISE)
    found = board_of(nodes.node, request.viewer, request.now)
    shown = [
        *found.unassigned_cases,
        *found.late_cases,
        *found.wandering_cases,
        *(one.case for one in found.offers),
    ]
    seen(request, (one.customer_id for one in shown))
    form = AssignForm(found)
    if request.method == "POST":
        form = AssignForm(found, request.POST)
        if form.is_valid():
            _assign(request, form.cleaned_data["to"])
            return see(request, f"{reverse('desk:board')}?node={nodes.node.pk}")
    context = {
        "nodes": nodes,
        "board": found,
        "fullest": max((one.open for one in found.loads), default=0),
        "form": form,
        "may_assign": request.viewer.may(ASSIGN_CASE),
        "all": _lists_of(nodes.node),
        "before_resolved": sorted(BEFORE_RESOLVED),
        "after_resolved": sorted(OPEN_STATES - BEFORE_RESOLVED),
        "faults": faults_below(nodes.node, request),
    }
    return show(request, "faces/desk/board/board.html", context, area="desk:board")


def _lists_of(node: Node) -> dict[str, str]:
    """Where the whole of each of the board's lists is read, beyond the rows shown here."""
    asked: dict[str, dict[str, Any]] = {
        "unassigned": {"open": True, "owner": "none"},
        "late": {"due": "late"},
        "wandering": {"open": True, "figure": "wandering"},
        "offered": {"open": True, "figure": "offered"},
    }
    return {name: cases_with(node=node.pk, order="due", **one) for name, one in asked.items()}


def faults_below(node: Node, request: DeskRequest) -> list[Node]:
    """Nodes in sight that nobody answers for (ORG-4): no named manager, or one who has left. One query."""
    nodes = Node.objects.visible_to(request.viewer, SUPERVISE).within(node).filter(is_active=True)
    without = nodes.filter(manager__isnull=True) | nodes.filter(manager__is_active=False)
    return list(without.order_by("path")[:50])


def _assign(request: DeskRequest, staff_id: str) -> None:
    """Each case by itself: what cannot be given says why, the others are given."""
    to = StaffMember.objects.get(pk=int(staff_id))
    chosen = dict(one.rsplit(":", 1) for one in request.POST.getlist("chosen") if ":" in one)
    cases = Case.objects.visible_to(request.viewer).filter(number__in=chosen)
    done = sum(_assigned(case, to, chosen[case.number], request, request.now) for case in cases)
    if done:
        messages.success(
            request,
            ngettext("%(n)s case given to %(name)s.", "%(n)s cases given to %(name)s.", done)
            % {"n": done, "name": to.name},
        )


def _assigned(case: Case, to: StaffMember, told: str, request: DeskRequest, now: datetime) -> bool:
    try:
        version = int(told) if told.isdigit() else None
        assign_case(case, to=to, by=request.viewer, now=now, seen=version)
    except Refused as no:
        messages.error(request, f"{case.number}: {no.words}")
        return False
    return True


def _said(load: Any) -> str:
    away = "" if load.is_on_duty else f" · {_('away')}"
    return f"{load.name} · {load.open}{away}"
