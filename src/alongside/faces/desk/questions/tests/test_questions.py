"""Questions from inside: routed, due, answered, judged, written down for everybody (CHN-13)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from alongside.domain.knowledge.actions import ask_question, judge_answer
from alongside.domain.knowledge.models import Article, Question, QuestionTopic
from alongside.domain.work.actions.reminding import remind_of_late_tasks
from alongside.domain.work.models import Notice
from alongside.domain.work.queries import waiting_for
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.refusals import NotAllowed

pytestmark = pytest.mark.django_db
URL = "/desk/questions/"
ASKED = {"title": "客户要求在合同里写明学区，能不能写？", "words": "今天下午三点签约。"}


def asked(cast, *, now: datetime | None = None, topic: str = "signing") -> Question:
    found = QuestionTopic.objects.get(code=topic)
    return ask_question(found, node=cast.project, **ASKED, by=cast.agent, now=now or cast.now)


def test_a_question_goes_to_the_department_of_its_topic_and_is_due_in_its_working_time(cast):
    """CHN-13, ORG-7, ORG-10: legal has it on their list by the topic's hours; late it climbs to who leads them."""
    friday_evening = datetime(
        2026, 11, 20, 9, 0, tzinfo=cast.now.tzinfo
    )  # 17:00 in Hangzhou, with an hour to go
    task = asked(cast, now=friday_evening).task
    assert task.department.code == "legal" and task.due_at > friday_evening + timedelta(days=2)
    assert [one.pk for one in waiting_for(cast.legal, now=friday_evening, kinds=["task"]).rows] == [task.pk]
    remind_of_late_tasks(now=task.due_at)
    assert Notice.objects.filter(staff_id=cast.legal.id, about_id=task.pk).exists()


def test_asked_answered_judged_and_written_down(cast, client):
    """CHN-13: the page of each who has to do with it, and in one act a draft for everybody."""
    agent = signed_in(client, cast.agent.staff)
    topic = QuestionTopic.objects.get(code="signing")
    sent = agent.post(f"{URL}ask/", {**ASKED, "topic": topic.pk, "node": cast.project.pk})
    question = Question.objects.get()
    here = f"{URL}{question.pk}/"
    assert sent.status_code == 302 and sent["Location"] == here
    assert agent.post(f"{here}answer/", {"words": "我自己答"}).status_code == 403
    assert agent.get(f"/desk/tasks/{question.task_id}/")["Location"] == here

    legal = signed_in(client, cast.legal.staff)
    assert ASKED["title"] in legal.get(f"{URL}?side=open").content.decode()
    words = "不能写。学区以教育主管部门公布为准，合同不作承诺。"
    assert legal.post(f"{here}answer/", {"words": words}).status_code == 302

    agent = signed_in(client, cast.agent.staff)
    assert words in agent.get(here).content.decode()
    assert agent.post(f"{here}judge/", {"helped": "yes"}).status_code == 302
    director = signed_in(client, cast.director.staff)
    assert director.post(f"{here}write-down/").status_code == 302
    article = Article.objects.get()
    assert (article.state, article.words) == ("draft", words)
    question.refresh_from_db()
    assert question.is_helpful and question.article == article


def test_nobody_else_reads_or_judges_it(cast, client):
    """ORG-3."""
    question = asked(cast, now=timezone.now())
    assert signed_in(client, cast.stranger.staff).get(f"{URL}{question.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        judge_answer(question, is_helpful=True, by=cast.legal, now=cast.now)
