"""The journeys that can be walked: what ships, and what the company has written itself (JRN-1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.journeys.actions.templates import NAME_CHARACTERS, copy_template, rename_template
from alongside.domain.journeys.models import JourneyTemplate, ReplanRun, TemplateVersion
from alongside.domain.journeys.permissions import EDIT_JOURNEYS, SEE_JOURNEYS
from alongside.domain.journeys.queries.templates import templates_with_use
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.journeys.picture import picture
from alongside.faces.desk.journeys.words import role_names
from alongside.faces.desk.page import DeskRequest, desk_page, find, show

AREA = "desk:journeys"
MOST_ROUNDS = 8


class NameForm(forms.Form):
    """What it is called, in both languages."""

    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=NAME_CHARACTERS)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=NAME_CHARACTERS)


@desk_page(SEE_JOURNEYS)
def templates(request: DeskRequest) -> HttpResponse:
    may_edit = request.viewer.may(EDIT_JOURNEYS)
    rows = [one for one in templates_with_use(request.viewer) if one.published or may_edit]
    context = {
        "shipped": [one for one in rows if one.template.is_shipped],
        "ours": [one for one in rows if not one.template.is_shipped],
        "may_edit": may_edit,
    }
    return show(request, "faces/desk/journeys/templates.html", context, area=AREA)


@desk_page(SEE_JOURNEYS)
def template_page(request: DeskRequest, pk: int) -> HttpResponse:
    """One journey as it is walked, or (`?version=2`) as it was; with its versions."""
    template = find(JourneyTemplate.objects.select_related("copied_from"), pk=pk)
    versions = versions_seen(request, template)
    shown = version_asked(request, versions)
    may_edit, roles = request.viewer.may(EDIT_JOURNEYS), role_names()
    context = {
        "template": template,
        "versions": versions,
        "version": shown,
        "published": next((one for one in versions if one.published_at), None),
        "draft": next((one for one in versions if not one.published_at), None),
        "drawn": picture(shown.stages(), roles, _anchor),
        "stages": shown.stages(),
        "roles": roles,
        "rounds": _rounds(request, versions),
        "may_edit": may_edit,
    }
    return show(request, "faces/desk/journeys/template.html", context, area=AREA)


@desk_page(EDIT_JOURNEYS)
def copy_template_page(request: DeskRequest, pk: int) -> HttpResponse:
    template = find(JourneyTemplate.objects.all(), pk=pk)

    def act(data: dict[str, Any]) -> str:
        copy = copy_template(template, name=_names(data), by=request.viewer, now=request.now)
        return reverse("desk:journey_template", args=[copy.pk])

    return form_page(
        request, NameForm(request.POST or None), act, title=_("Copy as ours"),
        back=reverse("desk:journey_template", args=[template.pk]), crumb=template, submit=_("Copy"),
        said=_("Copied. Write in the draft, then publish it."), area=AREA,
        lead=_("What ships stays as it is. The copy is yours: change its stages and steps, publish it, choose it for a place."),
    )  # fmt: skip


@desk_page(EDIT_JOURNEYS)
def rename_template_page(request: DeskRequest, pk: int) -> HttpResponse:
    template = find(JourneyTemplate.objects.filter(is_shipped=False), pk=pk)
    versions_seen(request, template)
    back = reverse("desk:journey_template", args=[template.pk])

    def act(data: dict[str, Any]) -> str:
        rename_template(template, name=_names(data), by=request.viewer, now=request.now)
        return back

    kept = {"name_zh": template.name.get("zh-hans", ""), "name_en": template.name.get("en", "")}
    return form_page(
        request, NameForm(request.POST or None, initial=kept), act, title=_("Rename"), back=back, crumb=template,
        said=_("Renamed."), area=AREA, lead=_("The new name stands at once wherever this journey is walked."),
    )  # fmt: skip


def _names(data: dict[str, Any]) -> dict[str, str]:
    return {"zh-hans": data["name_zh"], "en": data["name_en"]}


def versions_seen(request: DeskRequest, template: JourneyTemplate) -> list[TemplateVersion]:
    """The latest first; a draft is for who writes. 404 where nothing is left."""
    versions = template.versions.select_related("published_by").order_by("-number")
    if not request.viewer.may(EDIT_JOURNEYS):
        versions = versions.filter(published_at__isnull=False)
    if not (found := list(versions)):
        raise Http404
    return found


def version_asked(request: DeskRequest, versions: list[TemplateVersion]) -> TemplateVersion:
    """That of `?version=`, else the one that is walked, else the draft."""
    asked = next((one for one in versions if str(one.number) == request.GET.get("version")), None)
    return asked or next((one for one in versions if one.published_at), versions[0])


def _anchor(kind: str, code: str) -> str:
    return f"#{code}"


def _rounds(request: DeskRequest, versions: list[TemplateVersion]) -> list[ReplanRun]:
    from_here = [one.pk for one in versions]
    runs = ReplanRun.objects.visible_to(request.viewer).filter(to_version__in=from_here, is_rehearsal=False)
    return list(runs.select_related("to_version", "node").order_by("-pk")[:MOST_ROUNDS])
