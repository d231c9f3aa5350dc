"""How soon whoever writes to us has an answer, place by place (CHN-1, ORG-7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.conversations.actions import drop_standard, set_standard
from alongside.domain.conversations.models import AnswerStandard
from alongside.domain.conversations.rules.standards import Standard
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.faces.desk.organisation.tree import node_choices
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show

MOST = 200


class StandardForm(forms.Form):
    """Said again for a place, it replaces what was said there."""

    node = forms.ChoiceField(label=gettext_lazy("For whose customers"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Answer within"),
        help_text=gettext_lazy("Working minutes of the place; a day of eight hours has 480."),
        initial=Standard().minutes,
    )
    warn_minutes = forms.IntegerField(
        label=gettext_lazy("Warn before"),
        help_text=gettext_lazy("So many minutes before the time is over, who answers hears."),
        initial=Standard().warn_minutes,
    )
    is_round_the_clock = forms.BooleanField(
        label=gettext_lazy("Nights and days off count too"), required=False
    )

    def __init__(self, request: DeskRequest) -> None:
        super().__init__(request.POST or None)
        self.fields["node"].choices = node_choices(request, MANAGE_SYSTEM)


@desk_page(MANAGE_SYSTEM)
def answering_time(request: DeskRequest) -> HttpResponse:
    form = StandardForm(request)
    if form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        node = find(Node.objects.all(), pk=int(given.pop("node")))
        with refusals_on(form):
            set_standard(node, **given, by=request.viewer, now=request.now)
            return see(request, reverse("desk:answering_time"), _("It holds for what comes from now on."))
    found = AnswerStandard.objects.visible_to(request.viewer).select_related("node").order_by("node__path")
    context = {"standards": found[:MOST], "otherwise": Standard(), "form": form}
    return show(request, "faces/desk/system/answering_time.html", context, area="desk:system")


@require_POST
@desk_page(MANAGE_SYSTEM)
def drop_answering_time(request: DeskRequest, pk: int) -> HttpResponse:
    found = find(AnswerStandard.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    drop_standard(found, by=request.viewer, now=request.now)
    return see(request, reverse("desk:answering_time"), _("What holds above holds here again."))
