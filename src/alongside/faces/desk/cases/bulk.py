"""One act on many cases: each by its own action, and a summary of what went and what did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.domain.cases.actions.handing_on import assign_case, offer_transfer
from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import ASSIGN_CASE, HANDLE_CASE, TRANSFER_CASE
from alongside.domain.organisation.models import Appointment, StaffMember
from alongside.faces.desk.cases.handing_on import take_case
from alongside.faces.desk.page import DeskRequest, desk_page, see, show
from alongside.kernel.actor import Actor
from alongside.kernel.permission import Permission
from alongside.kernel.refusals import Refused

MOST_CHOSEN = 50  # a page of the list


@dataclass(frozen=True)
class BulkAct:
    """What can be done with many at once; `asks` names what it needs besides."""

    code: str
    label: Any
    icon: str
    permission: Permission
    action: Any
    asks: tuple[str, ...] = ()
    key: str = ""


BULK = (
    BulkAct("acknowledge_case", gettext_lazy("Acknowledge"), "check", HANDLE_CASE, acknowledge_case),
    BulkAct("take_case", gettext_lazy("Take it"), "hand-grab", HANDLE_CASE, take_case),
    BulkAct("assign_case", gettext_lazy("Assign"), "user-plus", ASSIGN_CASE, assign_case, ("to",), key="a"),
    BulkAct(
        "offer_transfer",
        gettext_lazy("Hand over"),
        "arrows-exchange",
        TRANSFER_CASE,
        offer_transfer,
        ("to", "reason"),
    ),
)


class BulkForm(forms.Form):
    to = forms.ModelChoiceField(StaffMember.objects.none(), label=gettext_lazy("To"))
    reason = forms.CharField(label=gettext_lazy("Why?"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, act: BulkAct, cases: list[Case], request: DeskRequest, data: Any) -> None:
        super().__init__(data)
        nodes = {node for case in cases for node in case.node.ancestor_ids}
        appointed = Appointment.objects.active(request.now).filter(
            node_id__in=nodes, role__permissions__contains=[HANDLE_CASE.code]
        )
        self.fields["to"].queryset = StaffMember.objects.filter(pk__in=appointed.values("staff_id")).order_by(
            "name_sort_key"
        )
        for name in list(self.fields):
            if name not in act.asks:
                del self.fields[name]


def bulk_acts(viewer: Actor) -> list[BulkAct]:
    return [act for act in BULK if viewer.may(act.permission)]


@desk_page(HANDLE_CASE, ASSIGN_CASE)
def bulk(request: DeskRequest) -> HttpResponse:
    act = next((one for one in bulk_acts(request.viewer) if one.code == request.POST.get("act")), None)
    if act is None:
        raise Http404
    chosen = [one for one in request.POST.getlist("chosen") if "\x00" not in one][:MOST_CHOSEN]
    cases = list(
        Case.objects.visible_to(request.viewer).filter(number__in=chosen).select_related("node", "owner")
    )
    back = f"{reverse('desk:cases')}?{request.GET.urlencode()}"
    form = BulkForm(act, cases, request, request.POST if "sure" in request.POST or not act.asks else None)
    if form.is_bound and form.is_valid():
        said = do_to_each(request, act, cases, form.cleaned_data)
        return see(request, back, said)
    context = {"act": act, "cases": cases, "form": form, "back": back, "ask": request.get_full_path()}
    return show(request, "faces/desk/cases/bulk.html", context, area="desk:cases")


def do_to_each(request: DeskRequest, act: BulkAct, cases: list[Case], given: dict[str, Any]) -> str:
    """Each in its own transaction. What was refused becomes a warning with its reason; the rest is counted."""
    done = 0
    for case in cases:
        try:
            act.action(case, **given, by=request.viewer, now=request.now)
            done += 1
        except Refused as no:
            messages.warning(request, _("%(number)s: %(why)s") % {"number": case.number, "why": no.words})
    if not done:
        return ""
    return ngettext("%(act)s: %(n)s case done.", "%(act)s: %(n)s cases done.", done) % {
        "act": act.label,
        "n": done,
    }
