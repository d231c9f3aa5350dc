"""The floor plans of an estate, and what is pinned on each (EST-8)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.cases.queries.pins import pins_on
from alongside.domain.estates.actions import add_plan, retire_plan
from alongside.domain.estates.models import Building, Estate, FloorPlan, Unit
from alongside.domain.estates.permissions import CHANGE_ESTATES, SEE_ESTATES
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.kernel.models import StoredFile

AREA = "desk:estates"
MOST = 200


class PlanForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    layout = forms.CharField(
        label=gettext_lazy("For the layout"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"list": "layouts"}),
        help_text=gettext_lazy("As the homes have it; the plan is shown for every home of this layout."),
    )  # fmt: skip
    building = forms.ModelChoiceField(
        label=gettext_lazy("Only in this building"),
        queryset=Building.objects.none(),
        required=False,
        empty_label="—",
    )
    unit = forms.CharField(
        label=gettext_lazy("Or for one home"), max_length=80, required=False,
        help_text=gettext_lazy("As people say it: 8栋1单元2102"),
    )  # fmt: skip
    picture = forms.FileField(
        label=gettext_lazy("Picture"), widget=forms.FileInput(attrs={"accept": "image/*"})
    )

    def __init__(self, estate: Estate, *args: Any) -> None:
        super().__init__(*args)
        self.estate = estate
        self.fields["building"].queryset = estate.buildings.order_by("position", "name")

    def clean_unit(self) -> Unit | None:
        label = self.cleaned_data["unit"].strip()
        if not label:
            return None
        unit = Unit.objects.filter(estate=self.estate, label=label).first()
        if unit is None:
            raise forms.ValidationError(_("There is no such home here."))
        return unit


@desk_page(SEE_ESTATES)
def estate_plans(request: DeskRequest, pk: int) -> HttpResponse:
    """All that are in use, and a form for another one."""
    estate = find(Estate.objects.visible_to(request.viewer), pk=pk)
    may_change = request.viewer.may(CHANGE_ESTATES, on=estate)
    form = PlanForm(estate, request.POST or None, request.FILES or None)
    if may_change and form.is_valid():
        with refusals_on(form):
            add_plan(estate, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, request.path, _("The plan is in."))
    plans = list(
        FloorPlan.objects.filter(estate=estate, is_active=True)
        .select_related("building", "unit")
        .order_by("name", "id")[:MOST]
    )
    pictures = pictures_of(plans)
    layouts = (
        estate.units.exclude(layout="").order_by("layout").values_list("layout", flat=True).distinct()[:50]
    )
    context = {
        "estate": estate,
        "plans": [(one, pictures.get(one.pk)) for one in plans],
        "form": form,
        "layouts": list(layouts),
        "may_change": may_change,
    }
    return show(request, "faces/desk/estates/estate_plans.html", context, area=AREA)


@desk_page(SEE_ESTATES)
def plan_page(request: DeskRequest, plan_id: int) -> HttpResponse:
    """What is open on it, wherever it was pinned: what comes again at one spot is a fault of the design."""
    plan = _plan(request, plan_id)
    context = {
        "plan": plan,
        "picture": pictures_of([plan]).get(plan.pk),
        "pins": pins_on(plan, request.viewer, open_only="all" not in request.GET),
        "shows_all": "all" in request.GET,
        "may_change": request.viewer.may(CHANGE_ESTATES, on=plan),
    }
    return show(request, "faces/desk/estates/plan.html", context, area=AREA)


@require_POST
@desk_page(CHANGE_ESTATES)
def retire_plan_page(request: DeskRequest, plan_id: int) -> HttpResponse:
    plan = retire_plan(_plan(request, plan_id), by=request.viewer, now=request.now)
    return see(
        request, reverse("desk:estate_plans", args=[plan.estate_id]), _("The plan is not used any more.")
    )


def pictures_of(plans: list[FloorPlan]) -> dict[int, StoredFile]:
    """The drawing of each. One query."""
    rows = StoredFile.objects.filter(about_kind="floorplan", about_id__in=[one.pk for one in plans])
    return {one.about_id: one for one in rows}


def _plan(request: DeskRequest, plan_id: int) -> FloorPlan:
    plans = FloorPlan.objects.visible_to(request.viewer).select_related("estate", "building", "unit")
    return find(plans, pk=plan_id)
