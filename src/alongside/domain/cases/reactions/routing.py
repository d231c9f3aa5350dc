"""A case without an owner finds one, and so does a conversation that nobody has, by one rule (CAS-6, CHN-1)."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.cases.actions.handing_on import route_case
from alongside.domain.cases.events import CASE_OPENED
from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.routing import candidates_at
from alongside.domain.cases.rules.routing import choose
from alongside.domain.conversations.hooks import WHO_ANSWERS
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.organisation.models import Node
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry


@on(CASE_OPENED)
def route_opened_case(entry: JournalEntry) -> None:
    """Once opened, somebody has it; nobody, where the customer was erased meanwhile (INF-4)."""
    case = Case.objects.get(pk=entry.about_id)
    if entry.facts.get("owner") is None and not case.is_anonymised:
        route_case(case, now=entry.at)


@WHO_ANSWERS.fill
def who_answers(node: Node, language: str, now: datetime) -> int | None:
    """Whom the routing of cases would choose among those who answer the inbox there."""
    choice = choose(candidates_at(node, ANSWER_INBOX, category="", language=language, now=now))
    return choice.chosen.staff_id if choice.chosen else None
