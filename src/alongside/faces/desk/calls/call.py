"""One call: who it was, what was heard of it, what came of it, and the case it belongs to (CHN-5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.cases.actions.calling import join_call
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.conversations.actions.after_calls import tie_call, wrap_up_call
from alongside.domain.conversations.models import Call
from alongside.domain.conversations.models.calls import Outcome
from alongside.domain.conversations.permissions import ANSWER_CALLS, HEAR_RECORDINGS, SEE_CALLS
from alongside.domain.conversations.queries.calls import calls_of, whose_number
from alongside.domain.customers.models import Customer
from alongside.faces.desk.calls.calls import masked_number, rows_of
from alongside.faces.desk.cases.acts import case_url
from alongside.faces.desk.cases.who import customers_found, customers_known
from alongside.faces.desk.named_customer import named_customer
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.access import seen
from alongside.kernel.refusals import Refused

CASES, BEFORE, SHARING = 8, 8, 8
LATER = timedelta(hours=2)
WHEN = "%Y-%m-%dT%H:%M"


class AfterForm(forms.Form):
    """What came of a call, in one small form."""

    outcome = forms.ChoiceField(label=gettext_lazy("What came of it"), choices=Outcome)
    words = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    call_back_at = forms.DateTimeField(
        label=gettext_lazy("Call back at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN),
        help_text=gettext_lazy("Only for a promised call"),
    )


def after_form(found: Call, request: DeskRequest, *, ids: str = "id_%s") -> AfterForm:
    """Filled with what was said before. `ids`: where two of them may stand on one page."""
    said = found.message.body if found.message else ""
    later = timezone.localtime(request.now + LATER).replace(minute=0, second=0, microsecond=0)
    initial = {"outcome": found.outcome or "settled", "words": said, "call_back_at": later}
    return AfterForm(initial=initial, auto_id=ids)


def visible_call(request: DeskRequest, pk: int) -> Call:
    shown = Call.objects.visible_to(request.viewer)
    return find(shown.select_related("customer", "agent", "node", "account", "message", "callback"), pk=pk)


@desk_page(SEE_CALLS, ANSWER_CALLS)
def call(request: DeskRequest, pk: int) -> HttpResponse:
    found = visible_call(request, pk)
    return _shown(request, found, after_form(found, request))


@require_POST
@desk_page(ANSWER_CALLS)
def wrap_up_call_page(request: DeskRequest, pk: int) -> HttpResponse:
    """From the card: back to the page one is on."""
    found = visible_call(request, pk)
    form = AfterForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            wrap_up_call(found, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, reverse("desk:call", args=[pk]), _("Noted."))
    return _shown(request, found, form)


@require_POST
@desk_page(ANSWER_CALLS)
def tie_call_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Say which customer it was; without one: somebody else after all."""
    found = visible_call(request, pk)
    customer = named_customer(request)
    tie_call(found, customer=customer, by=request.viewer, now=request.now)
    said = _("Noted.") if customer else _("It is nobody's we know, then.")
    return see(request, reverse("desk:call", args=[pk]), said)


@require_POST
@desk_page(ANSWER_CALLS)
def call_to_case(request: DeskRequest, pk: int) -> HttpResponse:
    """The call is about a case that there is already."""
    found = visible_call(request, pk)
    asked = request.POST.get("number", "").replace("\x00", "").strip()[:40]
    case = Case.objects.visible_to(request.viewer).filter(number__iexact=asked).first()
    if case is None:
        raise Refused(_("You see no case with this number."))
    join_call(case, call=found, by=request.viewer, now=request.now)
    return see(request, case_url(case.number), _("The call stands in this case now."))


def _shown(request: DeskRequest, found: Call, form: AfterForm) -> HttpResponse:
    customer = found.customer
    seen(request, customer, about=found)
    may_answer = request.viewer.may(ANSWER_CALLS, on=found)
    [row] = rows_of(request, [found])
    context: dict[str, Any] = {
        **row,
        "customer": customer,
        "number": masked_number(found),
        "form": form,
        "may_wrap": may_answer and found.answered_at is not None,
        "may_answer": may_answer,
        "may_open_case": request.viewer.may(OPEN_CASE),
        "may_hear": request.viewer.may(HEAR_RECORDINGS, on=found),
        "before": _before(request, found),
        **_beside(request, found, may_answer=may_answer),
    }
    return show(request, "faces/desk/calls/call.html", context, area="desk:calls")


def _before(request: DeskRequest, found: Call) -> list[Call]:
    if not found.number:
        return []
    others = [one for one in calls_of(request.viewer, "all", number=found.number).calls if one.pk != found.pk]
    seen(request, (one.customer_id for one in others[:BEFORE]))
    return others[:BEFORE]


def _beside(request: DeskRequest, found: Call, *, may_answer: bool) -> dict[str, Any]:
    """Their open cases; of somebody unknown: whoever may be meant, at first those who share the number."""
    if (customer := found.customer) is not None:
        cases = Case.objects.visible_to(request.viewer).filter(customer=customer, is_open=True)
        return {"cases": list(cases.order_by("-opened_at")[:CASES])}
    asked = request.GET.get("who", "")
    if not may_answer:
        return {"who_asked": "", "people": []}
    people = customers_found(request, asked) if asked else customers_known(request, _sharing(found))
    return {"who_asked": asked, "people": people, "are_sharing": not asked}


def _sharing(found: Call) -> list[Customer]:
    """Several customers of the place have the number of this call, so it says no name."""
    return list(whose_number(found.number, found.node)[:SHARING]) if found.number else []
