"""Two versions of a journey beside each other: what is new, gone and other (JRN-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from alongside.domain.journeys.models import JourneyTemplate, TemplateVersion
from alongside.domain.journeys.permissions import SEE_JOURNEYS
from alongside.domain.journeys.rules import Difference, differences
from alongside.faces.desk.journeys.templates import AREA, version_asked, versions_seen
from alongside.faces.desk.journeys.words import (
    channel_label,
    event_label,
    field_label,
    role_names,
    span_words,
)
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.kernel.local_text import pick

SPANS = frozenset({"due", "opens", "every"})
EVENT_LISTS = frozenset({"needs", "until"})


@dataclass(frozen=True)
class Line:
    """A field that changed, in words."""

    label: Any
    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class Told:
    """A stage or step that differs."""

    difference: Difference
    name: str
    stage: str
    lines: list[Line]


@desk_page(SEE_JOURNEYS)
def compare_versions(request: DeskRequest, pk: int) -> HttpResponse:
    """`?version=3` with the one before it, or with `?with=1`."""
    template = find(JourneyTemplate.objects.select_related("copied_from"), pk=pk)
    versions = versions_seen(request, template)
    after = version_asked(request, versions) if request.GET.get("version") else versions[0]
    before = next((one for one in versions if str(one.number) == request.GET.get("with")), None)
    before = before or next((one for one in versions if one.number < after.number), None)
    context = {
        "template": template,
        "versions": versions,
        "before": before,
        "after": after,
        "told": _told(before, after) if before else [],
    }
    return show(request, "faces/desk/journeys/compare_versions.html", context, area=AREA)


def _told(before: TemplateVersion, after: TemplateVersion) -> list[Told]:
    roles = role_names()
    stages = {one["code"]: pick(one["name"]) for one in [*before.stages(), *after.stages()]}

    def words(one: Difference, name: str, value: Any) -> list[str]:
        if value in (None, "", [], 0, False):
            return []
        if name in SPANS or (name == "after" and not one.stage):
            return [span_words(value)]
        if name in ("begins", "after"):
            return [event_label(value)]
        if name in EVENT_LISTS:
            return [event_label(code) for code in value]
        if isinstance(value, dict):
            found = pick(value)
            return list(found) if isinstance(found, list) else [found]
        known = {"role": roles, "stage": stages}.get(name, {})
        return [channel_label(value) if name == "channel" else str(known.get(value, value))]

    return [
        Told(
            one,
            pick(one.name) or one.code,
            stages.get(one.stage, ""),
            [
                Line(field_label(name), words(one, name, was), words(one, name, now))
                for name, was, now in one.fields
            ],
        )
        for one in differences(before.content, after.content)
    ]
