"""A customer's data: what they agreed to, what they asked for, what holds it (CUS-7, INF-4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.models import Case, PrivacyRequest
from alongside.domain.conversations.models import Channel
from alongside.domain.customers.actions import give_consent, withdraw_consent
from alongside.domain.customers.models import Consent, Customer, Purpose
from alongside.domain.customers.permissions import RECORD_CONSENT, SEE_CUSTOMERS
from alongside.domain.customers.queries import channel_refusals_of, consents_of, purposes_of
from alongside.domain.privacy.models import Erasure, LegalHold
from alongside.domain.privacy.permissions import HANDLE_PRIVACY_REQUESTS, PLACE_LEGAL_HOLD
from alongside.domain.privacy.queries import same_person
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen

AREA = "desk:customers"
MOST = 30
BY_OTHERS = [one for one in Consent.Channel.choices if one[0] != Consent.Channel.PORTAL]


class OverForm(forms.Form):
    channel = forms.ChoiceField(label=gettext_lazy("How they said it"), choices=BY_OTHERS, initial="phone")


class GiveForm(OverForm):
    evidence = forms.CharField(
        label=gettext_lazy("How we know"), max_length=300,
        help_text=gettext_lazy("The number of the recording, where the signed paper lies"),
    )  # fmt: skip


CHANNEL_NAMES = {str(code): name for code, name in Channel.choices}


@desk_page(SEE_CUSTOMERS)
def customer_privacy(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(Customer.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    seen(request, customer)
    context = {
        "customer": customer,
        "states": purposes_of(customer, request.viewer),
        "refusals": [(CHANNEL_NAMES[one.refusal.channel], one) for one in channel_refusals_of(customer)],
        "history": consents_of(customer, request.viewer)[:MOST],
        "may_record": request.viewer.may(RECORD_CONSENT),
        "may_handle": request.viewer.may(HANDLE_PRIVACY_REQUESTS),
        "may_hold": request.viewer.may(PLACE_LEGAL_HOLD),
        "requests": PrivacyRequest.objects.visible_to(request.viewer)
        .filter(customer=customer)
        .select_related("case")
        .order_by("-raised_at")[:MOST],
        "holds": LegalHold.objects.visible_to(request.viewer)
        .filter(pk__in=LegalHold.objects.reaching(same_person(customer)).values("pk"))
        .select_related("estate"),
        "cases": Case.objects.visible_to(request.viewer)
        .filter(customer=customer)
        .order_by("-opened_at")[:MOST],
        "erasure": Erasure.objects.visible_to(request.viewer).filter(customer=customer).first(),
    }
    return show(request, "faces/desk/privacy/customer_privacy.html", context, area=AREA)


@desk_page(RECORD_CONSENT)
def give_consent_page(request: DeskRequest, pk: int, code: str) -> HttpResponse:
    customer, state = _found(request, pk, code)

    def act(data: dict[str, Any]) -> str:
        version = state.text.version
        give_consent(
            customer, purpose=state.purpose, version=version, **data, by=request.viewer, now=request.now
        )
        return back_to(customer)

    return form_page(
        request, GiveForm(request.POST or None), act, title=f"{_('Record consent')} · {state.purpose}",
        back=back_to(customer), crumb=customer.name, said=_("The consent is kept."), area=AREA,
        lead=_("Read this to the customer: %(text)s") % {"text": state.text}, submit=_("The customer agrees"),
    )  # fmt: skip


@desk_page(RECORD_CONSENT)
def withdraw_consent_page(request: DeskRequest, pk: int, code: str) -> HttpResponse:
    customer, state = _found(request, pk, code)

    def act(data: dict[str, Any]) -> str:
        withdraw_consent(customer, purpose=state.purpose, **data, by=request.viewer, now=request.now)
        return back_to(customer)

    return form_page(
        request, OverForm(request.POST or None), act, title=f"{_('Withdraw consent')} · {state.purpose}",
        back=back_to(customer), crumb=customer.name, area=AREA,
        said=_("Withdrawn. From now on nothing is sent for this."), submit=_("Withdraw consent"),
        lead=_("It takes effect at once, also on what lies in the outbox. No service depends on it."),
    )  # fmt: skip


def back_to(customer: Customer) -> str:
    return reverse("desk:customer_privacy", args=[customer.pk])


def _found(request: DeskRequest, pk: int, code: str) -> tuple[Customer, Any]:
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)
    purpose = find(Purpose.objects.filter(is_active=True), code=code)
    for state in purposes_of(customer, request.viewer):
        if state.purpose == purpose and purpose.needs_consent:
            return customer, state
    raise Http404
