"""Two customers side by side: merge them, or say that they are two; and part them again (CUS-6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.cases.models import Case
from alongside.domain.customers.actions import dismiss_duplicate, merge_customers, unmerge_customers
from alongside.domain.customers.models import Customer, DuplicateSuggestion, MergeRecord
from alongside.domain.customers.permissions import MERGE_CUSTOMERS
from alongside.domain.customers.queries import evidence_between, for_list
from alongside.faces.desk.customers.changing import AREA, back_to
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.access import seen

# What can be taken over, in the words of the page, with the fields that say it.
SHOWN: dict[str, tuple[Any, str]] = {
    "name": (pgettext_lazy("person", "Name"), "name"),
    "form_of_address": (gettext_lazy("Form of address"), "form_of_address"),
    "kind": (gettext_lazy("Person or company"), "get_kind_display"),
    "document": (gettext_lazy("Identity document"), "document_kind"),
    "household": (gettext_lazy("Household"), "household"),
    "preferred_channel": (gettext_lazy("Preferred channel"), "preferred_channel"),
    "words": (gettext_lazy("Worth knowing"), "words"),
}


@dataclass(frozen=True)
class Line:
    """One thing that the two say, perhaps differently. `comes_along`: the survivor lacks it and takes it over."""

    part: str
    label: str
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        return self.ours != self.theirs

    @property
    def comes_along(self) -> bool:
        return bool(self.theirs) and not self.ours

    @property
    def is_a_choice(self) -> bool:
        return bool(self.theirs) and bool(self.ours) and self.differs


class MergeForm(forms.Form):
    """Which versions were seen, and in what the other record is right."""

    take = forms.MultipleChoiceField(
        choices=[(part, label) for part, (label, _field) in SHOWN.items()], required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    seen_merged = forms.IntegerField(widget=forms.HiddenInput)


@desk_page(MERGE_CUSTOMERS)
def merge_customers_page(request: DeskRequest, pk: int, other: int) -> HttpResponse:
    """`pk` survives. Coming from the list (`?work`) one goes on to the next suggestion."""
    survivor, merged = _pair(request, pk, other)
    form = MergeForm(request.POST or None)
    evidence = evidence_between(survivor, merged, request.viewer)
    if form.is_valid():
        with refusals_on(form):
            merge_customers(
                survivor, merged, **form.cleaned_data, reasons={one.reason for one in evidence},
                by=request.viewer, now=request.now,
            )  # fmt: skip
            return see(
                request, _onwards(request, survivor), _("Merged. It can be undone on the customer's page.")
            )
    context = {
        "form": form,
        "survivor": survivor,
        "merged": merged,
        "both": (survivor, merged),
        "evidence": evidence,
        "lines": _lines(survivor, merged),
        "cases": _cases(request, survivor, merged),
        "is_work": "work" in request.GET,
        "swap": _address(request, merged, survivor),
        "later": _next(request, after=_suggested(survivor, merged)) if "work" in request.GET else "",
    }
    return show(request, "faces/desk/customers/merge_customers.html", context, area=AREA)


@require_POST
@desk_page(MERGE_CUSTOMERS)
def dismiss_duplicate_page(request: DeskRequest, pk: int, other: int) -> HttpResponse:
    first, second = _pair(request, pk, other)
    dismiss_duplicate(first, second, by=request.viewer, now=request.now)
    return see(request, _onwards(request, first), _("Kept apart. They will not be suggested again."))


@desk_page(MERGE_CUSTOMERS)
def unmerge_customers_page(request: DeskRequest, pk: int) -> HttpResponse:
    records = (
        MergeRecord.objects.visible_to(request.viewer).standing().select_related("survivor", "merged", "by")
    )
    record = find(records, pk=pk)
    seen(request, record.survivor, record.merged)

    def act(_data: dict[str, Any]) -> str:
        return back_to(unmerge_customers(record, by=request.viewer, now=request.now))

    return form_page(
        request, forms.Form(request.POST if request.method == "POST" else None), act,
        title=_("Undo the merge"), crumb=record.survivor.name, back=back_to(record.survivor),
        lead=_(
            "Everything that came with %(name)s goes back to a record of its own: contact points, homes, cases, "
            "messages, alerts. What was added since the merge stays here."
        ) % {"name": record.merged.name},
        submit=_("Part them"), said=_("Parted. Each has its own again."), area=AREA,
    )  # fmt: skip


def _pair(request: DeskRequest, pk: int, other: int) -> tuple[Customer, Customer]:
    """Both visible, else 404: a pair with somebody elsewhere would tell that they exist."""
    rows = for_list(Customer.objects.visible_to(request.viewer).select_related("node", "household"))
    pair = find(rows, pk=pk), find(rows.exclude(pk=pk), pk=other)
    seen(request, pair)
    return pair


def _lines(survivor: Customer, merged: Customer) -> list[Line]:
    return [
        Line(part, str(label), _said(survivor, field), _said(merged, field))
        for part, (label, field) in SHOWN.items()
        if _said(survivor, field) or _said(merged, field)
    ]


def _said(customer: Customer, field: str) -> str:
    value = getattr(customer, field)
    if field == "document_kind":
        return (value or _("known")) if customer.document_hash else ""
    if field == "household":
        return (value.words or _("known")) if value else ""
    return str(value() if callable(value) else value)


def _cases(request: DeskRequest, survivor: Customer, merged: Customer) -> Mapping[str, int]:
    """How many cases each has, as far as the person may see them."""
    seen = Case.objects.visible_to(request.viewer).filter(customer__in=[survivor, merged])
    return seen.aggregate(
        ours=Count("pk", filter=Q(customer=survivor)), theirs=Count("pk", filter=Q(customer=merged))
    )


def _suggested(one: Customer, other: Customer) -> DuplicateSuggestion | None:
    first, second = sorted((one.pk, other.pk))
    return DuplicateSuggestion.objects.filter(first=first, second=second).first()


def _onwards(request: DeskRequest, survivor: Customer) -> str:
    return (_next(request) or reverse("desk:duplicates")) if "work" in request.GET else back_to(survivor)


def _next(request: DeskRequest, after: DuplicateSuggestion | None = None) -> str:
    """The next open pair, in the order of the list."""
    pairs = DuplicateSuggestion.objects.visible_to(request.viewer).open().select_related("first", "second")
    if after:
        behind = Q(likeness__lt=after.likeness) | Q(likeness=after.likeness, pk__gt=after.pk)
        pairs = pairs.filter(behind)
    one = pairs.first()
    return f"{_plain(one.first, one.second)}?{urlencode({'work': 1})}" if one else ""


def _address(request: DeskRequest, survivor: Customer, merged: Customer) -> str:
    return _plain(survivor, merged) + ("?work=1" if "work" in request.GET else "")


def _plain(survivor: Customer, merged: Customer) -> str:
    return reverse("desk:merge_customers", args=[survivor.pk, merged.pk])
