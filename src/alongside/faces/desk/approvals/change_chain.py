"""Say whose yes a place asks for, step by step, or end its own word (ORG-9)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.organisation.models import Appointment, Node
from alongside.domain.work.actions.chaining import MOST_STEPS, end_chain, set_chain
from alongside.domain.work.hooks import Approvable, approvables
from alongside.domain.work.permissions import CHANGE_APPROVALS
from alongside.domain.work.queries import Chain, chain_above, chain_at
from alongside.faces.desk.approvals.chains import holding, told
from alongside.faces.desk.nodes import NodeChoice, choose_node
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.widgets import Select
from alongside.kernel.permission import known_permissions


class ChainForm(forms.Form):
    """Steps in their order, empty ones left out. `seen` is the chain that the page was drawn with."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)

    def __init__(self, *args: Any, permissions: list[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        for step in range(1, MOST_STEPS + 1):
            self.fields[f"permission_{step}"] = forms.ChoiceField(
                label=gettext_lazy("%(n)s. Whoever may") % {"n": step},
                choices=[("", "—"), *permissions], required=False, widget=Select,
            )  # fmt: skip
            self.fields[f"from_{step}"] = forms.DecimalField(
                label=gettext_lazy("From this amount on (yuan)"),
                min_value=0, max_digits=14, decimal_places=2, required=False,
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The lines that are filled, and two more to fill."""
        rows = [(self[f"permission_{n}"], self[f"from_{n}"]) for n in range(1, MOST_STEPS + 1)]
        filled = [n for n, row in enumerate(rows, start=1) if any(one.value() for one in row)]
        return rows[: max(filled, default=0) + 2]

    @property
    def steps(self) -> list[tuple[str, Decimal]]:
        given = self.cleaned_data
        pairs = [(given[f"permission_{n}"], given[f"from_{n}"]) for n in range(1, MOST_STEPS + 1)]
        return [(code, amount or Decimal(0)) for code, amount in pairs if code]


@desk_page(CHANGE_APPROVALS)
def change_approval_chain(request: DeskRequest) -> HttpResponse:
    """`?node=7&kind=export`."""
    nodes, kind = choose_node(request, CHANGE_APPROVALS), _kind(request.GET.get("kind", ""))
    node = nodes.node
    chain = chain_at(kind.kind, node)
    form = ChainForm(request.POST or None, initial=_as_it_is(chain), permissions=_permissions(request, chain))
    if form.is_valid():
        with refusals_on(form):
            seen = [one for one in form.cleaned_data["seen"].split(",") if one]
            set_chain(kind.kind, node=node, steps=form.steps, seen=seen, by=request.viewer, now=request.now)
            words = _("Saved. What is asked from now on needs these; what waits already keeps its steps.")
            return see(request, reverse("desk:approval_chains"), words)
    return show(
        request,
        "faces/desk/approvals/change_chain.html",
        _context(request, nodes, kind, chain, form),
        area="desk:organisation",
    )


@require_POST
@desk_page(CHANGE_APPROVALS)
def end_approval_chain(request: DeskRequest, pk: int) -> HttpResponse:
    node = find(Node.objects.visible_to(request.viewer, CHANGE_APPROVALS), pk=pk)
    end_chain(_kind(request.POST.get("kind", "")).kind, node=node, by=request.viewer, now=request.now)
    return see(request, reverse("desk:approval_chains"), _("Ended: what is said above holds there again."))


def _kind(code: str) -> Approvable:
    """404 for a kind that there is not; the first when none is named."""
    kinds = approvables()
    found = next((one for one in kinds if one.kind == code), None) if code else kinds[0]
    if found is None:
        raise Http404
    return found


def _permissions(request: DeskRequest, chain: Chain) -> list[tuple[str, Any]]:
    """What somebody holds today, and what the chain names: nothing else could be answered by anybody."""
    roles = Appointment.objects.active(request.now).values_list("role__permissions", flat=True).distinct()
    held = {code for permissions in roles for code in permissions} | {code for code, _from in chain.steps}
    known = known_permissions()
    return [(code, one.sentence) for code, one in known.items() if code in held and not one.of_customer]


def _as_it_is(chain: Chain) -> dict[str, Any]:
    steps = {f"permission_{n}": code for n, (code, _amount) in enumerate(chain.steps, start=1)}
    amounts = {f"from_{n}": amount or None for n, (_code, amount) in enumerate(chain.steps, start=1)}
    return {**steps, **amounts, "seen": ",".join(chain.noted)}


def _context(
    request: DeskRequest, nodes: NodeChoice, kind: Approvable, chain: Chain, form: ChainForm
) -> dict[str, Any]:
    above = chain_above(kind.kind, nodes.node)
    return {
        "node": nodes.node,
        "kind": kind,
        "form": form,
        "above": told(above, nodes.node, holding([(nodes.node, above)], request)),
        "is_own": chain.node_id == nodes.node.pk,
    }
