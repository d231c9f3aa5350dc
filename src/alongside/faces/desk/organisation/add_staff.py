"""Add a staff member with the first appointment: an account alone may nothing (ORG-2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.actions import add_staff, appoint
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.organisation.appoint import AppointForm, appointed_as
from alongside.faces.desk.page import DeskRequest, desk_page


class AddStaffForm(AppointForm):
    """Who it is, and what they begin as."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    username = forms.CharField(
        label=gettext_lazy("Sign-in name"),
        max_length=60,
        help_text=gettext_lazy("Small letters, digits, dot, hyphen; it stays theirs."),
    )
    email = forms.EmailField(label=gettext_lazy("Email"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    password = forms.CharField(
        label=gettext_lazy("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Tell it to the person yourself; they change it in their profile."),
    )
    field_order = ("name", "username", "email", "language", "password")


@desk_page(MANAGE_STAFF)
def add_staff_page(request: DeskRequest) -> HttpResponse:
    def act(data: dict[str, Any]) -> str:
        account = {one: data[one] for one in ("name", "username", "email", "language", "password")}
        with transaction.atomic():
            person = add_staff(**account, by=request.viewer, now=request.now)
            appoint(person, **appointed_as(request, data), by=request.viewer, now=request.now)
        return reverse("desk:staff_member", args=[person.pk])

    return form_page(
        request,
        AddStaffForm(request, request.POST or None),
        act,
        title=_("Add a staff member"),
        back=reverse("desk:staff"),
        crumb=_("Staff"),
        submit=_("Add and appoint"),
        said=_("The account is there."),
        area="desk:organisation",
    )
