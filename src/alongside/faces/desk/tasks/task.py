"""One task: what is asked, how far it is, and what this person can do with it now (ORG-10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.work.actions import ask_task_again, check_asking_again, note_task
from alongside.domain.work.models import Task
from alongside.domain.work.queries import is_asked
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show
from alongside.faces.desk.tasks.subjects import about_tasks
from alongside.faces.desk.tasks.tasks import AREA, TONES
from alongside.faces.ui.access import seen


class NoteForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("How far it is"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class AgainForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What they should know now"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_at = forms.DateTimeField(
        label=gettext_lazy("To be done by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


@desk_page()
def task_page(request: DeskRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    about = about_tasks([task], request).get((task.about_kind, task.about_id or 0))
    if about and task.about_kind == "question":  # it is read and answered on its own page
        return redirect(about.url)
    if about:
        seen(request, about.customer_id)
    mine, asked = is_asked(task, request.viewer, now=request.now), task.asked_by_id == request.viewer.id
    context = {
        "task": task,
        "tone": TONES[task.state],
        "about": about,
        "notes": list(task.notes.select_related("by")),
        "acts": _acts(task, mine=mine, asked=asked),
        "form": NoteForm() if task.is_open and (mine or asked) else None,
    }
    return show(request, "faces/desk/tasks/task.html", context, area=AREA)


@require_POST
@desk_page()
def note_task_page(request: DeskRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    form = NoteForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    note_task(task, words=words, by=request.viewer, now=request.now)
    return see(request, reverse("desk:task", args=[pk]), _("Noted."))


@desk_page()
def ask_task_again_page(request: DeskRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    if request.method != "POST":
        check_asking_again(task, request.viewer)
    due = timezone.localtime(request.now + timedelta(days=1)).replace(second=0, microsecond=0)
    form = AgainForm(request.POST or None, initial={"words": task.words, "due_at": due})

    def act(data: dict[str, Any]) -> str:
        ask_task_again(task, by=request.viewer, now=request.now, **data)
        return reverse("desk:task", args=[pk])

    return form_page(
        request, form, act, title=_("Ask again"), back=reverse("desk:task", args=[pk]), crumb=task.title,
        said=_("Asked again."), submit=_("Ask again"), lead=task.return_reason, area=AREA,
    )  # fmt: skip


def _task(request: DeskRequest, pk: int) -> Task:
    tasks = Task.objects.visible_to(request.viewer).distinct()
    return find(tasks.select_related("asked_by", "assignee", "department__node", "node"), pk=pk)


def _acts(task: Task, *, mine: bool, asked: bool) -> list[tuple[str, Any, bool, bool]]:
    """(address, label, whether it is the first thing to do, whether one press does it)."""

    def answer(code: str) -> str:
        return reverse("desk:answer_task", args=[task.pk, code])

    acts = []
    if mine and task.state == "asked":
        acts.append((answer("accept_task"), _("Accept"), True, True))
    if mine and task.state == "accepted":
        acts.append((answer("finish_task"), _("Finish"), True, False))
    if mine and task.is_open:
        acts.append((answer("return_task"), _("Give back"), False, False))
    if asked and task.state == "returned":
        acts.append((reverse("desk:ask_task_again", args=[task.pk]), _("Ask again"), True, False))
    if asked and task.state in ("asked", "accepted", "returned"):
        acts.append((answer("withdraw_task"), _("Take back"), False, True))
    return acts
