"""What came out of a cooperation task becomes a fact of the case that asked (CAS-5)."""

from __future__ import annotations

from alongside.domain.cases.actions.handing_on import record_help
from alongside.domain.cases.models import Case
from alongside.domain.work.events import TASK_ACCEPTED, TASK_FINISHED, TASK_RETURNED
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry


@on(TASK_ACCEPTED, TASK_RETURNED, TASK_FINISHED)
def record_answered_help(entry: JournalEntry) -> None:
    """Once a task about a case was answered, the case knows."""
    if entry.facts.get("about_kind") != "case":
        return
    record_help(
        Case.objects.get(pk=entry.facts["about_id"]),
        task_id=entry.about_id,
        answer=entry.facts["state"],
        now=entry.at,
    )
