"""Unusual reading: heard of by the security administrator, settled with what it was (INF-2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.privacy.actions.watching import settle_alarm
from alongside.domain.privacy.models import ReadingAlarm
from alongside.domain.privacy.permissions import READ_ACCESS_LOG, SETTLE_ALARM
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, show

AREA = "desk:reading_alarms"
MOST_SETTLED = 50


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What was it?"), choices=ReadingAlarm.Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("How you found out"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


@desk_page(SETTLE_ALARM, READ_ACCESS_LOG)
def reading_alarms(request: DeskRequest) -> HttpResponse:
    alarms = ReadingAlarm.objects.visible_to(request.viewer).select_related("staff", "settled_by")
    context = {
        "tab": "alarms",
        "open": list(alarms.open().order_by("-raised_at", "-pk")[:200]),
        "settled": list(alarms.exclude(settled_at=None).order_by("-settled_at", "-pk")[:MOST_SETTLED]),
        "may_settle": request.viewer.may(SETTLE_ALARM),
        "may_read": request.viewer.may(READ_ACCESS_LOG),
    }
    area = "desk:access_log" if context["may_read"] else AREA
    return show(request, "faces/desk/access/alarms.html", context, area=area)


@desk_page(SETTLE_ALARM)
def settle_alarm_page(request: DeskRequest, pk: int) -> HttpResponse:
    alarms = ReadingAlarm.objects.visible_to(request.viewer)
    alarm = find(alarms.open().select_related("staff"), pk=pk)

    def act(data: dict[str, Any]) -> str:
        settle_alarm(alarm, **data, by=request.viewer, now=request.now)
        misuse = data["outcome"] == ReadingAlarm.Outcome.MISUSE
        return reverse("desk:register_incident") if misuse else reverse(AREA)

    return form_page(
        request, SettleForm(request.POST or None), act, title=_("Settle"), back=reverse(AREA),
        crumb=_("Unusual reading"), lead=f"{alarm.staff.name}: {alarm.sentence}", said=_("Settled."), area=AREA,
    )  # fmt: skip
