"""One question from inside: asked, answered, judged, written down as an article (CHN-13)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.cases.models import Case
from alongside.domain.knowledge.actions import answer_question, judge_answer, write_down_answer
from alongside.domain.knowledge.models import Article, Question
from alongside.domain.knowledge.permissions import ANSWER_QUESTIONS, SEE_KNOWLEDGE, WRITE_KNOWLEDGE
from alongside.domain.work.queries import is_asked
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.desk.questions.questions import AREA
from alongside.faces.desk.tasks.tasks import TONES
from alongside.kernel.refusals import NotAllowed


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("The answer to the question"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Write it so that others can use it too: without names, with the rule behind it."
        ),
    )


def question_of(request: DeskRequest, pk: int) -> Question:
    rows = Question.objects.visible_to(request.viewer).select_related(
        "topic", "node", "article", "task__asked_by", "task__assignee", "task__department__node", "task__node"
    )
    return find(rows, pk=pk)


@desk_page()
def question_page(request: DeskRequest, pk: int) -> HttpResponse:
    return _shown(request, question_of(request, pk), AnswerForm())


@require_POST
@desk_page()
def answer_question_page(request: DeskRequest, pk: int) -> HttpResponse:
    question, form = question_of(request, pk), AnswerForm(request.POST)
    if not _may_answer(request, question):
        raise NotAllowed(ANSWER_QUESTIONS.sentence)
    if form.is_valid():
        with refusals_on(form):
            answer_question(question, words=form.cleaned_data["words"], by=request.viewer, now=request.now)
            return see(request, _here(pk), _("Answered. Who asked has been told."))
    return _shown(request, question, form)


@require_POST
@desk_page()
def judge_answer_page(request: DeskRequest, pk: int) -> HttpResponse:
    helped = request.POST.get("helped") == "yes"
    judge_answer(question_of(request, pk), is_helpful=helped, by=request.viewer, now=request.now)
    return see(request, _here(pk), _("Noted. Thank you."))


@require_POST
@desk_page(WRITE_KNOWLEDGE)
def write_down_answer_page(request: DeskRequest, pk: int) -> HttpResponse:
    """In one act a draft of an article."""
    write_down_answer(question_of(request, pk), by=request.viewer, now=request.now)
    return see(request, _here(pk), _("The draft is there. Revise it and hand it in for approval."))


def _shown(request: DeskRequest, question: Question, form: AnswerForm) -> HttpResponse:
    task, viewer = question.task, request.viewer
    case = None
    if question.about_kind == "case":
        case = Case.objects.visible_to(viewer).filter(pk=question.about_id).first()
    article = None
    if question.article_id and viewer.may(SEE_KNOWLEDGE):
        article = Article.objects.visible_to(viewer).filter(pk=question.article_id).first()
    is_done = task is not None and task.state == "done"
    context = {
        "question": question,
        "task": task,
        "tone": TONES[task.state] if task else "plain",
        "case": case,
        "article": article,
        "form": form if _may_answer(request, question) else None,
        "may_judge": is_done and task is not None and task.asked_by_id == viewer.id,
        "may_write_down": is_done and not question.article_id and viewer.may(WRITE_KNOWLEDGE, on=question),
    }
    return show(request, "faces/desk/questions/question.html", context, area=AREA)


def _may_answer(request: DeskRequest, question: Question) -> bool:
    """Whether it is open, and this person was asked or answers questions at the place."""
    task = question.task
    if task is None or not task.is_open:
        return False
    asked = is_asked(task, request.viewer, now=request.now)
    return asked or request.viewer.may(ANSWER_QUESTIONS, on=question)


def _here(pk: int) -> str:
    return reverse("desk:question", args=[pk])
