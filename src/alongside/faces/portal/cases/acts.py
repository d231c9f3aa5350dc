"""What the customer says in their case: agree, decline, solved, not solved, take it back (CAS-3, CAS-15)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alongside.domain.cases.actions.closing import withdraw_case
from alongside.domain.cases.actions.handling import agree_proposal, decline_proposal
from alongside.domain.cases.actions.resolving import confirm_case, report_not_solved
from alongside.domain.cases.models import Case
from alongside.faces.portal.cases.case import case_of
from alongside.faces.portal.page import PortalRequest, portal_page, refusals_on, see, show
from alongside.faces.ui.asked import is_whole
from alongside.kernel.refusals import Conflict, Refused


@dataclass(frozen=True)
class Act:
    """One thing to say; `leads_to` are the states after it, by which a second tap is recognised."""

    do: Callable[..., Case]
    leads_to: frozenset[str]
    said: Any
    heading: Any = ""
    label: Any = ""
    button: Any = ""
    needs_words: bool = True
    fits: frozenset[str] = frozenset()  # the states in which its page makes sense


AGREE = Act(agree_proposal, frozenset({"agreed", "handling"}), _("Thank you. We begin."))
CONFIRM = Act(confirm_case, frozenset({"closed", "confirmed"}), _("Thank you. We are glad it is solved."))
DECLINE = Act(
    decline_proposal,
    frozenset({"investigating"}),
    _("We have heard it and think again."),
    _("I do not agree"),
    _("What does not suit you?"),
    _("Send"),
    fits=frozenset({"proposed"}),
)
NOT_SOLVED = Act(
    report_not_solved,
    frozenset({"handling"}),
    _("We are sorry. It goes on at once, and a supervisor knows."),
    _("Not solved"),
    _("What is still wrong?"),
    _("Send"),
    fits=frozenset({"resolved"}),
)
WITHDRAW = Act(
    withdraw_case,
    frozenset({"withdrawn"}),
    _("Taken back. You can tell us again at any time."),
    _("Take it back"),
    _("Would you tell us why?"),
    _("Take it back"),
    needs_words=False,
    fits=frozenset({"received", "acknowledged", "investigating", "proposed", "agreed", "handling"}),
)


class WordsForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(strip=True, widget=forms.Textarea(attrs={"rows": 5}))


@require_POST
@portal_page
def agree(request: PortalRequest, number: str) -> HttpResponse:
    return _at_once(request, number, AGREE)


@require_POST
@portal_page
def confirm(request: PortalRequest, number: str) -> HttpResponse:
    return _at_once(request, number, CONFIRM)


@portal_page
def decline(request: PortalRequest, number: str) -> HttpResponse:
    return _with_words(request, number, DECLINE)


@portal_page
def not_solved(request: PortalRequest, number: str) -> HttpResponse:
    return _with_words(request, number, NOT_SOLVED)


@portal_page
def withdraw(request: PortalRequest, number: str) -> HttpResponse:
    return _with_words(request, number, WITHDRAW)


def _at_once(request: PortalRequest, number: str, act: Act) -> HttpResponse:
    case = case_of(request, number)
    seen = request.POST.get("seen", "")
    try:
        act.do(case, by=request.viewer, now=request.now, seen=int(seen) if is_whole(seen) else None)
    except Refused as no:
        if not _was_done(case, act):
            return see(request, _url(case), _changed() if isinstance(no, Conflict) else no.words)
    return see(request, _url(case), act.said)


def _with_words(request: PortalRequest, number: str, act: Act) -> HttpResponse:
    """A page of its own for the words. A second tap finds it done and says the same."""
    case = case_of(request, number)
    if case.state not in act.fits:
        return see(request, _url(case), act.said if request.method == "POST" and _was_done(case, act) else "")
    form = WordsForm(request.POST if request.method == "POST" else None, initial={"seen": case.version})
    form.fields["words"].required = act.needs_words
    form.fields["words"].label = act.label
    form.fields["words"].widget.attrs["data-draft"] = f"{act.do.__name__}-{case.number}"
    if form.is_valid():
        with refusals_on(form):
            words, seen = form.cleaned_data["words"], form.cleaned_data["seen"]
            act.do(case, words=words, by=request.viewer, now=request.now, seen=seen)
            return see(request, _url(case), act.said)
        if _was_done(case, act):
            return see(request, _url(case), act.said)
        form.data = form.data.copy()
        form.data["seen"] = case_of(request, number).version
    return show(request, "faces/portal/cases/act.html", {"case": case, "act": act, "form": form})


def _was_done(case: Case, act: Act) -> bool:
    case.refresh_from_db()
    return case.state in act.leads_to


def _changed() -> Any:
    return _("Something changed meanwhile. Please look once more, then decide.")


def _url(case: Case) -> str:
    return reverse("portal:case", args=[case.number])
