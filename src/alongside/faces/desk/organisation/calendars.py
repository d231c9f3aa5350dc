"""All working calendars, who lives by them, and a warning of years not yet announced (ORG-7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.actions import add_calendar
from alongside.domain.organisation.models import Calendar, Node
from alongside.domain.organisation.permissions import CHANGE_CALENDAR, SEE_ORGANISATION
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.local_names import LocalNameForm, typed_name
from alongside.faces.desk.organisation.hours import summary, unpublished_years
from alongside.faces.desk.page import DeskRequest, desk_page, show


@desk_page(SEE_ORGANISATION)
def calendars(request: DeskRequest) -> HttpResponse:
    nodes = Node.objects.visible_to(request.viewer).order_by("path")
    found = (
        Calendar.objects.visible_to(request.viewer)
        .prefetch_related("exceptions", Prefetch("node_using", queryset=nodes, to_attr="nodes"))
        .order_by("is_round_the_clock", "code")
    )
    rows = [{"calendar": one, "week": summary(one.week), "nodes": one.nodes} for one in found]
    years = {year for one in found for year in unpublished_years(one, request.now)}
    context = {"rows": rows, "years": sorted(years), "may_change": request.viewer.may(CHANGE_CALENDAR)}
    return show(request, "faces/desk/organisation/calendars.html", context, area="desk:organisation")


class AddCalendarForm(LocalNameForm):
    """A calendar begins with five equal days; its page mends the week."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits, hyphen, underscore."),
    )
    is_round_the_clock = forms.BooleanField(label=gettext_lazy("Round the clock"), required=False)
    has_national_holidays = forms.BooleanField(
        label=gettext_lazy("Closed on public holidays, open on make-up working days"),
        required=False,
        initial=True,
    )


OFFICE = {str(day): [["09:00", "12:00"], ["13:30", "18:00"]] for day in range(5)}


@desk_page(CHANGE_CALENDAR)
def add_calendar_page(request: DeskRequest) -> HttpResponse:
    def act(data: dict[str, Any]) -> str:
        made = add_calendar(
            code=data["code"],
            name=typed_name(data),
            week={} if data["is_round_the_clock"] else OFFICE,
            is_round_the_clock=data["is_round_the_clock"],
            has_national_holidays=data["has_national_holidays"] and not data["is_round_the_clock"],
            by=request.viewer,
            now=request.now,
        )
        return reverse("desk:calendar", args=[made.code])

    return form_page(
        request,
        AddCalendarForm(request.POST or None),
        act,
        title=_("Add a calendar"),
        back=reverse("desk:calendars"),
        crumb=_("Working calendars"),
        submit=_("Add"),
        said=_("The calendar is there. Mend its week, then choose it at a node."),
        area="desk:organisation",
    )
