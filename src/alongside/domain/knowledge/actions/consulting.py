"""Questions from inside: asked, answered, judged, written down for everybody (CHN-13).

The task of a question does what tasks do: the department hears of it, whoever takes it has it, it waits on their list,
and when it is late it climbs.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import Customer
from alongside.domain.knowledge import events
from alongside.domain.knowledge.actions.writing import named, write_article
from alongside.domain.knowledge.models import Article, Question, QuestionTopic
from alongside.domain.knowledge.permissions import ANSWER_QUESTIONS, ASK_QUESTION
from alongside.domain.knowledge.rules import Text
from alongside.domain.knowledge.rules.writing import TITLE_CHARACTERS
from alongside.domain.organisation.models import Appointment, Department, Node, StaffMember
from alongside.domain.organisation.queries import calendar_of, working_calendar
from alongside.domain.work.actions import accept_task, ask_task, finish_task
from alongside.domain.work.hooks import Asked, may_answer_task
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed, Refused

WORDS_CHARACTERS = 4_000


@transaction.atomic
def ask_question(
    topic: QuestionTopic,
    *,
    node: Node,
    title: str,
    words: str,
    by: Actor,
    now: datetime,
    customer: Customer | None = None,
    about: models.Model | None = None,
) -> Question:
    """Ask whoever answers this topic for the place, by when the topic says. Refused where nobody works who could."""
    by.require(ASK_QUESTION, on=node)
    asker = StaffMember.objects.get(pk=named(by))
    if not topic.is_active:
        raise Refused(_("This topic is no longer used."), field="topic")
    words = words.replace("\x00", "").strip()
    if len(words) > WORDS_CHARACTERS:
        raise Refused(_("A question has at most %(n)s characters.") % {"n": WORDS_CHARACTERS}, field="words")
    department = department_for(topic, node, asker=asker, now=now)
    question = Question.objects.create(
        node=node,
        topic=topic,
        customer=customer,
        about_kind=(about._meta.model_name or "") if about is not None else "",
        about_id=about.pk if about is not None else None,
    )
    calendar = working_calendar(calendar_of(department.node), zone=department.node.zone)
    question.task = ask_task(
        node=node, about=question, title=title.replace("\x00", ""), words=words, department=department,
        due_at=calendar.add(now, timedelta(minutes=topic.minutes)), asked_by=asker, by=by, now=now,
    )  # fmt: skip
    question.save(update_fields=["task"])
    facts = {"topic": topic.code, "task": question.task.pk, "department": department.pk}
    journal.record(events.QUESTION_ASKED, about=question, by=by, at=now, facts=facts)
    return question


@transaction.atomic
def answer_question(question: Question, *, words: str, by: Actor, now: datetime) -> Question:
    """The answer, which ends the task: by who was asked, or whoever answers questions at the place."""
    task = question.task
    if task is None:
        raise Refused(_("Nobody was asked."))
    if task.state == "asked":
        task = accept_task(task, by=by, now=now)
    question.task = finish_task(task, words=words.replace("\x00", "")[:20_000], by=by, now=now)
    return question


@transaction.atomic
def judge_answer(question: Question, *, is_helpful: bool, by: Actor, now: datetime) -> Question:
    """Whether the answer helped, by who asked. They may change their mind."""
    task = question.task
    if by.kind != "staff" or task is None or task.asked_by_id != by.id:
        raise NotAllowed(_("Only who asked says whether it helped."))
    if task.state != "done":
        raise Refused(_("There is no answer yet."))
    question.is_helpful, question.judged_at = is_helpful, now
    question.save(update_fields=["is_helpful", "judged_at"])
    facts = {"is_helpful": is_helpful, "topic": question.topic.code}
    journal.record(events.QUESTION_JUDGED, about=question, by=by, at=now, facts=facts)
    return question


@transaction.atomic
def write_down_answer(question: Question, *, by: Actor, now: datetime) -> Article:
    """A draft of an answer for everybody, to be revised and approved as any other; the one begun before, if there is one."""
    question = Question.objects.select_for_update(of=("self",)).select_related("task").get(pk=question.pk)
    if question.article is not None:
        return question.article
    task = question.task
    if task is None or task.state != "done":
        raise Refused(_("There is no answer yet."))
    text = Text(task.title[:TITLE_CHARACTERS], task.result)
    question.article = write_article(node=question.node, kind="faq", topic="other", text=text, by=by, now=now)
    question.save(update_fields=["article"])
    facts = {"article": question.article.pk}
    journal.record(events.ANSWER_WRITTEN_DOWN, about=question, by=by, at=now, facts=facts)
    return question.article


def department_for(topic: QuestionTopic, node: Node, *, asker: StaffMember, now: datetime) -> Department:
    """The nearest of that kind, at the place or above it, where somebody else works."""
    working = Appointment.objects.active(now).filter(staff__is_active=True).exclude(staff=asker)
    near = Department.objects.filter(
        code=topic.department, node_id__in=node.ancestor_ids, pk__in=working.values("department")
    )
    found = near.select_related("node").order_by("-node__path").first()
    if found is None:
        raise Refused(_("Nobody works there who could answer this. Choose another topic."), field="topic")
    return found


@may_answer_task.fill
def answers_there(task: Asked, by: Actor) -> bool | None:
    """Whoever answers questions at the place may, besides the department that was asked."""
    return by.may(ANSWER_QUESTIONS, on=task) if task.about_kind == "question" else None
