"""Add and change estates, buildings, homes, and what is known about the place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.estates.actions import (
    add_building,
    add_estate,
    add_estate_fact,
    add_phase,
    add_public_area,
    add_unit,
    change_building,
    change_estate,
    change_estate_fact,
    change_unit,
    remove_estate_fact,
)
from alongside.domain.estates.models import Building, Estate, EstateFact, Phase, Unit
from alongside.domain.estates.permissions import CHANGE_ESTATES
from alongside.domain.organisation.models import Node
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show

AREA = "desk:estates"
AREA_KINDS = [
    ("lift", pgettext_lazy("public area", "Lift")),
    ("garage", gettext_lazy("Garage")),
    ("garden", gettext_lazy("Garden")),
    ("gate", gettext_lazy("Gate")),
    ("lobby", gettext_lazy("Lobby and stairs")),
    ("clubhouse", gettext_lazy("Clubhouse")),
    ("other", pgettext_lazy("public area", "Other")),
]


class EstateForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    developer = forms.CharField(label=gettext_lazy("Developer"), max_length=120, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    latitude = forms.DecimalField(
        label=gettext_lazy("Latitude"), max_digits=9, decimal_places=6, min_value=-90, max_value=90, required=False,
        help_text=gettext_lazy("30.206231; with it and the longitude the estate is on the map"),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=gettext_lazy("Longitude"),
        max_digits=9,
        decimal_places=6,
        min_value=-180,
        max_value=180,
        required=False,
    )


class NewEstateForm(EstateForm):
    node = forms.ModelChoiceField(queryset=Node.objects.none(), label=gettext_lazy("Served by"))

    def __init__(self, request: DeskRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Node.objects.visible_to(request.viewer, CHANGE_ESTATES).filter(is_active=True)
        self.fields["node"].queryset = places.order_by("path")


class ChangeEstateForm(EstateForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class BuildingForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=40, help_text=gettext_lazy("8 becomes 8栋"))
    floors = forms.IntegerField(label=gettext_lazy("Floors"), min_value=1, max_value=200, required=False)
    delivery_on = forms.DateField(label=gettext_lazy("Delivery"), widget=DayInput, required=False)
    phase = forms.ModelChoiceField(
        label=gettext_lazy("Phase"), queryset=Phase.objects.none(), required=False, empty_label="—"
    )

    def __init__(self, estate: Estate, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].queryset = estate.phases.order_by("name")


class PhaseForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)


class PublicAreaForm(forms.Form):
    """Where owners tap when something is wrong outside their home."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=AREA_KINDS)
    building = forms.ModelChoiceField(
        label=gettext_lazy("Building"), queryset=Building.objects.none(), required=False, empty_label="—"
    )

    def __init__(self, estate: Estate, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].queryset = estate.buildings.order_by("position", "name")


class FactForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=EstateFact.Kind.choices)
    name = forms.CharField(label=gettext_lazy("What"), max_length=120)
    words = forms.CharField(
        label=gettext_lazy("In a few words"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    on = forms.DateField(label=gettext_lazy("As of"), widget=DayInput)
    source = forms.CharField(label=gettext_lazy("Known from"), max_length=120)


class UnitForm(forms.Form):
    entrance = forms.CharField(label=gettext_lazy("Entrance"), max_length=20, required=False)
    number = forms.CharField(label=gettext_lazy("Room number"), max_length=20)
    floor = forms.IntegerField(label=gettext_lazy("Floor"), min_value=-20, max_value=300, required=False)
    use = forms.ChoiceField(label=gettext_lazy("Use"), choices=Unit.Use.choices)
    layout = forms.CharField(label=gettext_lazy("Layout"), max_length=40, required=False)
    gross_area = forms.DecimalField(
        label=gettext_lazy("Gross area (㎡)"), max_digits=9, decimal_places=2, min_value=0, required=False
    )
    orientation = forms.CharField(label=gettext_lazy("Orientation"), max_length=20, required=False)
    finish = forms.ChoiceField(
        label=gettext_lazy("Fitting-out"), choices=[("", "—"), *Unit.Finish.choices], required=False
    )


class NewUnitForm(UnitForm):
    status = forms.ChoiceField(label=gettext_lazy("Where it stands today"), choices=Unit.Status.choices)


class ChangeUnitForm(UnitForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


@desk_page(CHANGE_ESTATES)
def add_estate_page(request: DeskRequest) -> HttpResponse:
    def act(data: dict[str, Any]) -> str:
        return estate_address(add_estate(**data, by=request.viewer, now=request.now))

    return form_page(
        request, NewEstateForm(request, request.POST or None), act, title=_("New estate"),
        back=reverse("desk:estates"), crumb=_("Estates and homes"), said=_("The estate is added."), area=AREA,
    )  # fmt: skip


@desk_page(CHANGE_ESTATES)
def change_estate_page(request: DeskRequest, pk: int) -> HttpResponse:
    estate = _estate(request, pk)
    initial = {name: getattr(estate, name) for name in EstateForm.base_fields} | {"seen": estate.version}

    def act(data: dict[str, Any]) -> str:
        return estate_address(change_estate(estate, **data, by=request.viewer, now=request.now))

    return form_page(
        request, ChangeEstateForm(request.POST or None, initial=initial), act,
        title=_("Change the details of %(name)s") % {"name": estate.name},
        back=estate_address(estate), crumb=estate.name, said=_("Saved."), area=AREA,
    )  # fmt: skip


@desk_page(CHANGE_ESTATES)
def add_building_page(request: DeskRequest, pk: int) -> HttpResponse:
    estate = _estate(request, pk)

    def act(data: dict[str, Any]) -> str:
        return estate_address(estate, add_building(estate, **data, by=request.viewer, now=request.now))

    return form_page(
        request, BuildingForm(estate, request.POST or None), act, title=_("New building"),
        back=estate_address(estate), crumb=estate.name, said=_("The building is added."), area=AREA,
    )  # fmt: skip


@desk_page(CHANGE_ESTATES)
def change_building_page(request: DeskRequest, pk: int) -> HttpResponse:
    estates = Estate.objects.visible_to(request.viewer)
    building = find(Building.objects.filter(estate__in=estates).select_related("estate"), pk=pk)
    form = BuildingForm(
        building.estate,
        request.POST or None,
        initial={name: getattr(building, name) for name in BuildingForm.base_fields},
    )
    del form.fields["delivery_on"]  # buyers were promised it: it moves by an act of its own

    def act(data: dict[str, Any]) -> str:
        return estate_address(
            building.estate, change_building(building, **data, by=request.viewer, now=request.now)
        )

    return form_page(
        request, form, act, title=_("Change the details of %(name)s") % {"name": building.name},
        lead=_("A new name is given to the homes in it too."),
        back=estate_address(building.estate, building), crumb=f"{building.estate.name} {building.name}", said=_("Saved."),
        area=AREA,
    )  # fmt: skip


@desk_page(CHANGE_ESTATES)
def add_phase_page(request: DeskRequest, pk: int) -> HttpResponse:
    estate = _estate(request, pk)

    def act(data: dict[str, Any]) -> str:
        add_phase(estate, **data, by=request.viewer, now=request.now)
        return estate_address(estate)

    return form_page(
        request, PhaseForm(request.POST or None), act, title=_("New phase"),
        back=estate_address(estate), crumb=estate.name, said=_("The phase is added."), area=AREA,
    )  # fmt: skip


@desk_page(CHANGE_ESTATES)
def add_public_area_page(request: DeskRequest, pk: int) -> HttpResponse:
    estate = _estate(request, pk)

    def act(data: dict[str, Any]) -> str:
        add_public_area(estate, **data, by=request.viewer, now=request.now)
        return estate_address(estate)

    return form_page(
        request, PublicAreaForm(estate, request.POST or None), act, title=_("New shared place"),
        lead=_("Owners tap it when they report something outside their home."),
        back=estate_address(estate), crumb=estate.name, said=_("The shared place is added."), area=AREA,
    )  # fmt: skip


@desk_page(CHANGE_ESTATES)
def add_estate_fact_page(request: DeskRequest, pk: int) -> HttpResponse:
    estate = _estate(request, pk)

    def act(data: dict[str, Any]) -> str:
        add_estate_fact(estate, **data, by=request.viewer, now=request.now)
        return estate_address(estate)

    return form_page(
        request, FactForm(request.POST or None, initial={"on": timezone.localdate(request.now)}), act,
        title=_("A fact about the place"), lead=_("Dated and with its source, so that it can be told to a customer."),
        back=estate_address(estate), crumb=estate.name, said=_("The fact is added."), area=AREA,
    )  # fmt: skip


@desk_page(CHANGE_ESTATES)
def change_estate_fact_page(request: DeskRequest, pk: int) -> HttpResponse:
    fact = _fact(request, pk)
    initial = {name: getattr(fact, name) for name in FactForm.base_fields}
    form = FactForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            change_estate_fact(fact, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, estate_address(fact.estate), _("Saved."))
    context = {"fact": fact, "form": form, "back": estate_address(fact.estate)}
    return show(request, "faces/desk/estates/change_estate_fact.html", context, area=AREA)


@require_POST
@desk_page(CHANGE_ESTATES)
def remove_estate_fact_page(request: DeskRequest, pk: int) -> HttpResponse:
    fact = _fact(request, pk)
    remove_estate_fact(fact, by=request.viewer, now=request.now)
    return see(request, estate_address(fact.estate), _("The fact is taken out."))


@desk_page(CHANGE_ESTATES)
def add_unit_page(request: DeskRequest, pk: int) -> HttpResponse:
    estates = Estate.objects.visible_to(request.viewer)
    building = find(Building.objects.filter(estate__in=estates).select_related("estate"), pk=pk)

    def act(data: dict[str, Any]) -> str:
        add_unit(building, **data, by=request.viewer, now=request.now)
        return estate_address(building.estate, building)

    return form_page(
        request, NewUnitForm(request.POST or None, initial={"use": "dwelling"}), act, title=_("New home"),
        back=estate_address(building.estate, building), crumb=f"{building.estate.name} {building.name}",
        said=_("The home is added."), area=AREA,
    )  # fmt: skip


@desk_page(CHANGE_ESTATES)
def change_unit_page(request: DeskRequest, pk: int) -> HttpResponse:
    unit = find(Unit.objects.visible_to(request.viewer), pk=pk)
    initial = {name: getattr(unit, name) for name in UnitForm.base_fields} | {"seen": unit.version}
    back = reverse("desk:unit", args=[unit.pk])

    def act(data: dict[str, Any]) -> str:
        change_unit(unit, **data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request, ChangeUnitForm(request.POST or None, initial=initial), act,
        title=_("Change the details of %(name)s") % {"name": unit.label},
        lead=_("Its status changes by what happens to it: a signing, a handover."),
        back=back, crumb=unit.label, said=_("Saved."), area=AREA,
    )  # fmt: skip


def _fact(request: DeskRequest, pk: int) -> EstateFact:
    estates = Estate.objects.visible_to(request.viewer)
    return find(EstateFact.objects.filter(estate__in=estates).select_related("estate"), pk=pk)


def _estate(request: DeskRequest, pk: int) -> Estate:
    return find(Estate.objects.visible_to(request.viewer), pk=pk)


def estate_address(estate: Estate, building: Building | None = None) -> str:
    return reverse("desk:estate", args=[estate.pk]) + (f"?building={building.pk}" if building else "")
