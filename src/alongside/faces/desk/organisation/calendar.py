"""One calendar: its week, the days that differ, and how the next two weeks will be worked (ORG-7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.actions import (
    add_calendar_exception,
    change_calendar,
    remove_calendar_exception,
)
from alongside.domain.organisation.models import Calendar, CalendarException, Node
from alongside.domain.organisation.permissions import CHANGE_CALENDAR, SEE_ORGANISATION
from alongside.faces.desk.local_names import LocalNameForm, as_typed, typed_name
from alongside.faces.desk.organisation import hours
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show

DAYS = [f"day_{day}" for day in range(7)]
MOST_EXCEPTIONS = 200


class WeekForm(LocalNameForm):
    """The name, and the hours of seven days as text."""

    is_round_the_clock = forms.BooleanField(label=gettext_lazy("Round the clock"), required=False)
    has_national_holidays = forms.BooleanField(
        label=gettext_lazy("Closed on public holidays, open on make-up working days"), required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for day, name in enumerate(DAYS):
            self.fields[name] = forms.CharField(label=WEEKDAYS[day], required=False, max_length=80)

    @property
    def days(self) -> list[Any]:
        return [self[name] for name in DAYS]


class ExceptionForm(forms.Form):
    """A day that differs."""

    on = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    spans = forms.CharField(
        label=gettext_lazy("Hours"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Empty: closed all day."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=80)


@desk_page(SEE_ORGANISATION)
def calendar(request: DeskRequest, code: str) -> HttpResponse:
    found = find(Calendar.objects.visible_to(request.viewer).prefetch_related("exceptions"), code=code)
    is_week = request.method == "POST" and "add_exception" not in request.POST
    is_exception = request.method == "POST" and not is_week
    week = WeekForm(request.POST if is_week else None, initial=_as_it_is(found))
    exception = ExceptionForm(request.POST if is_exception else None)
    here = reverse("desk:calendar", args=[code])
    if is_week and week.is_valid():
        with refusals_on(week):
            _change(found, week.cleaned_data, request)
            return see(
                request, here, _("Saved. Running deadlines keep their time until they are next reckoned.")
            )
    if is_exception and exception.is_valid():
        with refusals_on(exception):
            given = dict(exception.cleaned_data)
            spans = hours.read(given.pop("spans"), field="spans")
            add_calendar_exception(found, spans=spans, **given, by=request.viewer, now=request.now)
            return see(request, here, _("The day is entered."))
    today = timezone.localdate(request.now)
    nodes = list(Node.objects.visible_to(request.viewer).filter(calendar=found).order_by("path"))
    exceptions = sorted(found.exceptions.all(), key=lambda one: one.on)
    context = {
        "calendar": found,
        "week": week,
        "exception": exception,
        "rows": hours.week_rows(found),
        "coming": [_row(one) for one in exceptions if one.on >= today][:MOST_EXCEPTIONS],
        "past_count": sum(one.on < today for one in exceptions),
        "days": hours.days_ahead(found, request.now),
        "years": hours.unpublished_years(found, request.now),
        "nodes": nodes,
        "may_change": request.viewer.may(CHANGE_CALENDAR)
        and all(request.viewer.may(CHANGE_CALENDAR, on=one) for one in nodes),
    }
    return show(request, "faces/desk/organisation/calendar.html", context, area="desk:organisation")


@desk_page(CHANGE_CALENDAR)
def remove_exception(request: DeskRequest, code: str, pk: int) -> HttpResponse:
    found = find(Calendar.objects.visible_to(request.viewer), code=code)
    back = reverse("desk:calendar", args=[code])
    if request.method != "POST":
        return see(request, back)
    exception = find(CalendarException.objects.filter(calendar=found).select_related("calendar"), pk=pk)
    remove_calendar_exception(exception, by=request.viewer, now=request.now)
    return see(request, back, _("The day follows the week again."))


def _change(found: Calendar, data: dict[str, Any], request: DeskRequest) -> None:
    week = {str(day): hours.read(data[name], field=name) for day, name in enumerate(DAYS)}
    change_calendar(
        found,
        name=typed_name(data, found.name),
        is_round_the_clock=data["is_round_the_clock"],
        has_national_holidays=data["has_national_holidays"],
        week=week,
        by=request.viewer,
        now=request.now,
    )


def _as_it_is(found: Calendar) -> dict[str, Any]:
    kept = {name: hours.typed(found.week.get(str(day), ())) for day, name in enumerate(DAYS)}
    own = {one: getattr(found, one) for one in ("is_round_the_clock", "has_national_holidays")}
    return {**as_typed(found.name), **own, **kept}


def _row(one: CalendarException) -> dict[str, Any]:
    return {"pk": one.pk, "on": one.on, "spans": hours.typed(one.spans), "reason": one.reason}
