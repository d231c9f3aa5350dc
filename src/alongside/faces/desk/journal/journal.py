"""The journal as the auditor reads it: what happened to what, by whom, when (ORG-5, INF-3).

Facts hold ids and codes, so this page shows no words of customers; people of ours are named where they act.
"""

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

from alongside.domain.cases.queries.story import sentence_of
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.permissions import READ_JOURNAL
from alongside.domain.organisation.queries import journal_for
from alongside.faces.desk.case_links import case_at
from alongside.faces.desk.journal.told import Names
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.kernel.events import event_of, known_events
from alongside.kernel.models import JournalEntry

PAGE = 50
DAY = {"type": "date"}


class JournalForm(forms.Form):
    """What is looked for. Everything may be left empty."""

    kind = forms.ChoiceField(label=_("What happened"), required=False)
    person = forms.CharField(label=_("Sign-in name"), required=False, max_length=60)
    thing = forms.RegexField(
        r"^[a-z]+(:[0-9]{1,18})?$",
        label=_("Thing"),
        required=False,
        max_length=60,
        error_messages={"invalid": _("Write a thing as its kind, or its kind and number: case:12")},
    )
    since = forms.DateField(label=_("Since day"), required=False, widget=forms.DateInput(DAY, "%Y-%m-%d"))
    until = forms.DateField(label=_("To day"), required=False, widget=forms.DateInput(DAY, "%Y-%m-%d"))
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        kinds = [(kind, f"{event.name} · {kind}") for kind, event in sorted(known_events().items())]
        self.fields["kind"].choices = [("", _("everything")), *kinds]


@desk_page(READ_JOURNAL)
def journal(request: DeskRequest) -> HttpResponse:
    form = JournalForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = list(_matching(request, asked)[: PAGE + 1]) if form.is_valid() else []
    entries = found[:PAGE]
    kept = {name: value for name, value in asked.items() if value and name != "before"}
    here = reverse("desk:journal")
    context = {
        "form": form,
        "rows": _rows(request, entries),
        "is_filtered": bool(kept),
        "newest": f"{here}?{urlencode(kept)}" if asked.get("before") else "",
        "older": f"{here}?{urlencode({**kept, 'before': entries[-1].pk})}" if len(found) > PAGE else "",
    }
    return show(request, "faces/desk/journal/journal.html", context, area="desk:journal")


def _matching(request: DeskRequest, asked: dict[str, Any]) -> QuerySet[JournalEntry]:
    found = journal_for(request.viewer).order_by("-pk")
    if asked["kind"]:
        found = found.filter(kind=asked["kind"])
    if asked["person"]:
        people = StaffMember.objects.visible_to(request.viewer).filter(username=asked["person"].lower())
        found = found.filter(by_kind="staff", by_id__in=list(people.values_list("pk", flat=True)))
    if asked["thing"]:
        kind, _colon, number = asked["thing"].partition(":")
        found = found.filter(about_kind=kind, **({"about_id": number} if number else {}))
    if asked["since"]:
        found = found.filter(at__gte=_midnight(asked["since"]))
    if asked["until"]:
        found = found.filter(at__lt=_midnight(asked["until"]) + timedelta(days=1))
    return found.filter(pk__lt=asked["before"]) if asked["before"] else found


def _rows(request: DeskRequest, entries: list[JournalEntry]) -> list[dict[str, Any]]:
    """Each entry with its sentence, who did it, where, and what was noted, in words. Five queries for all."""
    names = Names(request, entries)
    return [
        {
            "entry": one,
            "sentence": _sentence(one, names),
            "thing": names.thing(one),
            "url": case_at(names.numbers[one.about_id]) if _is_open(one, names) else "",
            "person": names.people.get(one.by_id) if one.by_kind == "staff" else None,
            "node": names.places.get(one.node_id),
            "noted": names.said(one),
        }
        for one in entries
    ]


def _is_open(entry: JournalEntry, names: Names) -> bool:
    return entry.about_kind == "case" and entry.about_id in names.open_cases


def _sentence(entry: JournalEntry, names: Names) -> str:
    """In words; a kind that an older version wrote stands as its code."""
    return sentence_of(event_of(entry.kind), names.worded(entry)) or entry.kind


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
