"""Choose a time: free slots by day as large buttons; a full one can be waited for (JRN-7, HND-7)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.appointments.actions.booking import book_slot, wait_for_slot
from alongside.domain.appointments.models import Invitation, Slot
from alongside.domain.appointments.queries.slots import days_of_batch
from alongside.faces.portal.appointments.appointment import invitation_of
from alongside.faces.portal.appointments.appointments import is_ahead
from alongside.faces.portal.page import PortalRequest, find, portal_page, refusals_on, see, show
from alongside.faces.ui.asked import is_whole


class BookForm(forms.Form):
    """The time is the button that was tapped."""

    party = forms.TypedChoiceField(
        label=gettext_lazy("How many of you come?"), coerce=int, choices=[(n, str(n)) for n in range(1, 7)]
    )
    words = forms.CharField(
        label=gettext_lazy("Anything we should know?"), max_length=300, required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("For example: we bring a wheelchair")}),
    )  # fmt: skip


@portal_page
def book_slot_page(request: PortalRequest, invitation_id: int) -> HttpResponse:
    one = invitation_of(request, invitation_id)
    back = reverse("portal:appointment", args=[one.pk])
    if not is_ahead(one, request):
        return see(request, back)
    form = BookForm(request.POST or None, initial={"party": min(one.party, 6), "words": one.words})
    if form.is_valid():
        with refusals_on(form):
            return see(request, back, _act(request, one, form.cleaned_data))
    days = days_of_batch(one.batch, now=request.now, only_bookable=True)
    context = {
        "one": one,
        "batch": one.batch,
        "form": form,
        "days": days,
        "is_full": not any(column.free for day in days for column in day.columns),
    }
    return show(request, "faces/portal/appointments/book.html", context)


def _act(request: PortalRequest, one: Invitation, data: dict) -> str:
    wanted = request.POST.get("wait") or request.POST.get("slot", "")
    slots = Slot.objects.filter(batch=one.batch_id)
    slot = find(slots, pk=int(wanted) if is_whole(wanted) else 0)
    if "wait" in request.POST:
        wait_for_slot(one, slot=slot, by=request.viewer, now=request.now)
        return _("You are in line. We tell you as soon as a place becomes free.")
    book_slot(one, slot=slot, **data, by=request.viewer, now=request.now)
    return _("Booked. We are looking forward to you.")
