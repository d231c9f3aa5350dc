"""Asking the customer for a change, writing down their answer, taking the question back (SAL-4)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.promises.actions import (
    answer_renegotiation,
    ask_to_renegotiate,
    take_back_renegotiation,
)
from alongside.domain.promises.permissions import ANSWER_PROMISE, MAKE_PROMISE
from alongside.domain.promises.rules import CHANNELS
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.page import DeskRequest, desk_page
from alongside.faces.desk.promises.keeping import HOW, SeenForm, act_page, begin, words_field
from alongside.faces.desk.promises.promise import promise_of
from alongside.faces.desk.wording.minding import knowing_of


class AskForm(SeenForm):
    reason = forms.CharField(
        label=gettext_lazy("Why, in words for the customer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )
    new_on = forms.DateField(label=gettext_lazy("New day"), required=False, widget=DayInput)
    new_words = forms.CharField(
        label=gettext_lazy("New wording, if it changes"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    drop = forms.BooleanField(label=gettext_lazy("Ask to drop the promise altogether"), required=False)

    def clean(self) -> dict[str, Any]:
        """A day is named, or dropping is meant: never one by leaving out the other."""
        data = super().clean() or {}
        if data.pop("drop", False):
            data["new_on"], data["new_words"] = None, ""
        elif not data.get("new_on") and "new_on" not in self.errors:
            self.add_error("new_on", _("Name the new day."))
        return data


class AnswerForm(SeenForm):
    agrees = forms.TypedChoiceField(
        label=gettext_lazy("What the customer says"),
        choices=[("yes", gettext_lazy("Agrees")), ("no", gettext_lazy("Does not agree"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(label=HOW, choices=list(CHANNELS.items()))
    words = words_field(gettext_lazy("In the customer’s words"), required=False)


@desk_page(MAKE_PROMISE)
def ask_to_renegotiate_page(request: DeskRequest, pk: int) -> HttpResponse:
    promise = promise_of(request, pk)
    form = AskForm(request.POST or None, initial=begin(promise) | {"new_on": promise.due_on})
    ask = partial(ask_to_renegotiate, knowing=knowing_of(request))
    return act_page(
        request, promise, form, ask, title=_("Ask for a change"), submit=_("Ask the customer"),
        minding=promise.node, minding_at="change",
        lead=_("The customer is asked in the portal and by mail. Until they agree, the promise stands as it is."),
        said=_("The customer is asked."),
    )  # fmt: skip


@desk_page(ANSWER_PROMISE)
def answer_renegotiation_page(request: DeskRequest, pk: int) -> HttpResponse:
    promise = promise_of(request, pk)
    form = AnswerForm(request.POST or None, initial=begin(promise))
    return act_page(
        request, promise, form, answer_renegotiation, title=_("The customer's answer"), submit=_("Write it down"),
        said=_("Written down."),
    )  # fmt: skip


@desk_page(MAKE_PROMISE)
def take_back_renegotiation_page(request: DeskRequest, pk: int) -> HttpResponse:
    promise = promise_of(request, pk)
    form = SeenForm(request.POST or None, initial=begin(promise))
    return act_page(
        request, promise, form, take_back_renegotiation, title=_("Take the question back"),
        lead=_("Nothing is asked of the customer any more; the promise stands as it was made."),
        submit=_("Take it back"), said=_("Taken back."),
    )  # fmt: skip
