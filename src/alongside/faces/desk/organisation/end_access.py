"""Somebody leaves: from this minute they are out (ORG-6)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.organisation.actions.leaving import leave
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find


class EndForm(forms.Form):
    """Typing the sign-in name keeps a slip of the hand from locking somebody out."""

    username = forms.CharField()

    def __init__(self, person: StaffMember, *args: Any) -> None:
        super().__init__(*args)
        self.person = person
        self.fields["username"].label = _("Type the sign-in name %(name)s") % {"name": person.username}

    def clean_username(self) -> str:
        if self.cleaned_data["username"].strip().lower() != self.person.username:
            raise forms.ValidationError(_("This is not the sign-in name of this person."))
        return self.person.username


@desk_page(MANAGE_STAFF)
def end_access_page(request: DeskRequest, pk: int) -> HttpResponse:
    person = find(StaffMember.objects.visible_to(request.viewer), pk=pk)
    back = reverse("desk:staff_member", args=[pk])

    def act(data: dict[str, Any]) -> str:
        leave(person, by=request.viewer, now=request.now)
        return back

    return form_page(
        request,
        EndForm(person, request.POST or None),
        act,
        title=_("End the access of %(name)s") % {"name": person.name},
        back=back,
        crumb=person.name,
        submit=_("End access now"),
        lead=_(
            "From this minute they cannot sign in, are signed out everywhere and hold no role. "
            "What is still open with them and nobody has accepted is passed on by itself. "
            "Their history stays. This cannot be taken back."
        ),
        is_danger=True,
        said=_("Their access has ended."),
        area="desk:organisation",
    )
