"""A conversation of the inbox: read, answered, handed on, tied to whoever wrote it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.conversations.actions import (
    answer_thread,
    assign_thread,
    finish_thread,
    reopen_thread,
    tie_thread,
)
from alongside.domain.conversations.actions.carriers import CARRIERS, MAIL
from alongside.domain.conversations.actions.hearing import OF_PHONES
from alongside.domain.conversations.models import Channel, Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX, SEE_INBOX
from alongside.domain.conversations.queries import Said, said_in
from alongside.domain.conversations.queries.visitors import contact_of_visitor
from alongside.domain.customers.models import Customer
from alongside.domain.customers.queries import for_list, search_customers
from alongside.domain.customers.rules import kind_of_contact, masked
from alongside.domain.knowledge.permissions import SEE_KNOWLEDGE
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.faces.desk.at_hand.filling import note_uses, values_for_thread
from alongside.faces.desk.at_hand.scripts import script_in
from alongside.faces.desk.cases.acts import case_url
from alongside.faces.desk.cases.saying import ManyFilesField
from alongside.faces.desk.inbox.inbox import list_of
from alongside.faces.desk.named_customer import named_customer
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.desk.wording.minding import knowing_of
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole
from alongside.kernel.ngrams import QueryTooLong

CASES, FOUND, OTHERS = 8, 8, 5


class AnswerForm(forms.Form):
    """`seen` is the version that the page showed: who answers what went on meanwhile is asked again, words and all."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)  # the last message that was shown
    words = forms.CharField(
        label=pgettext_lazy("conversation", "Answer"), widget=forms.Textarea(attrs={"rows": 3})
    )
    files = ManyFilesField(label=gettext_lazy("Files"), required=False)
    is_done = forms.BooleanField(label=gettext_lazy("and done"), required=False)
    used = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """A word among ourselves adds and overwrites nothing, so it needs no version."""

    words = forms.CharField(label=gettext_lazy("Internal note"), widget=forms.Textarea(attrs={"rows": 3}))
    files = ManyFilesField(label=gettext_lazy("Files"), required=False)


def threads(request: DeskRequest) -> QuerySet[Thread]:
    mine = Thread.objects.visible_to(request.viewer)
    return mine.select_related(
        "conversation__customer", "node", "mailbox", "account", "assigned_to", "joined_to__case"
    )


def visible_thread(request: DeskRequest, pk: int) -> Thread:
    return find(threads(request), pk=pk)


@desk_page(SEE_INBOX)
def thread(request: DeskRequest, pk: int) -> HttpResponse:
    """A case's own conversation, as a notice may name it, is read on the page of the case."""
    found = threads(request).filter(pk=pk).first()
    if found is None:
        case = find(Case.objects.visible_to(request.viewer), conversation=pk)
        return redirect(case_url(case.number))
    if request.GET.get("say") == "note":
        return shown_thread(request, found, NoteForm())
    words, used = "", ""
    if request.GET.get("script"):
        words, used = script_in(request, found.node, values_for_thread(request, found))
    first = {"words": words, "used": used, "seen": found.version}
    return shown_thread(request, found, AnswerForm(initial=first))


@require_POST
@desk_page(ANSWER_INBOX)
def answer_thread_page(request: DeskRequest, pk: int) -> HttpResponse:
    found = visible_thread(request, pk)
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "after"}
        with refusals_on(form):
            given |= {"knowing": knowing_of(request)}
            used = given.pop("used")
            answer_thread(found, **given, by=request.viewer, now=request.now)
            note_uses(request, used, about=found.conversation, node=found.node)
            return see(request, _here(request, pk), _("Sent."))
    return shown_thread(request, visible_thread(request, pk), form)


@require_POST
@desk_page(ANSWER_INBOX)
def assign_thread_page(request: DeskRequest, pk: int) -> HttpResponse:
    """To whoever is named; without a name to everybody again."""
    found = visible_thread(request, pk)
    asked = request.POST.get("to", "")
    colleagues = staff_holding(ANSWER_INBOX, node=found.node, now=request.now)
    to: StaffMember | None = find(colleagues, pk=int(asked)) if is_whole(asked) else None
    assign_thread(found, to=to, by=request.viewer, now=request.now)
    return see(request, _here(request, pk), _("Handed on.") if to else _("Everybody's again."))


@require_POST
@desk_page(ANSWER_INBOX)
def finish_thread_page(request: DeskRequest, pk: int) -> HttpResponse:
    finish_thread(visible_thread(request, pk), by=request.viewer, now=request.now)
    return see(request, reverse("desk:inbox"), _("Done; the customer's next word opens it again."))


@require_POST
@desk_page(ANSWER_INBOX)
def reopen_thread_page(request: DeskRequest, pk: int) -> HttpResponse:
    reopen_thread(visible_thread(request, pk), by=request.viewer, now=request.now)
    return see(request, _here(request, pk), _("Open again."))


@require_POST
@desk_page(ANSWER_INBOX)
def tie_thread_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Say which customer wrote it; without one: somebody else after all."""
    found = visible_thread(request, pk)
    customer = named_customer(request)
    tie_thread(found, customer=customer, by=request.viewer, now=request.now)
    return see(request, _here(request, pk), _("Noted.") if customer else _("It is nobody's we know, then."))


def _here(request: DeskRequest, pk: int) -> str:
    return reverse("desk:thread", args=[pk])


def last_of(said: list[Said]) -> int:
    """The newest message of those; 0 for none."""
    return max((one.message.pk for one in said), default=0)


def _meanwhile(form: AnswerForm | NoteForm, said: list[Said]) -> list[Said]:
    """What was said after the page was drawn on which they wrote their answer; empty unless it was refused for that."""
    after = form.cleaned_data.get("after") if hasattr(form, "conflict") else None
    return [one for one in said if after is not None and one.message.pk > after]


def shown_thread(request: DeskRequest, found: Thread, form: AnswerForm | NoteForm) -> HttpResponse:
    """The page of a conversation, with what is being written in it; a part of it for htmx."""
    customer = found.conversation.customer
    seen(request, customer, about=found.conversation)
    is_pane = request.htmx.target == "main" and not request.htmx.history_restore_request
    may_answer = request.viewer.may(ANSWER_INBOX, on=found)
    said = said_in(found)
    meanwhile = _meanwhile(form, said)
    context: dict[str, Any] = {
        "base": "faces/desk/panes.html" if is_pane else "faces/ui/desk_base.html",
        "thread": found,
        "customer": customer,
        "address": _address(found, known=customer is not None),
        "takes_files": _takes_files(found),
        "said": said,
        "newest": last_of(said),
        "meanwhile": meanwhile,
        "new_ids": {one.message.pk for one in meanwhile},
        "form": form,
        "is_note": isinstance(form, NoteForm),
        "may_answer": may_answer and found.state != Thread.State.IN_CASE,
        "may_open_case": request.viewer.may(OPEN_CASE, on=found),
        "has_drafts": bool(settings.CHAT_ENDPOINT),
        "has_scripts": request.viewer.may(SEE_KNOWLEDGE),
        "may_promise": customer is not None and request.viewer.may(MAKE_PROMISE, on=found),
        "colleagues": staff_holding(ANSWER_INBOX, node=found.node, now=request.now)[:50]
        if may_answer
        else [],
        **_beside(request, found, customer),
    }
    if request.htmx.target == "composer":
        return show(request, "faces/desk/inbox/thread.html#composer", context)
    if not is_pane:
        context |= list_of(request, current=found.pk)
    return show(request, "faces/desk/inbox/thread.html", context, area="desk:inbox")


def _takes_files(found: Thread) -> bool:
    carrier = CARRIERS.get(found.account.provider) if found.account else MAIL
    return carrier is not None and carrier.takes_files


def _address(found: Thread, *, known: bool) -> str:
    """Where they write from, as far as people read such a thing; ids of providers say nothing to anybody."""
    if found.channel == Channel.EMAIL:
        return masked("email", found.sender) if known else found.sender
    if found.channel in (Channel.CHAT, Channel.WEB):
        contact = contact_of_visitor(found)
        return masked(kind_of_contact(contact), contact) if known and contact else contact
    return masked("phone", found.sender) if found.channel in OF_PHONES else ""


def _beside(request: DeskRequest, found: Thread, customer: Customer | None) -> dict[str, Any]:
    """Who it is, their open cases and what else they wrote or rang about; of somebody unknown: whoever may be meant."""
    if customer is not None:
        cases = Case.objects.visible_to(request.viewer).filter(customer=customer, is_open=True)
        known = for_list(Customer.objects.visible_to(request.viewer).filter(pk=customer.pk)).first()
        others = threads(request).filter(conversation__customer=customer).exclude(pk=found.pk)
        return {
            "cases": list(cases.order_by("-opened_at")[:CASES]),
            "known": known,
            "others": list(others.order_by("-last_at")[:OTHERS]),
        }
    asked = request.GET.get("who", "")
    try:
        people = search_customers(asked, request.viewer, limit=FOUND) if asked else []
    except QueryTooLong:
        people = []
    seen(request, people)
    return {"who": asked, "people": people}
