"""Questions from inside, for who asks and who answers (CHN-13)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from alongside.domain.knowledge.models import Question, QuestionQuerySet
from alongside.domain.work.queries import tasks_of
from alongside.kernel.actor import Actor


def questions_for(viewer: Actor, side: str, *, now: datetime) -> QuestionQuerySet:
    """`mine`: asked by the viewer; `open`: for the viewer or their departments to answer, due first; `answered`; else all."""
    found = Question.objects.visible_to(viewer).select_related(
        "topic", "node", "task__asked_by", "task__assignee", "task__department"
    )
    if side == "mine":
        return found.filter(task__asked_by_id=viewer.id).order_by("-pk")
    if side == "open":
        waiting = tasks_of(viewer, now=now).filter(about_kind="question").values("pk")
        return found.filter(task__in=waiting).order_by("task__due_at", "pk")
    if side == "answered":
        return found.filter(task__state="done").order_by("-pk")
    return found.filter(Q(task__isnull=False)).order_by("-pk")
