"""Which journey the customers of a place walk: chosen there, or inherited from above (JRN-1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.journeys.actions.moving import journeys_of, rehearse_choice
from alongside.domain.journeys.actions.templates import choose_template
from alongside.domain.journeys.models import JourneyTemplate, ReplanRun
from alongside.domain.journeys.permissions import EDIT_JOURNEYS, SEE_JOURNEYS
from alongside.domain.journeys.queries.choosing import chosen_at, version_for
from alongside.domain.organisation.models import Node
from alongside.faces.desk.journeys.publish_version import rehearsed
from alongside.faces.desk.journeys.templates import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.asked import is_whole
from alongside.kernel.refusals import Refused

MOST_PLACES = 300
INHERIT, REHEARSE = "above", "rehearse"


class ChooseForm(forms.Form):
    template = forms.ChoiceField(label=gettext_lazy("Journey"), widget=forms.RadioSelect)
    apply = forms.TypedChoiceField(
        label=gettext_lazy("Journeys under way"), coerce=lambda value: value == "yes", initial="no",
        choices=[
            ("no", gettext_lazy("keep the journey they are on")),
            ("yes", gettext_lazy("go over to it now, in the background; what was done stays done")),
        ],
        widget=forms.RadioSelect,
    )  # fmt: skip


@desk_page(SEE_JOURNEYS)
def template_choices(request: DeskRequest) -> HttpResponse:
    """Every place with what is walked there, and whose choice that is."""
    nodes = Node.objects.visible_to(request.viewer, SEE_JOURNEYS).filter(is_active=True)
    rows = chosen_at(nodes.order_by("path")[:MOST_PLACES], request.viewer)
    highest = min((len(one.node.ancestor_ids) for one in rows), default=0)
    context = {
        "rows": [(one, range(len(one.node.ancestor_ids) - highest)) for one in rows],
        "may_edit": {one.node.pk for one in rows if one.node.pk in request.viewer.reach(EDIT_JOURNEYS)},
    }
    return show(request, "faces/desk/journeys/template_choices.html", context, area=AREA)


@desk_page(EDIT_JOURNEYS)
def choose_template_page(request: DeskRequest, node_id: int) -> HttpResponse:
    """Choose for one place. The button beside shows first what it would do to those under way there."""
    node = find(Node.objects.visible_to(request.viewer, EDIT_JOURNEYS).filter(is_active=True), pk=node_id)
    (now,) = chosen_at([node], request.viewer)
    published = JourneyTemplate.objects.filter(versions__published_at__isnull=False).distinct()
    templates = {str(one.pk): one for one in published.order_by("position", "pk")}
    run = _asked(request, node)
    asked = str(run.to_version.template_id) if run and run.to_version else ""
    first = str(now.template.pk) if now.is_own and now.template else INHERIT
    form = ChooseForm(request.POST or None, initial={"template": asked or first})
    form.fields["template"].choices = [
        *((pk, str(one)) for pk, one in templates.items()),
        (INHERIT, _("As above")),
    ]
    if form.is_valid():
        chosen = templates.get(form.cleaned_data["template"])
        with refusals_on(form):
            if request.POST.get("act") == REHEARSE:
                return _rehearse(request, node, chosen)
            return _chosen(request, node, chosen, form.cleaned_data["apply"])
    context: dict[str, Any] = {"node": node, "chosen": now, "form": form, **rehearsed(request, run)}
    return show(request, "faces/desk/journeys/choose_template.html", context, area=AREA)


def _asked(request: DeskRequest, node: Node) -> ReplanRun | None:
    """The rehearsal of `?rehearsal=`, where it is one of this place."""
    pk = request.GET.get("rehearsal", "")
    if not is_whole(pk):
        return None
    runs = ReplanRun.objects.filter(is_rehearsal=True, node=node).select_related("to_version__template")
    return runs.filter(pk=pk).first()


def _rehearse(request: DeskRequest, node: Node, chosen: JourneyTemplate | None) -> HttpResponse:
    """What going over would do; the page says how far it is where many are under way."""
    version = chosen.published if chosen else (version_for(node.parent) if node.parent else None)
    if version is None:
        raise Refused(_("Choose a journey, then see what it would do."), field="template")
    run = rehearse_choice(node, version=version, by=request.viewer, now=request.now)
    return see(request, f"{reverse('desk:choose_template', args=[node.pk])}?rehearsal={run.pk}")


def _chosen(request: DeskRequest, node: Node, chosen: JourneyTemplate | None, apply: bool) -> HttpResponse:
    run = choose_template(node, template=chosen, apply=apply, by=request.viewer, now=request.now)
    if run is not None and journeys_of(run).exists():
        return see(request, reverse("desk:replan_run", args=[run.pk]), _("Chosen."))
    return see(request, reverse("desk:template_choices"), _("Chosen."))
