"""What a customer needs, in four kinds (CUS-3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.customers.actions import describe_needs
from alongside.domain.customers.actions.needing import TOPICS, UNITS, Said
from alongside.domain.customers.models import Customer, Need
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.faces.desk.customers.changing import AREA, back_to
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.access import seen

HINTS = {
    "wish": gettext_lazy("buy, let, live, move up"),
    "timing": gettext_lazy("before the school year"),
    "surroundings": gettext_lazy("quiet, by the river"),
    "community": gettext_lazy("families, dogs allowed"),
    "convenience": gettext_lazy("market downstairs"),
    "schools": gettext_lazy("on foot to primary school"),
    "hospitals": gettext_lazy("grandmother needs dialysis"),
    "transport": gettext_lazy("line 5, a second car"),
    "layout": gettext_lazy("kitchen open, two studies"),
    "price": gettext_lazy("compares with the estate opposite"),
    "payment": gettext_lazy("housing fund and a loan"),
}


class NeedsForm(forms.Form):
    """A line for each topic: words, and two amounts where it can be counted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in TOPICS:
            hint = HINTS.get(topic, "")
            self.fields[topic] = forms.CharField(
                label=Need.Topic(topic).label, max_length=200, required=False,
                widget=forms.TextInput(attrs={"placeholder": hint}),
            )  # fmt: skip
            if topic in UNITS:
                for end in ("lowest", "highest"):
                    self.fields[f"{topic}_{end}"] = forms.DecimalField(
                        min_value=0, max_digits=12, decimal_places=2, required=False
                    )

    def said(self) -> dict[str, Said]:
        given = self.cleaned_data
        return {
            topic: Said(given[topic], given.get(f"{topic}_lowest"), given.get(f"{topic}_highest"))
            for topic in TOPICS
        }

    def kinds(self) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
        """Each kind with its lines: words, lowest, highest, unit."""
        for kind in Need.Kind:
            topics = [topic for topic, of in TOPICS.items() if of == kind]
            yield (
                str(kind.label),
                [
                    (self[one], *(self[f"{one}_{end}"] for end in ("lowest", "highest")), UNITS[one])
                    if one in UNITS
                    else (self[one], None, None, "")
                    for one in topics
                ],
            )


@desk_page(CHANGE_CUSTOMERS)
def describe_needs_page(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)
    initial: dict[str, Any] = {}
    for one in customer.needs.all():
        plain = {f"{one.topic}_lowest": one.lowest, f"{one.topic}_highest": one.highest}
        initial |= {one.topic: one.words} | {
            name: f"{value:f}".rstrip("0").rstrip(".") for name, value in plain.items() if value is not None
        }
    form = NeedsForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            describe_needs(customer, form.said(), by=request.viewer, now=request.now)
            return see(request, back_to(customer), _("Saved."))
    context = {"customer": customer, "form": form, "back": back_to(customer)}
    return show(request, "faces/desk/customers/needs.html", context, area=AREA)
