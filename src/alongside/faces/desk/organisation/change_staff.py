"""Mend what we hold about a colleague, or give them a new password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.models import Category
from alongside.domain.organisation.actions import change_password, change_staff
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find


class ChangeStaffForm(forms.Form):
    """What colleagues may mend; roles are changed by appointing."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    email = forms.EmailField(label=gettext_lazy("Email"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Skills"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=gettext_lazy(
            "Cases of these categories find this person first. Hold Ctrl to choose several."
        ),
    )

    def __init__(self, person: StaffMember, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = [
            (one.code, f"{one.get_kind_display()} / {one}") for one in Category.objects.filter(is_active=True)
        ]
        own = [(code, code) for code in person.skills if code not in dict(known)]
        self.fields["skills"].choices = known + own


@desk_page(MANAGE_STAFF)
def change_staff_page(request: DeskRequest, pk: int) -> HttpResponse:
    person = find(StaffMember.objects.visible_to(request.viewer), pk=pk)
    back = reverse("desk:staff_member", args=[pk])
    as_it_is = {name: getattr(person, name) for name in ("name", "email", "language", "skills")}

    def act(data: dict[str, Any]) -> str:
        change_staff(person, **data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request,
        ChangeStaffForm(person, request.POST or None, initial={"seen": person.version, **as_it_is}),
        act,
        title=_("Change %(name)s") % {"name": person.name},
        back=back,
        crumb=person.name,
        said=_("Saved."),
        area="desk:organisation",
    )


class PasswordForm(forms.Form):
    """A new password for somebody else."""

    password = forms.CharField(
        label=gettext_lazy("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )


@desk_page(MANAGE_STAFF)
def set_password_page(request: DeskRequest, pk: int) -> HttpResponse:
    person = find(StaffMember.objects.visible_to(request.viewer).exclude(pk=request.viewer.id), pk=pk)
    back = reverse("desk:staff_member", args=[pk])

    def act(data: dict[str, Any]) -> str:
        change_password(person, **data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request,
        PasswordForm(request.POST or None),
        act,
        title=_("A new password for %(name)s") % {"name": person.name},
        back=back,
        crumb=person.name,
        submit=_("Set the password"),
        lead=_("Tell it to the person yourself, not by mail. They are signed out everywhere."),
        said=_("The password is set."),
        area="desk:organisation",
    )
