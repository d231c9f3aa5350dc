"""A case without an owner finds one (CAS-6)."""

from __future__ import annotations

from alongside.domain.cases.actions.handing_on import route_case
from alongside.domain.cases.events import CASE_OPENED
from alongside.domain.cases.models import Case
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry


@on(CASE_OPENED)
def route_opened_case(entry: JournalEntry) -> None:
    """Once opened, somebody has it; nobody, where the customer was erased meanwhile (INF-4)."""
    case = Case.objects.get(pk=entry.about_id)
    if entry.facts.get("owner") is None and not case.is_anonymised:
        route_case(case, now=entry.at)
