"""Where on the plan of the home a case lies: shown beside the case, marked by a click or by the arrow keys (EST-8)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.cases.actions.pinning import pin_case
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import HANDLE_CASE
from alongside.domain.cases.queries.pins import pins_on
from alongside.domain.estates.queries import plan_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.access import seen
from alongside.kernel.models import StoredFile


class PinForm(forms.Form):
    x = forms.DecimalField(widget=forms.HiddenInput, min_value=0, max_value=1, max_digits=5, decimal_places=4)
    y = forms.DecimalField(widget=forms.HiddenInput, min_value=0, max_value=1, max_digits=5, decimal_places=4)


@desk_page()
def pin_case_page(request: DeskRequest, number: str) -> HttpResponse:
    """The plan with what is pinned in this home. Asked by htmx, the drawing alone for the case's page."""
    case = find(Case.objects.visible_to(request.viewer).select_related("unit__estate"), number=number)
    seen(request, case.customer_id)
    plan = plan_of(case.unit) if case.unit else None
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            pin_case(case, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, reverse("desk:case", args=[case.number]), _("The place is marked."))
    context = {
        "case": case,
        "plan": plan,
        "picture": StoredFile.objects.filter(about_kind="floorplan", about_id=plan.pk).first()
        if plan
        else None,
        "pins": pins_on(plan, request.viewer, unit=case.unit, case=case) if plan else [],
        "form": form,
        "may_pin": request.viewer.may(HANDLE_CASE, on=case)
        or case.participants.filter(staff_id=request.user.pk).exists(),
    }
    part = "#beside" if request.htmx and request.method == "GET" else ""
    return show(request, f"faces/desk/cases/pin_case.html{part}", context, area="desk:cases")
