"""How a promise ends, and who keeps it: one small form each (SAL-4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.promises.actions import break_promise, give_promise, keep_promise, report_not_kept
from alongside.domain.promises.models import Promise
from alongside.domain.promises.permissions import ANSWER_PROMISE, MAKE_PROMISE
from alongside.domain.promises.rules import CHANNELS
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page
from alongside.faces.desk.promises.promise import AREA, promise_of

HOW = gettext_lazy("How the customer said it")


def words_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Words about a promise."""
    widget = forms.Textarea(attrs={"rows": 3, "autofocus": True})
    return forms.CharField(label=label, max_length=2000, required=required, widget=widget)


class SeenForm(forms.Form):
    """A form about a promise; `seen` is the version on which the person decided."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class KeepForm(SeenForm):
    words = words_field(gettext_lazy("How it was kept"), required=False)


class BreakForm(SeenForm):
    words = words_field(gettext_lazy("Why it cannot be kept"))


class NotKeptForm(SeenForm):
    words = words_field(gettext_lazy("What the customer says"))
    channel = forms.ChoiceField(label=HOW, choices=list(CHANNELS.items()))


class GiveForm(SeenForm):
    to = forms.ModelChoiceField(label=gettext_lazy("Who keeps it"), queryset=StaffMember.objects.none())


def address_of(promise: Promise) -> str:
    return reverse("desk:promise", args=[promise.pk])


def act_page(
    request: DeskRequest, promise: Promise, form: forms.Form, action: Any, **looks: Any
) -> HttpResponse:
    """The form of one act; afterwards back to the promise."""

    def act(data: dict[str, Any]) -> str:
        action(promise, **data, by=request.viewer, now=request.now)
        return address_of(promise)

    return form_page(
        request, form, act, back=address_of(promise), crumb=promise.customer.name, area=AREA, **looks
    )


def begin(promise: Promise) -> dict[str, Any]:
    """What a form starts with."""
    return {"seen": promise.version}


@desk_page(MAKE_PROMISE)
def keep_promise_page(request: DeskRequest, pk: int) -> HttpResponse:
    promise = promise_of(request, pk)
    form = KeepForm(request.POST or None, initial=begin(promise))
    return act_page(
        request, promise, form, keep_promise, title=_("It is kept"), lead=promise.words, submit=_("It is kept"),
        said=_("Kept. The customer is told."),
    )  # fmt: skip


@desk_page(MAKE_PROMISE)
def break_promise_page(request: DeskRequest, pk: int) -> HttpResponse:
    promise = promise_of(request, pk)
    form = BreakForm(request.POST or None, initial=begin(promise))
    return act_page(
        request, promise, form, break_promise, title=_("It cannot be kept"), submit=_("Break the promise"),
        lead=_("A case opens by itself and the supervisor hears of it. If there is still time, ask the customer for a change instead."),
        said=_("Broken. A case follows it."), is_danger=True,
    )  # fmt: skip


@desk_page(ANSWER_PROMISE)
def report_not_kept_page(request: DeskRequest, pk: int) -> HttpResponse:
    promise = promise_of(request, pk)
    form = NotKeptForm(request.POST or None, initial=begin(promise))
    return act_page(
        request, promise, form, report_not_kept, title=_("The customer says: not kept"), submit=_("Write it down"),
        lead=_("A case opens by itself, with these words."), said=_("Written down. A case follows it."),
    )  # fmt: skip


@desk_page(MAKE_PROMISE)
def give_promise_page(request: DeskRequest, pk: int) -> HttpResponse:
    promise = promise_of(request, pk)
    form = GiveForm(request.POST or None, initial=begin(promise))
    colleagues = staff_holding(MAKE_PROMISE, node=promise.node, now=request.now)
    form.fields["to"].queryset = colleagues.exclude(pk=promise.keeper_id)
    return act_page(
        request, promise, form, give_promise, title=_("Give to a colleague"), submit=_("Give"), said=_("Given."),
    )  # fmt: skip
