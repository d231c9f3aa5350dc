"""The access log as the auditor reads it: who looked at whom, names masked (INF-3, ORG-5)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import StaffMember
from alongside.domain.privacy.permissions import READ_ACCESS_LOG
from alongside.domain.privacy.queries import lines_for, persons_meant
from alongside.faces.desk.access.told import ACTS, told
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen
from alongside.kernel.models import AccessBlock, AccessLine

PAGE = 50


class AccessForm(forms.Form):
    """What is looked for. Everything may be left empty."""

    whose = forms.CharField(label=_("Whose data"), required=False, max_length=60)
    person = forms.CharField(label=_("Who looked (sign-in name)"), required=False, max_length=60)
    act = forms.ChoiceField(label=_("How"), required=False)
    since = forms.DateField(label=_("Since day"), required=False, widget=DayInput)
    until = forms.DateField(label=_("To day"), required=False, widget=DayInput)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["act"].choices = [
            ("", _("everything")),
            *((code, words) for code, (words, _tone) in ACTS.items()),
        ]


@desk_page(READ_ACCESS_LOG)
def access_log(request: DeskRequest) -> HttpResponse:
    form = AccessForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = list(_matching(request, asked)[: PAGE + 1]) if form.is_valid() else []
    lines = found[:PAGE]
    kept = {name: value for name, value in asked.items() if value and name != "before"}
    here = reverse("desk:access_log")
    context = {
        "tab": "log",
        "form": form,
        "rows": told(lines),
        "is_filtered": bool(kept),
        "sealed": AccessBlock.objects.order_by("-id").first(),
        "newest": f"{here}?{urlencode(kept)}" if asked.get("before") else "",
        "older": f"{here}?{urlencode({**kept, 'before': lines[-1].pk})}" if len(found) > PAGE else "",
    }
    return show(request, "faces/desk/access/access_log.html", context, area="desk:access_log")


def _matching(request: DeskRequest, asked: dict[str, Any]) -> QuerySet[AccessLine]:
    found = lines_for(request.viewer)
    if asked["whose"]:
        persons = persons_meant(asked["whose"])
        seen(request, persons)  # who looks for one person's lines has looked at that person
        found = found.filter(person_ids__overlap=persons) if persons else found.none()
    if asked["person"]:
        people = StaffMember.objects.visible_to(request.viewer).filter(username=asked["person"].lower())
        found = found.filter(viewer_kind="staff", viewer_id__in=list(people.values_list("pk", flat=True)))
    if asked["act"]:
        found = found.filter(act=asked["act"])
    if asked["since"]:
        found = found.filter(at__gte=_midnight(asked["since"]))
    if asked["until"]:
        found = found.filter(at__lt=_midnight(asked["until"]) + timedelta(days=1))
    return found.filter(pk__lt=asked["before"]) if asked["before"] else found


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
