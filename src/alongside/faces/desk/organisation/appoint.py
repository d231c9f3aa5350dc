"""Give somebody a role at a node for a time, and end it (ORG-2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.actions import appoint, end_appointment
from alongside.domain.organisation.models import Appointment, Role, StaffMember
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.organisation.tree import place_choices, place_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, see


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AppointForm(forms.Form):
    """As what, where, from when until when."""

    role = forms.ModelChoiceField(Role.objects.none(), label=gettext_lazy("Role"), empty_label="—")
    place = forms.ChoiceField(label=gettext_lazy("Where"))
    position = forms.CharField(
        label=gettext_lazy("Position"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The title on the card; without one, the name of the role."),
    )
    from_at = forms.DateTimeField(
        label=gettext_lazy("From day"),
        required=False,
        widget=DateTimeInput,
        help_text=gettext_lazy("Empty: at once."),
    )
    until_at = forms.DateTimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=DateTimeInput,
        help_text=gettext_lazy("Empty: until somebody ends it. Otherwise it ends by itself at that minute."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)

    def __init__(self, request: DeskRequest, *args: Any) -> None:
        super().__init__(*args)
        self.fields["role"].queryset = Role.objects.in_use().order_by("-escalation_rank", "code")
        self.fields["place"].choices = place_choices(request, MANAGE_STAFF)


def appointed_as(request: DeskRequest, data: dict[str, Any]) -> dict[str, Any]:
    """What `appoint` is told, from the clean form."""
    node, department = place_of(request, data["place"], MANAGE_STAFF)
    given = {name: data[name] for name in ("role", "position", "from_at", "until_at", "reason")}
    return {"node": node, "department": department, **given}


@desk_page(MANAGE_STAFF)
def appoint_page(request: DeskRequest, pk: int) -> HttpResponse:
    person = find(StaffMember.objects.visible_to(request.viewer), pk=pk)
    back = reverse("desk:staff_member", args=[pk])

    def act(data: dict[str, Any]) -> str:
        appoint(person, **appointed_as(request, data), by=request.viewer, now=request.now)
        return back

    return form_page(
        request,
        AppointForm(request, request.POST or None),
        act,
        title=_("Appoint %(name)s") % {"name": person.name},
        back=back,
        crumb=person.name,
        submit=_("Appoint"),
        lead=_("The role reaches the chosen place and everything below it, nothing beside or above it."),
        said=_("Appointed."),
        area="desk:organisation",
    )


@desk_page(MANAGE_STAFF)
def end_appointment_page(request: DeskRequest, pk: int) -> HttpResponse:
    held = find(Appointment.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    back = reverse("desk:staff_member", args=[held.staff_id])
    if request.method == "POST":
        end_appointment(held, by=request.viewer, now=request.now)
        return see(request, back, _("The appointment has ended."))
    return see(request, back)
