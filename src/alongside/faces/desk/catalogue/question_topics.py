"""What colleagues may ask inside: which department answers, and how fast (CHN-13)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.knowledge.actions import add_question_topic, change_question_topic
from alongside.domain.knowledge.models import QuestionTopic
from alongside.domain.knowledge.permissions import KEEP_QUESTION_TOPICS
from alongside.domain.organisation.models import Department
from alongside.faces.desk.catalogue.kept_rows import KeptRow, NewRow
from alongside.faces.desk.catalogue.minutes import said
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.local_names import LocalNameForm, as_typed, typed_name
from alongside.faces.desk.page import DeskRequest, desk_page, find, show

AREA = "desk:catalogue"
CRUMB = gettext_lazy("Topics of questions")


@desk_page(KEEP_QUESTION_TOPICS)
def question_topics(request: DeskRequest) -> HttpResponse:
    rows = [(one, said(one.minutes)) for one in QuestionTopic.objects.all()]
    return show(request, "faces/desk/catalogue/question_topics.html", {"rows": rows}, area=AREA)


class TopicForm(LocalNameForm):
    department = forms.ChoiceField(label=gettext_lazy("Answered by"), choices=Department.Code.choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes allowed"),
        min_value=1,
        help_text=gettext_lazy("Working minutes: a day of eight hours is 480."),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Order in the list"), min_value=0, max_value=9999, initial=0
    )

    def given(self, before: QuestionTopic | None = None) -> dict[str, Any]:
        """What the action is given."""
        own = {name: self.cleaned_data[name] for name in ("department", "minutes", "position")}
        return {"name": typed_name(self.cleaned_data, before.name if before else None), **own}


class AddTopicForm(NewRow, TopicForm):
    pass


class ChangeTopicForm(KeptRow, TopicForm):
    switched_off = gettext_lazy("What was asked under it stays there and is answered.")


@desk_page(KEEP_QUESTION_TOPICS)
def add_question_topic_page(request: DeskRequest) -> HttpResponse:
    form = AddTopicForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        add_question_topic(code=data["code"], **form.given(), by=request.viewer, now=request.now)
        return reverse("desk:question_topics")

    return form_page(
        request, form, act, title=_("Add a topic"), back=reverse("desk:question_topics"), crumb=CRUMB,
        submit=_("Add"), said=_("The topic is there."), area=AREA,
    )  # fmt: skip


@desk_page(KEEP_QUESTION_TOPICS)
def change_question_topic_page(request: DeskRequest, pk: int) -> HttpResponse:
    topic = find(QuestionTopic.objects.all(), pk=pk)
    own = {name: getattr(topic, name) for name in ("department", "minutes", "position", "is_active")}
    as_it_is = {**as_typed(topic.name), **own, "seen": topic.version}
    form = ChangeTopicForm(request.POST or None, initial=as_it_is)

    def act(data: dict[str, Any]) -> str:
        more = {name: data[name] for name in ("is_active", "seen")}
        change_question_topic(topic, **form.given(topic), **more, by=request.viewer, now=request.now)
        return reverse("desk:question_topics")

    lead = _(
        "A change counts for what is asked from then on; what was asked keeps its department and its time."
    )
    return form_page(
        request, form, act, title=str(topic), back=reverse("desk:question_topics"), crumb=CRUMB, lead=lead,
        said=_("Saved."), area=AREA,
    )  # fmt: skip
