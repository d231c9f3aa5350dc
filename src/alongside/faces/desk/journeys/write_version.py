"""Writing in a draft: the stages and steps of a journey, put in, moved, taken out (JRN-1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.journeys.actions.templates import discard_draft, draft_version, save_draft
from alongside.domain.journeys.models import JourneyTemplate, TemplateVersion
from alongside.domain.journeys.permissions import EDIT_JOURNEYS
from alongside.domain.journeys.rules import problems_of
from alongside.domain.journeys.rules.writing import (
    languages_of,
    moved,
    put_stage,
    put_step,
    stage_of,
    step_of,
    without,
)
from alongside.faces.desk.journeys.picture import picture
from alongside.faces.desk.journeys.templates import AREA
from alongside.faces.desk.journeys.words import field_label, role_names
from alongside.faces.desk.journeys.writing import LANGUAGE_NAMES, PartForm, StageForm, StepForm
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.kernel.local_text import pick

UP, DOWN, REMOVE = "up", "down", "remove"


class ArrangeForm(forms.Form):
    """One button of the page: what is moved or taken out, and which draft one has seen."""

    code = forms.CharField(max_length=40)
    act = forms.ChoiceField(choices=[(one, one) for one in (UP, DOWN, REMOVE)])
    seen = forms.IntegerField()

    def clean(self) -> None:
        """None of the fields has a place on the page where a fault could be told beside it."""
        if self.errors:
            raise forms.ValidationError(_("This button does not exist any more; look at the draft again."))


class SeenForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)


@require_POST
@desk_page(EDIT_JOURNEYS)
def draft_version_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Begin to write, or go on."""
    template = find(JourneyTemplate.objects.all(), pk=pk)
    draft = draft_version(template, by=request.viewer, now=request.now)
    return see(request, address_of_draft(draft))


@desk_page(EDIT_JOURNEYS)
def write_version(request: DeskRequest, pk: int) -> HttpResponse:
    """The draft as a picture and as a list that can be arranged; each button works without script."""
    draft = draft_of(pk)
    form = ArrangeForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            code, act = form.cleaned_data["code"], form.cleaned_data["act"]
            content = (
                without(draft.content, code)
                if act == REMOVE
                else moved(draft.content, code, -1 if act == UP else 1)
            )
            save(request, draft, content, form.cleaned_data["seen"])
            return see(request, f"{address_of_draft(draft)}#{code if act != REMOVE else 'stages'}")
    context = {
        "draft": draft,
        "template": draft.template,
        "form": form,
        "stages": draft.stages(),
        "drawn": picture(draft.stages(), role_names(), _links(draft)),
        "problems": _told(draft),
    }
    return show(request, "faces/desk/journeys/write_version.html", context, area=AREA)


@desk_page(EDIT_JOURNEYS)
def write_stage(request: DeskRequest, pk: int, code: str = "") -> HttpResponse:
    """A stage: what the customer meets, feels and asks there, and when it begins. Without a code: a new one."""
    draft = draft_of(pk)
    part = stage_of(draft.content, code) if code else None
    if code and part is None:
        raise Http404
    languages = languages_of(draft.content)
    form = StageForm(request.POST or None, languages=languages, part=part, seen=draft.version)
    if form.is_valid():
        with refusals_on(form):
            content = put_stage(draft.content, form.given(), code=code)
            written = code or _new(draft.content["stages"], content["stages"])
            if not form.show_wrong(problems_of(content), written):
                save(request, draft, content, form.cleaned_data["seen"])
                return see(request, f"{address_of_draft(draft)}#{written}", _("Saved in the draft."))
    return _write_part(request, draft, form, part, _("New stage"))


@desk_page(EDIT_JOURNEYS)
def write_step(request: DeskRequest, pk: int, code: str = "") -> HttpResponse:
    """A step: when it is due, who answers, what to say. Without a code: a new one, in `?stage=`."""
    draft = draft_of(pk)
    found = step_of(draft.content, code) if code else None
    if code and found is None:
        raise Http404
    stages = [(one["code"], pick(one["name"])) for one in draft.stages()]
    stage = found[0]["code"] if found else request.GET.get("stage", stages[0][0] if stages else "")
    form = StepForm(
        request.POST or None,
        stages=stages,
        roles=role_names(),
        languages=languages_of(draft.content),
        part=found[1] if found else None,
        seen=draft.version,
        initial={"stage": stage},
    )
    if form.is_valid():
        with refusals_on(form):
            target = form.cleaned_data["stage"]
            content = put_step(draft.content, form.given(), stage=target, code=code)
            written = code or (stage_of(content, target) or {})["steps"][-1]["code"]
            if not form.show_wrong(problems_of(content), written):
                save(request, draft, content, form.cleaned_data["seen"])
                return see(request, f"{address_of_draft(draft)}#{written}", _("Saved in the draft."))
    return _write_part(request, draft, form, found[1] if found else None, _("New step"))


@require_POST
@desk_page(EDIT_JOURNEYS)
def discard_draft_page(request: DeskRequest, pk: int) -> HttpResponse:
    draft = draft_of(pk)
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    is_gone = discard_draft(draft, by=request.viewer, now=request.now, seen=seen)
    back = (
        reverse("desk:journey_templates")
        if is_gone
        else reverse("desk:journey_template", args=[draft.template_id])
    )
    return see(request, back, _("The draft is gone."))


def draft_of(pk: int) -> TemplateVersion:
    """A draft of ours; 404 for what ships and for what has been published."""
    drafts = TemplateVersion.objects.filter(published_at__isnull=True, template__is_shipped=False)
    return find(drafts.select_related("template"), pk=pk)


def address_of_draft(draft: TemplateVersion) -> str:
    return reverse("desk:write_version", args=[draft.pk])


def save(request: DeskRequest, draft: TemplateVersion, content: dict[str, Any], seen: int) -> None:
    """What was seen is what is written over, or Conflict."""
    save_draft(draft, content=content, by=request.viewer, now=request.now, seen=seen)


def _write_part(
    request: DeskRequest, draft: TemplateVersion, form: PartForm, part: dict[str, Any] | None, new: str
) -> HttpResponse:
    context = {
        "draft": draft,
        "form": form,
        "part": part,
        "title": pick(part["name"]) if part else new,
        "languages": [LANGUAGE_NAMES.get(one, one) for one in form.languages],
        "is_step": isinstance(form, StepForm),
    }
    return show(request, "faces/desk/journeys/write_part.html", context, area=AREA)


def _new(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> str:
    known = {one["code"] for one in before}
    return next(one["code"] for one in after if one["code"] not in known)


def _links(draft: TemplateVersion) -> Any:
    def link(kind: str, code: str) -> str:
        return reverse("desk:write_stage" if kind == "stage" else "desk:write_step", args=[draft.pk, code])

    return link


def _told(draft: TemplateVersion) -> list[dict[str, Any]]:
    """What is still to be done before it can be published, each with the page where it is done."""
    link = _links(draft)
    told = []
    for one in problems_of(draft.content):
        kind = "step" if len(one.where) > 1 else "stage"
        told.append(
            {
                "name": pick(draft.texts_of(one.where[-1]).get("name")) or one.where[-1] if one.where else "",
                "field": field_label(one.field),
                "what": one.what,
                "url": link(kind, one.where[-1]) if one.where and one.where[-1] else "",
            }
        )
    return told
