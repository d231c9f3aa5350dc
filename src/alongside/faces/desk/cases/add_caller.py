"""A customer nobody knows yet, added while their case is taken down: name and phone are enough (CAS-2, CUS-6)."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.customers.actions import add_customer
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.organisation.models import Node
from alongside.faces.desk.cases.who import people_known
from alongside.faces.desk.page import DeskRequest, desk_page, see, show
from alongside.kernel.refusals import Refused


class CallerForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40)
    node = forms.ModelChoiceField(Node.objects.none(), label=gettext_lazy("Project"), empty_label=None)
    although_known = forms.BooleanField(
        label=gettext_lazy("It is somebody else with the same phone"), required=False
    )

    def __init__(self, request: DeskRequest) -> None:
        asked = request.GET.get("who", "").strip()
        is_phone = bool(asked) and not set(asked) - set("0123456789+- ")
        initial = {"phone" if is_phone else "name": asked}
        super().__init__(request.POST if request.method == "POST" else None, initial=initial)
        self.fields["node"].queryset = Node.objects.visible_to(request.viewer, CHANGE_CUSTOMERS).filter(
            kind__in=[Node.Kind.PROJECT, Node.Kind.STORE], is_active=True
        )
        if not is_phone and asked:
            self.fields["phone"].widget.attrs["autofocus"] = True
        else:
            self.fields["name"].widget.attrs["autofocus"] = True


@desk_page(CHANGE_CUSTOMERS)
def add_caller(request: DeskRequest) -> HttpResponse:
    """Add them and go on with the case. Who has that phone already is shown, to be chosen instead."""
    request.viewer.require(OPEN_CASE)
    form, known = CallerForm(request), []
    if form.is_bound and form.is_valid():
        try:
            customer = add_customer(**form.cleaned_data, by=request.viewer, now=request.now)
            start = f"{reverse('desk:open_case')}?{urlencode({'customer': customer.pk})}"
            return see(request, start, _("The customer is added."))
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no.words))
            known = people_known(request, no.facts.get("customers", []))
    if not known:
        del form.fields["although_known"]
    context = {"form": form, "known": known, "ask": request.get_full_path()}
    return show(request, "faces/desk/cases/add_caller.html", context, area="desk:cases")
