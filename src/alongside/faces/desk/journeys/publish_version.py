"""Publishing a draft: what it would do to journeys under way is seen before anything is done to them (JRN-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.journeys.actions.moving import journeys_of, rehearse_version
from alongside.domain.journeys.actions.planning import foresee
from alongside.domain.journeys.actions.templates import WORDS_CHARACTERS, publish_version
from alongside.domain.journeys.models import Journey, ReplanRun, TemplateVersion
from alongside.domain.journeys.permissions import EDIT_JOURNEYS, SEE_JOURNEYS
from alongside.domain.journeys.queries.templates import examples_of, open_steps_of, outlook_of
from alongside.domain.journeys.rules import Planned, problems_of, read
from alongside.faces.desk.journeys.templates import AREA
from alongside.faces.desk.journeys.write_version import address_of_draft, draft_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.access import seen
from alongside.kernel.local_text import pick

EXAMPLES = 4


class PublishForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What is new in it"), max_length=WORDS_CHARACTERS, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Colleagues read it in the history of this journey."),
    )  # fmt: skip
    apply = forms.TypedChoiceField(
        label=gettext_lazy("Journeys under way"), coerce=lambda value: value == "yes", initial="no",
        choices=[
            ("no", gettext_lazy("go on by the version they began with")),
            ("yes", gettext_lazy("go over to this version now, in the background")),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)


@desk_page(EDIT_JOURNEYS)
def publish_version_page(request: DeskRequest, pk: int) -> HttpResponse:
    draft = draft_of(pk)
    if problems_of(draft.content):
        return see(request, f"{address_of_draft(draft)}#problems")
    form = PublishForm(request.POST or None, initial={"seen": draft.version})
    if form.is_valid():
        with refusals_on(form):
            run = publish_version(draft, **form.cleaned_data, by=request.viewer, now=request.now)
            if run is not None:
                return see(request, reverse("desk:replan_run", args=[run.pk]), _("Published."))
            return see(request, reverse("desk:journey_template", args=[draft.template_id]), _("Published."))
    would = ReplanRun(cause=ReplanRun.Cause.VERSION, to_version=draft)
    context = {
        "draft": draft,
        "form": form,
        "walking": journeys_of(would).count(),
        **rehearsed(request, _rehearsal_of(draft)),
    }
    return show(request, "faces/desk/journeys/publish_version.html", context, area=AREA)


@require_POST
@desk_page(EDIT_JOURNEYS)
def rehearse_version_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Count it; the page shows what was found, or how far it is."""
    draft = draft_of(pk)
    rehearse_version(draft, by=request.viewer, now=request.now)
    return see(request, reverse("desk:publish_version", args=[draft.pk]))


@desk_page(SEE_JOURNEYS)
def replan_run_page(request: DeskRequest, pk: int) -> HttpResponse:
    """A round over many journeys: how far it is, and what it has changed."""
    runs = ReplanRun.objects.visible_to(request.viewer).filter(is_rehearsal=False)
    run = find(runs.select_related("to_version__template", "building__estate", "node"), pk=pk)
    template = "faces/desk/journeys/replan_run.html"
    return show(request, f"{template}#progress" if request.htmx else template, {"run": run}, area=AREA)


def _rehearsal_of(draft: TemplateVersion) -> ReplanRun | None:
    """What was rehearsed of the draft as it stands now."""
    runs = ReplanRun.objects.filter(is_rehearsal=True, cause=ReplanRun.Cause.VERSION, to_version=draft)
    return runs.filter(draft_seen=draft.version).order_by("-pk").first()


@dataclass(frozen=True)
class ExampleLine:
    """A step that appears (`after` alone), moves, or goes (`before` alone)."""

    kind: str
    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Example:
    """A journey with what would change of it."""

    journey: Journey
    lines: list[ExampleLine]


def rehearsed(request: DeskRequest, run: ReplanRun | None) -> dict[str, Any]:
    """What a rehearsal found, for the page: by node, and some journeys as examples, planned again just now."""
    if run is None or run.ended_at is None or run.to_version is None:
        return {"rehearsal": run}
    journeys = examples_of(run, request.viewer, most=EXAMPLES)
    seen(request, [one.customer_id for one in journeys])
    return {
        "rehearsal": run,
        "outlook": outlook_of(run, request.viewer),
        "examples": _examples(journeys, run.to_version, request),
    }


def _examples(journeys: list[Journey], version: TemplateVersion, request: DeskRequest) -> list[Example]:
    there, shown = open_steps_of(journeys), {one.pk: one for one in journeys}
    found = []
    for planned, changes in foresee(list(shown), read(version.content), now=request.now):
        journey = shown[planned.pk]
        lines = [
            _line("new", version, key, None, to) for key, to in {**changes.added, **changes.revived}.items()
        ]
        for key, to in changes.moved.items():
            lines.append(_line("moved", version, key, there.get((journey.pk, *key)), to))
        for key in changes.withdrawn:
            lines.append(_line("gone", journey.version_walked, key, there.get((journey.pk, *key)), None))
        if lines:
            found.append(Example(journey, lines))
    return found


def _line(kind: str, version: TemplateVersion, key: Any, step: Any, to: Planned | None) -> ExampleLine:
    name = pick(version.texts_of(key.code).get("name")) or key.code
    return ExampleLine(kind, name, step.due_at if step else None, to.due_at if to else None)
