"""A promise in two keystrokes: the key opens this form already filled, Ctrl Enter enters it (SAL-4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.customers.models import Customer, UnitRelation
from alongside.domain.estates.models import Unit
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.promises.actions import make_promise
from alongside.domain.promises.models import PromiseKind
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.page import DeskRequest, desk_page, refusals_on, see, show
from alongside.faces.desk.promises.origins import Origin, asked_origin
from alongside.faces.desk.wording.minding import knowing_of
from alongside.faces.ui.access import seen

USUAL_DAYS = timedelta(days=3)


class PromiseForm(forms.Form):
    whom = forms.ModelChoiceField(
        label=gettext_lazy("To whom"), queryset=Customer.objects.none(), empty_label=None
    )
    words = forms.CharField(
        label=gettext_lazy("What is promised"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        help_text=gettext_lazy("The customer reads these words."),
    )
    due_on = forms.DateField(
        label=pgettext_lazy("promise", "Until"),
        widget=DayInput,
        help_text=gettext_lazy("Until the end of that day"),
    )
    kind = forms.ModelChoiceField(
        label=gettext_lazy("What it is about"), queryset=PromiseKind.objects.none(), empty_label=None
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Which home"), queryset=Unit.objects.none(), required=False
    )
    keeper = forms.ModelChoiceField(
        label=gettext_lazy("Promised by"), queryset=StaffMember.objects.none(), empty_label=None
    )
    node = forms.ModelChoiceField(
        label=pgettext_lazy("organisation", "Place"), queryset=Node.objects.none(), empty_label=None
    )
    once_key = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)

    def __init__(self, request: DeskRequest, origin: Origin) -> None:
        place = _place(request, origin)
        kinds = PromiseKind.objects.filter(is_active=True)
        super().__init__(
            request.POST if request.method == "POST" else None,
            initial={
                "whom": origin.customer,
                "words": origin.words,
                "due_on": timezone.localdate(request.now) + USUAL_DAYS,
                "kind": kinds.filter(code=origin.kind).first() or kinds.first(),
                "unit": origin.unit,
                "keeper": request.user.pk,
                "node": place,
                "once_key": str(uuid4()),
            },
        )
        if len(origin.people) > 1:
            self.fields["whom"].queryset = Customer.objects.filter(pk__in=[one.pk for one in origin.people])
        else:
            del self.fields["whom"]
        self.fields["kind"].queryset = kinds
        theirs = UnitRelation.objects.filter(customer=origin.customer, until_on=None).values("unit")
        homes = Unit.objects.visible_to(request.viewer).filter(pk__in=theirs)
        if origin.unit:
            homes = homes | Unit.objects.filter(pk=origin.unit.pk)
        self.fields["unit"].queryset = homes.select_related("estate", "building").order_by("pk")
        self.fields["keeper"].queryset = staff_holding(MAKE_PROMISE, node=place, now=request.now)
        self.fields["node"].queryset = Node.objects.filter(pk__in=[one.pk for one in origin.places])
        if len(origin.places) == 1:
            self.fields["node"].widget = forms.HiddenInput()


@desk_page(MAKE_PROMISE)
def make_promise_page(request: DeskRequest) -> HttpResponse:
    origin = asked_origin(request)
    seen(request, [one.pk for one in origin.people or (origin.customer,)], about=origin.customer)
    form = PromiseForm(request, origin)
    if form.is_valid():
        with refusals_on(form):
            given: dict[str, Any] = {**form.cleaned_data, "knowing": knowing_of(request)}
            given.pop("whom", None)  # the origin has read it
            make_promise(origin.customer, **given, origin=origin.origin, by=request.viewer, now=request.now)
            return see(request, origin.back, _("Entered. The customer is told."))
    fragment = "#sheet" if request.htmx else ""
    context = {
        "origin": origin,
        "form": form,
        "place": _place(request, origin),
        "ask": request.get_full_path(),
    }
    return show(request, f"faces/desk/promises/make_promise.html{fragment}", context, area="desk:promises")


def _place(request: DeskRequest, origin: Origin) -> Node:
    """Whose colleagues are offered: the place chosen, else the first."""
    chosen = request.POST.get("node", "")
    return next((one for one in origin.places if str(one.pk) == chosen), origin.places[0])
