"""Ask inside: what about, for which place, perhaps about a case (CHN-13)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.cases.models import Case
from alongside.domain.knowledge.actions import ask_question
from alongside.domain.knowledge.models import QuestionTopic
from alongside.domain.knowledge.permissions import ASK_QUESTION
from alongside.domain.organisation.models import Node
from alongside.faces.desk.cases.acts import case_url, visible_case
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.nodes import choose_node
from alongside.faces.desk.organisation.tree import node_choices
from alongside.faces.desk.page import DeskRequest, desk_page
from alongside.faces.desk.questions.questions import AREA


class QuestionForm(forms.Form):
    topic = forms.ModelChoiceField(
        QuestionTopic.objects.none(),
        label=pgettext_lazy("question", "Topic"),
        empty_label=gettext_lazy("Choose a topic"),
    )
    node = forms.ChoiceField(label=gettext_lazy("For which place"))
    title = forms.CharField(label=gettext_lazy("Your question in one sentence"), max_length=120)
    words = forms.CharField(
        label=gettext_lazy("What one must know to answer it"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, request: DeskRequest, node: Node) -> None:
        super().__init__(request.POST or None, initial={"node": str(node.pk)})
        self.fields["topic"].queryset = QuestionTopic.objects.filter(is_active=True)
        self.fields["node"].choices = node_choices(request, ASK_QUESTION)


@desk_page(ASK_QUESTION)
def ask_question_page(request: DeskRequest) -> HttpResponse:
    """`?case=GLT-2026-000001` when it is about a case."""
    number = request.GET.get("case", "")
    case: Case | None = visible_case(request, number) if number else None
    node = case.node if case else choose_node(request, ASK_QUESTION).node
    request.viewer.require(ASK_QUESTION, on=node)
    form = QuestionForm(request, node)
    if case:
        del form.fields["node"]

    def act(data: dict[str, Any]) -> str:
        chosen = data.pop("node", None)
        place = Node.objects.visible_to(request.viewer, ASK_QUESTION).get(pk=chosen) if chosen else node
        asked = ask_question(
            data.pop("topic"), node=place, **data, about=case, customer=case.customer if case else None,
            by=request.viewer, now=request.now,
        )  # fmt: skip
        return reverse("desk:question", args=[asked.pk])

    return form_page(
        request, form, act, title=_("Ask a question"), back=case_url(number) if case else reverse("desk:questions"),
        crumb=number or _("Ask inside"), submit=_("Ask it"), said=_("Asked. You hear as soon as it is answered."),
        lead=_("The department of the topic answers within its deadline; when it is late, who leads them hears of it."), area=AREA,
    )  # fmt: skip
