"""The topics of questions from inside, kept by the company (CHN-13). A pack adds what is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.knowledge import events
from alongside.domain.knowledge.models import QuestionTopic
from alongside.domain.knowledge.permissions import KEEP_QUESTION_TOPICS
from alongside.domain.organisation.models import Department
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.own_rows import check_texts, filled, new_code
from alongside.kernel.refusals import Refused

CHANGEABLE = frozenset({"name", "department", "minutes", "position", "is_active"})
MOST_MINUTES = 30 * 8 * 60  # thirty working days


@transaction.atomic
def add_question_topic(*, code: str, by: Actor, now: datetime, **given: Any) -> QuestionTopic:
    """One that may be asked about from now on. `given`: what CHANGEABLE names; its code never changes."""
    by.require(KEEP_QUESTION_TOPICS)
    topic = QuestionTopic(code=new_code(code, QuestionTopic))
    filled(topic, given, CHANGEABLE)
    return _kept(topic, by=by, now=now)


@transaction.atomic
def change_question_topic(
    topic: QuestionTopic, *, by: Actor, now: datetime, seen: int | None = None, **given: Any
) -> QuestionTopic:
    """Change what CHANGEABLE names. Questions that were asked keep their department and their deadline."""
    by.require(KEEP_QUESTION_TOPICS)
    topic = lock(topic, seen=seen)
    if changed := filled(topic, given, CHANGEABLE):
        topic.version += 1
        _kept(topic, by=by, now=now, fields=changed)
    return topic


def _kept(topic: QuestionTopic, *, by: Actor, now: datetime, **facts: Any) -> QuestionTopic:
    check_texts(topic.name, field="name_zh")
    if topic.department not in Department.Code.values:
        raise Refused(_("There is no such department."), field="department")
    if not 1 <= topic.minutes <= MOST_MINUTES:
        raise Refused(
            _("An answer takes at least a minute and at most thirty working days."), field="minutes"
        )
    topic.save()
    facts = {"code": topic.code, "version": topic.version, **facts}
    journal.record(events.QUESTION_TOPIC_CHANGED, about=topic, by=by, at=now, facts=facts)
    return topic
