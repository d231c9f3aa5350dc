"""Requests about personal data: the list with what is due, and one request step by step (INF-4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from alongside.domain.cases.actions.requesting import (
    carry_out_request,
    refuse_request,
    request_own_data,
    verify_identity,
)
from alongside.domain.cases.models import Deadline, Milestone, PrivacyRequest
from alongside.domain.customers.models import Customer
from alongside.domain.privacy.models import Erasure, LegalHold, PersonalCopy
from alongside.domain.privacy.permissions import CHANGE_RETENTION, HANDLE_PRIVACY_REQUESTS, PLACE_LEGAL_HOLD
from alongside.domain.privacy.queries import same_person
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.desk.privacy.holding import may_see_holds
from alongside.faces.ui.access import seen
from alongside.faces.ui.certificate import TEMPLATE, certificate_of
from alongside.faces.ui.papers import as_pdf, pdf_of
from alongside.faces.ui.steps import AHEAD, DONE, NOW, Step

AREA = "desk:privacy"
MOST = 100
CHANNELS = [
    ("phone", gettext_lazy("Phone")),
    ("walk_in", gettext_lazy("Walk-in")),
    ("letter", gettext_lazy("Letter")),
    ("email", gettext_lazy("Email")),
]
BY_STAFF = [one for one in PrivacyRequest.Verified.choices if one[0] != "portal"]


class AskForm(forms.Form):
    right = forms.ChoiceField(label=gettext_lazy("What they ask for"), choices=PrivacyRequest.Right.choices)
    channel = forms.ChoiceField(label=gettext_lazy("How they said it"), choices=CHANNELS)
    words = forms.CharField(
        label=gettext_lazy("In their words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VerifyForm(forms.Form):
    how = forms.ChoiceField(label=gettext_lazy("How you made sure"), choices=BY_STAFF)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("What they are told"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=gettext_lazy("Empty: our standard sentence"),
    )  # fmt: skip


class EraseForm(forms.Form):
    ground = forms.ChoiceField(
        label=gettext_lazy("On what ground"), choices=Erasure.Ground.choices, initial="withdrawn"
    )
    words = forms.ChoiceField(
        label=gettext_lazy("Words of ours about them"), choices=Erasure.Words.choices, widget=forms.RadioSelect,
        initial="matched",
    )  # fmt: skip


class RefuseForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The customer reads these words."),
    )  # fmt: skip


@desk_page(HANDLE_PRIVACY_REQUESTS, CHANGE_RETENTION, PLACE_LEGAL_HOLD)
def privacy(request: DeskRequest) -> HttpResponse:
    """What is asked and due, what was erased lately."""
    asked = PrivacyRequest.objects.visible_to(request.viewer).select_related("case__node", "customer")
    running = list(asked.open().order_by("raised_at", "pk")[:MOST])
    ended = asked.exclude(done_at__isnull=True, refused_at__isnull=True)
    answered = list(ended.annotate(ended_at=Coalesce("done_at", "refused_at")).order_by("-ended_at")[:MOST])
    due = answer_due(one.case_id for one in (*running, *answered))
    seen(request, [one.customer_id for one in (*running, *answered)])
    erased = Erasure.objects.visible_to(request.viewer).select_related("node").order_by("-begun_at")
    context = {
        "running": [(one, due.get(one.case_id)) for one in running],
        "answered": [(one, due.get(one.case_id)) for one in answered],
        "erased": list(erased[:MOST]),
        "tab": "requests",
        "may_retain": request.viewer.may(CHANGE_RETENTION),
        "may_see_holds": may_see_holds(request),
    }
    return show(request, "faces/desk/privacy/privacy.html", context, area=AREA)


@desk_page(HANDLE_PRIVACY_REQUESTS)
def ask_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Open a request on the customer's word."""
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)

    def act(data: dict[str, Any]) -> str:
        return url_of(request_own_data(customer, **data, by=request.viewer, now=request.now))

    return form_page(
        request, AskForm(request.POST or None), act, title=_("Personal data request"), area="desk:customers",
        back=reverse("desk:customer_privacy", args=[pk]), crumb=customer.name, submit=_("Open the request"),
        said=_("The request is open; the legal deadline runs."),
    )  # fmt: skip


@desk_page(HANDLE_PRIVACY_REQUESTS)
def privacy_request(request: DeskRequest, pk: int) -> HttpResponse:
    """One request: who asks, is it them, may it be, what came of it."""
    asked = _found(request, pk)
    ids = same_person(asked.customer)
    context = {
        "asked": asked,
        "steps": steps_of(asked),
        "due": answer_due([asked.case_id]).get(asked.case_id),
        "said": asked.case.conversation.messages.order_by("sent_at", "id").first(),
        "holds": list(LegalHold.objects.reaching(ids)[:5]),
        "erasure": Erasure.objects.filter(customer__in=ids).first(),
        "copy": PersonalCopy.objects.filter(case_id=asked.case_id).first(),
        "verify_form": VerifyForm(),
        "form": _form_for(asked),
        "tab": "requests",
        "may_retain": request.viewer.may(CHANGE_RETENTION),
        "may_see_holds": may_see_holds(request),
    }
    return show(request, "faces/desk/privacy/privacy_request.html", context, area=AREA)


@require_POST
@desk_page(HANDLE_PRIVACY_REQUESTS)
def verify_identity_page(request: DeskRequest, pk: int) -> HttpResponse:
    asked = _found(request, pk)
    how = request.POST.get("how", "")
    verify_identity(asked, how=how, by=request.viewer, now=request.now)
    return see(request, url_of(asked), _("Noted: it is really them."))


@require_POST
@desk_page(HANDLE_PRIVACY_REQUESTS)
def carry_out_page(request: DeskRequest, pk: int) -> HttpResponse:
    asked = _found(request, pk)
    form = _form_for(asked, request.POST)
    if form.is_valid():
        with refusals_on(form):
            carry_out_request(asked, **form.cleaned_data, by=request.viewer, now=request.now)
            begun = asked.right == PrivacyRequest.Right.DELETE
            return see(
                request, url_of(asked), _("Erasing has begun.") if begun else _("Done; the customer is told.")
            )
    context = {
        "asked": asked,
        "steps": steps_of(asked),
        "due": answer_due([asked.case_id]).get(asked.case_id),
        "form": form,
        "verify_form": VerifyForm(),
        "tab": "requests",
        "may_retain": request.viewer.may(CHANGE_RETENTION),
        "may_see_holds": may_see_holds(request),
    }
    return show(request, "faces/desk/privacy/privacy_request.html", context, area=AREA)


@desk_page(HANDLE_PRIVACY_REQUESTS)
def refuse_page(request: DeskRequest, pk: int) -> HttpResponse:
    asked = _found(request, pk)

    def act(data: dict[str, Any]) -> str:
        refuse_request(asked, **data, by=request.viewer, now=request.now)
        return url_of(asked)

    return form_page(
        request, RefuseForm(request.POST or None), act, title=_("Refuse the request"), back=url_of(asked),
        crumb=asked.case.number, submit=_("Refuse the request"), said=_("Refused; the customer reads why."), area=AREA,
        lead=_("The law asks for the reason (PIPL art. 50), and the person may go to court over it."), is_danger=True,
    )  # fmt: skip


@desk_page(HANDLE_PRIVACY_REQUESTS)
def certificate_page(request: DeskRequest, pk: int) -> HttpResponse:
    erasure = find(Erasure.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    links = {"back": reverse("desk:privacy"), "pdf_url": reverse("desk:certificate_pdf", args=[pk])}
    return show(request, TEMPLATE, {**certificate_of(erasure), **links})


@desk_page(HANDLE_PRIVACY_REQUESTS)
def certificate_pdf(request: DeskRequest, pk: int) -> HttpResponse:
    erasure = find(Erasure.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    return as_pdf(pdf_of(TEMPLATE, certificate_of(erasure)), f"certificate-{erasure.reference}.pdf")


def answer_due(case_ids: Iterable[int]) -> dict[int, datetime]:
    """By when the law's fifteen working days are over, case by case."""
    found = Deadline.objects.filter(
        case__in=set(case_ids), milestone=Milestone.RESOLVE, cancelled_at__isnull=True
    )
    return dict(found.values_list("case_id", "due_at"))


def steps_of(asked: PrivacyRequest) -> list[Step]:
    """Received, made sure, decided, done."""
    ended = bool(asked.done_at or asked.refused_at)
    flags = [True, asked.verified_at is not None or ended, asked.decided_by_id is not None or ended, ended]
    labels = (
        _("Received"),
        _("Identity check"),
        pgettext("privacy request", "Decision"),
        _("Refused") if asked.refused_at else _("Carried out"),
    )
    now = flags.index(False) if False in flags else len(flags)
    return [
        Step(str(label), DONE if flag else NOW if at == now else AHEAD, "")
        for at, (label, flag) in enumerate(zip(labels, flags, strict=True))
    ]


def url_of(asked: PrivacyRequest) -> str:
    return reverse("desk:privacy_request", args=[asked.pk])


def _form_for(asked: PrivacyRequest, data: Any = None) -> forms.Form:
    return EraseForm(data) if asked.right == PrivacyRequest.Right.DELETE else AnswerForm(data)


def _found(request: DeskRequest, pk: int) -> PrivacyRequest:
    rows = PrivacyRequest.objects.visible_to(request.viewer)
    asked = find(
        rows.select_related("case__node", "case__conversation", "customer__node", "verified_by"), pk=pk
    )
    seen(request, asked.customer_id)
    return asked
