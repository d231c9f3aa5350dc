"""At which telephone I sit, and whether I take calls now (CHN-5)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.conversations.actions.seats import leave_seat, say_readiness, take_seat
from alongside.domain.conversations.models import Account, Channel, Seat
from alongside.domain.conversations.permissions import ANSWER_CALLS
from alongside.domain.conversations.queries.calls import seat_of
from alongside.faces.desk.page import DeskRequest, desk_page, refusals_on, see, show
from alongside.kernel.refusals import Refused

REASONS = [one for one in Seat.Reason.choices if one[0] not in ("", Seat.Reason.GONE)]


class SeatForm(forms.Form):
    account = forms.ModelChoiceField(
        Account.objects.none(), label=gettext_lazy("Telephone system"), empty_label=None
    )
    extension = forms.CharField(
        label=gettext_lazy("Extension"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, request: DeskRequest, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        there = Account.objects.filter(channel=Channel.PHONE, is_active=True)
        self.fields["account"].queryset = request.viewer.limit(there, ANSWER_CALLS)


@desk_page(ANSWER_CALLS)
def seat(request: DeskRequest) -> HttpResponse:
    mine = seat_of(request.viewer)
    initial = {"account": mine.account_id, "extension": mine.extension} if mine else None
    form = SeatForm(request, request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            take_seat(**form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, reverse("desk:seat"), _("Now say that you are ready."))
    has_accounts = form.fields["account"].queryset.exists()
    context = {"seat": mine, "form": form, "has_accounts": has_accounts, "reasons": REASONS}
    return show(request, "faces/desk/calls/seat.html", context, area="desk:calls")


@require_POST
@desk_page(ANSWER_CALLS)
def say_readiness_page(request: DeskRequest) -> HttpResponse:
    """Back to where one is."""
    mine = _mine(request)
    state, _sign, reason = request.POST.get("state", "").partition(":")
    changed = say_readiness(mine, state=state, reason=reason, by=request.viewer, now=request.now)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return see(request, back if safe else reverse("desk:seat"), changed.get_state_display())


@require_POST
@desk_page(ANSWER_CALLS)
def leave_seat_page(request: DeskRequest) -> HttpResponse:
    leave_seat(_mine(request), by=request.viewer, now=request.now)
    return see(request, reverse("desk:seat"), _("Calls for this extension are nobody's now."))


def _mine(request: DeskRequest) -> Seat:
    mine = seat_of(request.viewer)
    if mine is None:
        raise Refused(_("Say first at which extension you sit."))
    return mine
