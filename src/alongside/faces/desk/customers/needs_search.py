"""Customers by their needs, with how many they are and of what else they spoke (CUS-3)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.actions.needing import UNITS
from alongside.domain.customers.models import Need
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.customers.queries.needing import (
    NeedsAsked,
    counts_of,
    customers_needing,
    needs_of,
)
from alongside.domain.customers.queries.page import range_of
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen

PAGE = 50


class NeedsSearchForm(forms.Form):
    """What is looked for. Everything may be left empty."""

    kind = forms.ChoiceField(
        label=_("Kind of need"), required=False, choices=[("", _("any kind")), *Need.Kind.choices]
    )
    topic = forms.ChoiceField(
        label=_("Of what"), required=False, choices=[("", _("anything")), *Need.Topic.choices]
    )
    words = forms.CharField(label=_("In their words"), required=False, max_length=40)
    after = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    id = forms.IntegerField(required=False, min_value=1, max_value=2**60, widget=forms.HiddenInput)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        for topic in UNITS:
            for end in ("from", "to"):
                self.fields[f"{topic}_{end}"] = forms.DecimalField(
                    min_value=0, max_digits=12, decimal_places=2, required=False
                )

    def asked(self) -> NeedsAsked:
        given = self.cleaned_data
        ranges = {topic.value: (given[f"{topic}_from"], given[f"{topic}_to"]) for topic in UNITS}
        return NeedsAsked(kind=given["kind"], topic=given["topic"], words=given["words"].strip(), **ranges)

    def ranges(self) -> list[tuple[Any, ...]]:
        """Label, both ends, unit."""
        return [
            (Need.Topic(topic).label, self[f"{topic}_from"], self[f"{topic}_to"], unit)
            for topic, unit in UNITS.items()
        ]


@desk_page(SEE_CUSTOMERS)
def needs_search(request: DeskRequest) -> HttpResponse:
    form = NeedsSearchForm(request.GET)
    context: dict[str, Any] = {"form": form, "rows": [], "is_asked": False}
    if form.is_valid() and not form.asked().is_nothing:
        given = form.cleaned_data
        found = customers_needing(form.asked(), request.viewer)
        kept = {
            name: value
            for name, value in given.items()
            if value not in ("", None) and name not in ("after", "id")
        }
        rows = found
        if given["after"] and given["id"]:
            key = given["after"]
            rows = rows.filter(Q(name_sort_key__gt=key) | Q(name_sort_key=key, id__gt=given["id"]))
        shown = list(rows.select_related("node")[: PAGE + 1])
        further = shown[PAGE - 1] if len(shown) > PAGE else None
        shown = shown[:PAGE]
        seen(request, shown)
        needs = needs_of(shown)
        context |= {
            "is_asked": True,
            "rows": [(one, [said_of(need) for need in needs.get(one.pk, [])]) for one in shown],
            "counts": counts_of(found),
            "older": f"?{urlencode({**kept, 'after': further.name_sort_key, 'id': further.pk})}"
            if further
            else "",
            "first": f"{reverse('desk:needs_search')}?{urlencode(kept)}" if given["after"] else "",
        }
    return show(request, "faces/desk/customers/needs_search.html", context, area="desk:customers", status=200)


def said_of(need: Need) -> tuple[str, str]:
    """Topic, and what was said of it: words and amounts."""
    amounts = range_of(need.lowest, need.highest)
    unit = str(UNITS.get(Need.Topic(need.topic), ""))
    words = [f"{amounts} {unit}" if amounts else "", need.words]
    return str(need.get_topic_display()), ", ".join(one for one in words if one)
