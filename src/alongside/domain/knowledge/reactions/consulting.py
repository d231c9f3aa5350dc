"""What questions from inside hold of a customer (CUS-6, INF-4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from alongside.domain.customers.hooks import BELONGINGS, Belonging
from alongside.domain.knowledge.models import Question
from alongside.domain.privacy.hooks import WORDS, Words
from alongside.domain.work.models import Task, TaskNote


def _tasks(ids: Sequence[int]) -> Q:
    return Q(about_kind="question", about_id__in=Question.objects.filter(customer__in=ids).values("pk"))


@BELONGINGS.fill
def what_was_asked_about_them() -> tuple[Belonging, ...]:
    """It follows the customer who stays."""
    return (Belonging(Question),)


@WORDS.fill
def words_of_questions() -> tuple[Words, ...]:
    """Question, answer, and what was said between: what names them goes."""
    return (
        Words(Task, ("title", "words", "result", "return_reason"), about=_tasks),
        Words(
            TaskNote, ("words",), about=lambda ids: Q(task__in=Task.objects.filter(_tasks(ids)).values("pk"))
        ),
    )
