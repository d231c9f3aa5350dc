"""What the customer says to an invitation besides a time: cancelled, or not coming at all (JRN-7)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.appointments.actions.booking import cancel_booking, decline
from alongside.faces.portal.appointments.appointment import invitation_of
from alongside.faces.portal.page import PortalRequest, portal_page, refusals_on, see, show
from alongside.kernel.refusals import Refused


class WordsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Would you tell us why?"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


@require_POST
@portal_page
def cancel(request: PortalRequest, invitation_id: int) -> HttpResponse:
    """A second tap finds it cancelled and says the same."""
    one = invitation_of(request, invitation_id)
    back = reverse("portal:appointment", args=[one.pk])
    if one.state == "booked":
        try:
            cancel_booking(one, by=request.viewer, now=request.now)
        except Refused as no:
            return see(request, back, no.words)
    return see(request, back, _("Cancelled. You can choose another time whenever you like."))


@portal_page
def decline_page(request: PortalRequest, invitation_id: int) -> HttpResponse:
    one = invitation_of(request, invitation_id)
    back = reverse("portal:appointment", args=[one.pk])
    if one.state not in ("invited", "booked"):
        return see(request, back)
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            decline(one, words=form.cleaned_data["words"], by=request.viewer, now=request.now)
            return see(request, back, _("Thank you for telling us."))
    context = {"one": one, "batch": one.batch, "form": form, "back": back}
    return show(request, "faces/portal/appointments/decline.html", context)
