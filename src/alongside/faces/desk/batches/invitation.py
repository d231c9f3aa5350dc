"""One invitation: booked, moved, cancelled for the customer while they are on the phone (JRN-7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.appointments.actions.booking import (
    book_slot,
    cancel_booking,
    decline,
    wait_for_slot,
)
from alongside.domain.appointments.models import Invitation, Slot
from alongside.domain.appointments.permissions import BOOK_FOR_CUSTOMERS
from alongside.domain.appointments.queries.slots import days_of_batch
from alongside.faces.desk.batches.batch import show_batch
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole


class BookForm(forms.Form):
    """The slot is the button that was pressed."""

    party = forms.IntegerField(
        label=gettext_lazy("How many people come"), min_value=1, max_value=20, required=False
    )
    words = forms.CharField(
        label=gettext_lazy("What the customer said to it"), max_length=300, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


@desk_page(BOOK_FOR_CUSTOMERS)
def book_slot_page(request: DeskRequest, invitation_id: int) -> HttpResponse:
    shown = Invitation.objects.visible_to(request.viewer).select_related(
        "customer", "unit__estate", "seat__slot", "waits_for", "batch__node", "batch__kind"
    )
    one = find(shown, pk=invitation_id)
    request.viewer.require(BOOK_FOR_CUSTOMERS, on=one)
    seen(request, one.customer, about=one)
    initial = {"party": one.party, "words": one.words, "seen": one.version}
    form = BookForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            return see(request, request.path, _act(request, one, form.cleaned_data))
    context = {
        "one": one,
        "form": form,
        "days": days_of_batch(one.batch, now=request.now, only_bookable=True),
        "is_open": one.batch.is_standing and one.state in ("planned", "invited", "declined", "booked"),
    }
    return show_batch(request, "faces/desk/batches/invitation.html", one.batch, context)


def _act(request: DeskRequest, one: Invitation, data: dict[str, Any]) -> str:
    """What the pressed button means, and what is said after it."""
    by, now, version = request.viewer, request.now, data["seen"]
    if "cancel" in request.POST:
        cancel_booking(one, by=by, now=now, seen=version)
        return _("Cancelled. The place is free again.")
    if "decline" in request.POST:
        decline(one, words=data["words"], by=by, now=now, seen=version)
        return _("Noted: they do not come.")
    wanted = request.POST.get("wait") or request.POST.get("slot", "")
    slot = find(
        Slot.objects.visible_to(by).filter(batch=one.batch_id),
        pk=int(wanted) if is_whole(wanted) else 0,
    )
    if "wait" in request.POST:
        wait_for_slot(one, slot=slot, by=by, now=now)
        return _("In line for it. They are told when a place becomes free.")
    book_slot(
        one, slot=slot, party=data["party"] or one.party, words=data["words"], by=by, now=now, seen=version
    )
    return _("Booked. The customer gets a letter.")
