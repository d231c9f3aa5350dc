"""Whom we owe a call, and what came of trying (CHN-5)."""

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

from alongside.domain.conversations.actions.calling_back import (
    assign_callback,
    finish_callback,
    put_off_callback,
)
from alongside.domain.conversations.models import Callback
from alongside.domain.conversations.permissions import ANSWER_CALLS
from alongside.domain.conversations.queries.calls import callbacks_of
from alongside.faces.desk.calls.calls import masked_number
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.access import REVEAL, seen

MOST = 100
LATER = timedelta(hours=1)
WHEN = "%Y-%m-%dT%H:%M"


class LaterForm(forms.Form):
    due_at = forms.DateTimeField(
        label=gettext_lazy("Again at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN),
    )


@desk_page(ANSWER_CALLS)
def callbacks(request: DeskRequest) -> HttpResponse:
    found = list(callbacks_of(request.viewer)[: MOST + 1])
    seen(request, (one.customer_id for one in found[:MOST]))
    rows = [(one, one.customer.name if one.customer else masked_number(one)) for one in found[:MOST]]
    context = {"rows": rows, "is_more": len(found) > MOST}
    return show(request, "faces/desk/calls/callbacks.html", context, area="desk:calls")


@desk_page(ANSWER_CALLS)
def callback(request: DeskRequest, pk: int) -> HttpResponse:
    return _shown(request, _visible(request, pk))


@require_POST
@desk_page(ANSWER_CALLS)
def callback_number(request: DeskRequest, pk: int) -> HttpResponse:
    """The whole number, to dial it: noted in the access log with its reason (INF-2)."""
    found = _visible(request, pk)
    seen(request, found.customer_id, act=REVEAL, about=found, reason="call")
    return _shown(request, found, number=found.number)


@require_POST
@desk_page(ANSWER_CALLS)
def finish_callback_page(request: DeskRequest, pk: int) -> HttpResponse:
    state = request.POST.get("state", "")
    finish_callback(_visible(request, pk), state=state, by=request.viewer, now=request.now)
    return see(request, reverse("desk:callbacks"), _("Noted."))


@require_POST
@desk_page(ANSWER_CALLS)
def put_off_callback_page(request: DeskRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    form = LaterForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            put_off_callback(found, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, reverse("desk:callbacks"), _("Put off."))
    return _shown(request, found, form=form)


@require_POST
@desk_page(ANSWER_CALLS)
def assign_callback_page(request: DeskRequest, pk: int) -> HttpResponse:
    """I take it, or everybody may again."""
    found = _visible(request, pk)
    to = request.user if request.POST.get("to") == "me" else None
    assign_callback(found, to=to, by=request.viewer, now=request.now)
    return see(
        request, reverse("desk:callback", args=[pk]), _("It is yours.") if to else _("Everybody's again.")
    )


def _visible(request: DeskRequest, pk: int) -> Callback:
    shown = Callback.objects.visible_to(request.viewer)
    return find(shown.select_related("customer", "assigned_to", "node", "done_by"), pk=pk)


def _shown(
    request: DeskRequest, found: Callback, *, form: LaterForm | None = None, number: str = ""
) -> HttpResponse:
    seen(request, found.customer, about=found)
    later = timezone.localtime(request.now + LATER).replace(second=0, microsecond=0)
    context: dict[str, Any] = {
        "callback": found,
        "who": found.customer.name if found.customer else masked_number(found),
        "number": number or masked_number(found),
        "is_shown": bool(number),
        "calls": list(found.calls.select_related("agent").order_by("-begun_at")[:10]),
        "form": form or LaterForm(initial={"due_at": later}),
    }
    return show(request, "faces/desk/calls/callback.html", context, area="desk:calls")
