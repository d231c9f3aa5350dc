"""Somebody else's sign-in, by who manages them: signed out from afar, and the second factor reset (INF-6)."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.organisation.actions.second_factor import reset_second_factor, sign_out_staff
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, see
from alongside.faces.ui.asked import is_whole


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=120,
        help_text=gettext_lazy("How you made sure that it is them; the person reads it too."),
    )


@desk_page(MANAGE_STAFF)
def reset_second_factor_page(request: DeskRequest, pk: int) -> HttpResponse:
    person = find(StaffMember.objects.visible_to(request.viewer), pk=pk)
    back = reverse("desk:staff_member", args=[pk])

    def act(data: dict[str, Any]) -> str:
        reset_second_factor(person, reason=data["reason"], by=request.viewer, now=request.now)
        return back

    return form_page(
        request,
        ReasonForm(request.POST or None),
        act,
        title=_("Reset the second factor of %(name)s") % {"name": person.name},
        back=back,
        crumb=person.name,
        submit=_("Reset it"),
        lead=_(
            "App, passkeys and recovery codes stop working, they are signed out everywhere, and they are told. "
            "Make sure that it is really them who ask: call back on a number that you know."
        ),
        is_danger=True,
        said=_("Reset. They set up a new one at the next sign-in."),
        area="desk:organisation",
    )


@require_POST
@desk_page(MANAGE_STAFF)
def sign_out_staff_page(request: DeskRequest, pk: int) -> HttpResponse:
    """One device when it is named, else everywhere."""
    person = find(StaffMember.objects.visible_to(request.viewer), pk=pk)
    named = request.POST.get("sign_in", "")
    one = find(UserSession.objects.filter(user=person), pk=int(named)) if is_whole(named) else None
    sign_out_staff(person, sign_in=one, by=request.viewer, now=request.now)
    return see(request, reverse("desk:staff_member", args=[pk]), _("Signed out there."))
