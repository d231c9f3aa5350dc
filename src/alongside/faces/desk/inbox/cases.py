"""A conversation becomes a case, joins one, or leaves it: one act each (CHN-1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.cases.actions.threads import join_case, leave_case, open_case_from_thread
from alongside.domain.cases.models import Case, Category, Kind
from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.conversations.models import Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX, SEE_INBOX
from alongside.domain.conversations.rules.threading import plain_subject
from alongside.domain.customers.models import UnitRelation
from alongside.domain.estates.models import Unit
from alongside.faces.desk.cases.acts import case_url, visible_case
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.inbox.thread import visible_thread
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show
from alongside.faces.ui.access import seen
from alongside.kernel.refusals import Refused

KINDS = [one for one in Kind.choices if one[0] != Kind.PRIVACY]


class CaseForm(forms.Form):
    """The least that a case needs; the conversation says the rest."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, initial=Kind.ENQUIRY)
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=gettext_lazy("Category"),
        required=False,
        empty_label="—",
        help_text=gettext_lazy("A complaint or dispute needs one of its own kind."),
    )
    title = forms.CharField(label=gettext_lazy("Subject"), max_length=60)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Unit"), required=False, empty_label="—"
    )
    place_words = forms.CharField(label=gettext_lazy("Place in words"), max_length=120, required=False)
    is_mine = forms.BooleanField(label=gettext_lazy("I take it myself"), required=False, initial=True)

    def __init__(self, request: DeskRequest, thread: Thread, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["category"].queryset = Category.objects.filter(is_active=True).select_related("parent")
        self.fields["category"].label_from_instance = _category_words
        theirs = UnitRelation.objects.visible_to(request.viewer).filter(
            customer=thread.conversation.customer_id, until_on__isnull=True
        )
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=theirs.values("unit")).select_related(
            "estate"
        )


def _category_words(category: Category) -> str:
    parts = [category.get_kind_display(), *([str(category.parent)] if category.parent else []), str(category)]
    return " / ".join(parts)


@desk_page(OPEN_CASE)
def case_from_thread(request: DeskRequest, pk: int) -> HttpResponse:
    found = visible_thread(request, pk)
    seen(request, found.conversation.customer, about=found.conversation)

    def act(data: dict[str, Any]) -> str:
        owner = request.user if data.pop("is_mine") else None
        case = open_case_from_thread(
            found, node=found.node, owner=owner, **data, by=request.viewer, now=request.now
        )
        return case_url(case.number)

    initial = {"title": plain_subject(found.subject)[:60]}
    return form_page(
        request,
        CaseForm(request, found, request.POST or None, initial=initial),
        act,
        title=_("Open a case from this conversation"),
        back=reverse("desk:thread", args=[pk]),
        crumb=plain_subject(found.subject) or _("No subject"),
        submit=_("Open a case"),
        lead=_("What was said becomes the beginning of its story, and what follows goes on there."),
        said=_("The case is open."),
        area="desk:inbox",
    )


@require_POST
@desk_page(ANSWER_INBOX)
def join_case_page(request: DeskRequest, pk: int) -> HttpResponse:
    found = visible_thread(request, pk)
    asked = request.POST.get("number", "").replace("\x00", "").strip()[:40]
    case = Case.objects.visible_to(request.viewer).filter(number__iexact=asked).first()
    if case is None:
        raise Refused(_("You see no case with this number."))
    join_case(case, thread=found, by=request.viewer, now=request.now)
    return see(request, case_url(case.number), _("The conversation stands in this case now."))


@require_POST
@desk_page(ANSWER_INBOX)
def leave_case_page(request: DeskRequest, pk: int) -> HttpResponse:
    found = visible_thread(request, pk)
    joined = found.joined_to_id
    if joined is None:
        raise Refused(_("It is not part of a case."))
    case = find(Case.objects.visible_to(request.viewer), conversation=joined)
    leave_case(case, thread=found, by=request.viewer, now=request.now)
    return see(request, reverse("desk:thread", args=[pk]), _("The conversation stands in the inbox again."))


@desk_page(SEE_INBOX)
def threads_of_case(request: DeskRequest, number: str) -> HttpResponse:
    """The conversations that stand in a case, with a way out of it. A part of the case page."""
    case = visible_case(request, number)
    threads = Thread.objects.visible_to(request.viewer).filter(joined_to=case.conversation_id)
    seen(request, case.customer_id)
    context = {"case": case, "threads": threads.select_related("conversation__customer")[:20]}
    return show(request, "faces/desk/inbox/threads_of_case.html", context)
