"""Which homes a customer has to do with, and until when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.customers.actions import describe_household, end_unit_relation, relate_unit
from alongside.domain.customers.models import Customer, UnitRelation
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.estates.models import Unit
from alongside.domain.estates.queries import find_units
from alongside.faces.desk.customers.changing import AREA, back_to
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find
from alongside.faces.ui.access import seen


class RelateForm(forms.Form):
    home = forms.CharField(
        label=gettext_lazy("Which home"),
        max_length=80,
        help_text=gettext_lazy("As people say it: 8-2102, 8栋1单元2102"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What they are to it"), choices=UnitRelation.Role.choices, initial="owner"
    )
    from_on = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    until_on = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput, required=False)

    def __init__(self, request: DeskRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = request.viewer

    def clean_home(self) -> Unit:
        """The one home meant; several are named, so that the person can say which."""
        said = self.cleaned_data["home"]
        found = find_units(said, self.viewer, limit=8)
        exact = [
            one
            for one in found
            if said.strip() in (one.label, f"{one.estate.name}{one.label}", f"{one.estate.name} {one.label}")
        ]
        if len(exact) == 1:
            return exact[0]
        if not found:
            raise ValidationError(_("There is no such home here."))
        if len(found) > 1:
            names = ", ".join(f"{one.estate.name} {one.label}" for one in found)
            raise ValidationError(_("Which of these? %(homes)s") % {"homes": names})
        return found[0]


class EndForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)


class HouseholdForm(forms.Form):
    """Who of those with the same homes belongs to it too."""

    words = forms.CharField(
        label=gettext_lazy("Who lives or decides together"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("In a few words: a couple, a baby, a grandmother"),
    )
    children = forms.IntegerField(
        label=gettext_lazy("Children"), min_value=0, max_value=20, initial=0, required=False
    )
    elders = forms.IntegerField(
        label=gettext_lazy("Elders"), min_value=0, max_value=20, initial=0, required=False
    )
    together_with = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Customers of the same home who belong to it"),
        queryset=Customer.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, request: DeskRequest, customer: Customer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        homes = UnitRelation.objects.filter(customer=customer, until_on__isnull=True).values("unit")
        same = Q(unit_relations__unit__in=homes, unit_relations__until_on__isnull=True)
        if customer.household_id:
            same |= Q(household=customer.household_id)
        beside = Customer.objects.visible_to(request.viewer).filter(same).exclude(pk=customer.pk)
        self.fields["together_with"].queryset = beside.distinct().order_by("name_sort_key", "pk")
        if not beside.exists():
            del self.fields["together_with"]


@desk_page(CHANGE_CUSTOMERS)
def describe_household_page(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(Customer.objects.visible_to(request.viewer).select_related("household"), pk=pk)
    seen(request, customer)
    household = customer.household
    initial = {
        "words": household.words if household else "",
        "children": household.children if household else 0,
        "elders": household.elders if household else 0,
        "together_with": household.members.exclude(pk=customer.pk) if household else [],
    }

    def act(data: dict[str, Any]) -> str:
        data |= {name: data[name] or 0 for name in ("children", "elders")}  # left empty: none
        describe_household(customer, **data, by=request.viewer, now=request.now)
        return back_to(customer)

    return form_page(
        request, HouseholdForm(request, customer, request.POST or None, initial=initial), act, title=_("Household"),
        back=back_to(customer), crumb=customer.name, said=_("Saved."), area=AREA,
    )  # fmt: skip


@desk_page(CHANGE_CUSTOMERS)
def relate_unit_page(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)
    initial = {"from_on": timezone.localdate(request.now)}

    def act(data: dict[str, Any]) -> str:
        unit = data.pop("home")
        relate_unit(customer, unit=unit, **data, by=request.viewer, now=request.now)
        return back_to(customer)

    return form_page(
        request, RelateForm(request, request.POST or None, initial=initial), act, title=_("Add a home"),
        back=back_to(customer), crumb=customer.name, said=_("The home is added."), area=AREA,
    )  # fmt: skip


@desk_page(CHANGE_CUSTOMERS)
def end_unit_relation_page(request: DeskRequest, pk: int) -> HttpResponse:
    relation = find(
        UnitRelation.objects.visible_to(request.viewer).select_related("customer", "unit__estate"), pk=pk
    )
    seen(request, relation.customer_id)

    def act(data: dict[str, Any]) -> str:
        end_unit_relation(relation, on=data["on"], by=request.viewer, now=request.now)
        return back_to(relation.customer)

    return form_page(
        request, EndForm(request.POST or None, initial={"on": timezone.localdate(request.now)}), act,
        title=_("%(name)s no longer has to do with %(home)s")
        % {"name": relation.customer.name, "home": relation.unit.label},
        lead=_("What happened there stays in their story."), back=back_to(relation.customer),
        crumb=relation.customer.name, said=_("Ended."), area=AREA,
    )  # fmt: skip
