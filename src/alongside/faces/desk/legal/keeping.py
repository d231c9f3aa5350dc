"""What is added to a legal matter: claims, documents, days, costs (CAS-17)."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.cases.actions.legal import keeping
from alongside.domain.cases.models import Case, LegalDate, LegalMatter, LegalPaper, LossEntry
from alongside.domain.cases.permissions import HANDLE_LEGAL_MATTERS
from alongside.domain.cases.rules.losses import RECOVERED_FROM
from alongside.faces.desk.cases.saying import ManyFilesField
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.legal.matter import address_of, matter_of
from alongside.faces.desk.legal.matters import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, find

Kind = LossEntry.Kind
COSTS = (Kind.COURT_FEE, Kind.LAWYER, Kind.DAMAGES, Kind.COMPENSATION, Kind.REFUND, Kind.RETURNED_HOME,
         Kind.WAIVED_FEE, Kind.EXPENSE, Kind.RECOVERY)  # fmt: skip


class ClaimForm(forms.Form):
    is_ours = forms.TypedChoiceField(
        label=gettext_lazy("Whose claim"),
        choices=[("0", gettext_lazy("the other side’s")), ("1", gettext_lazy("ours"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="0",
    )
    words = forms.CharField(
        label=gettext_lazy("What is claimed"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Amount (yuan)"), max_digits=14, decimal_places=2, required=False
    )


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What kind of document"), choices=LegalPaper.Kind)
    words = forms.CharField(
        label=gettext_lazy("What does it show?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    files = ManyFilesField(label=gettext_lazy("Files"), required=False)


class DateForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=LegalDate.Kind, widget=forms.RadioSelect)
    at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    words = forms.CharField(
        label=pgettext_lazy("legal matter", "Where, and what is needed"), max_length=1000, required=False
    )


class DoneForm(forms.Form):
    result = forms.CharField(
        label=gettext_lazy("What came of it"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )
    is_dropped = forms.BooleanField(label=gettext_lazy("It did not take place"), required=False)


class CostForm(forms.Form):
    case = forms.ModelChoiceField(
        label=gettext_lazy("In the ledger of"), queryset=Case.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[(one.value, one.label) for one in COSTS])
    amount = forms.DecimalField(label=gettext_lazy("Amount (yuan)"), max_digits=14, decimal_places=2)
    on = forms.DateField(
        label=gettext_lazy("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(label=gettext_lazy("What for"), max_length=300)
    recovered_from = forms.ChoiceField(
        label=gettext_lazy("Recovered from"), choices=[("", "—"), *RECOVERED_FROM.items()], required=False
    )


@desk_page(HANDLE_LEGAL_MATTERS)
def add_claim_page(request: DeskRequest, number: str) -> HttpResponse:
    return _add(
        request,
        matter_of(request, number),
        ClaimForm(request.POST or None),
        keeping.add_claim,
        _("Enter a claim"),
    )


@desk_page(HANDLE_LEGAL_MATTERS)
def add_paper_page(request: DeskRequest, number: str) -> HttpResponse:
    form = PaperForm(request.POST or None, request.FILES or None)
    return _add(request, matter_of(request, number), form, keeping.add_paper, _("Add evidence or a document"))


@desk_page(HANDLE_LEGAL_MATTERS)
def set_date_page(request: DeskRequest, number: str) -> HttpResponse:
    form = DateForm(request.POST or None, initial={"kind": LegalDate.Kind.HEARING})
    return _add(request, matter_of(request, number), form, keeping.set_date, _("Set a day"))


@desk_page(HANDLE_LEGAL_MATTERS)
def enter_cost_page(request: DeskRequest, number: str) -> HttpResponse:
    matter = matter_of(request, number)
    today = request.now.astimezone(ZoneInfo(matter.node.zone)).date()
    form = CostForm(request.POST or None, initial={"on": today})
    form.fields["case"].queryset = (
        Case.objects.visible_to(request.viewer).filter(legal_ties__matter=matter).order_by("id")
    )
    lead = _("It becomes a line of the case’s loss ledger; above your limit of authority it waits for a yes.")
    return _add(request, matter, form, keeping.enter_cost, _("Enter a cost"), lead=lead)


@desk_page(HANDLE_LEGAL_MATTERS)
def end_date_page(request: DeskRequest, pk: int) -> HttpResponse:
    mine = LegalMatter.objects.visible_to(request.viewer)
    day = find(LegalDate.objects.filter(matter__in=mine).select_related("matter"), pk=pk)
    matter = matter_of(request, day.matter.number)

    def end(_matter: LegalMatter, **given: Any) -> None:
        keeping.end_date(day, **given)

    return _add(request, matter, DoneForm(request.POST or None), end, str(day.get_kind_display()))


def _add(
    request: DeskRequest, matter: LegalMatter, form: forms.Form, action: Any, title: str, *, lead: str = ""
) -> HttpResponse:
    request.viewer.require(HANDLE_LEGAL_MATTERS, on=matter)

    def act(data: dict[str, Any]) -> str:
        action(matter, **data, by=request.viewer, now=request.now)
        return address_of(matter)

    return form_page(
        request, form, act, title=title, back=address_of(matter), crumb=matter.number, said=_("Saved."), lead=lead, area=AREA
    )  # fmt: skip
