"""When the last case of a group has ended, the lead case that nobody brought ends too (CAS-19)."""

from __future__ import annotations

from alongside.domain.cases import events
from alongside.domain.cases.actions.group.resolving import close_when_all_ended
from alongside.domain.cases.models import Case
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry


@on(events.CASE_CLOSED, events.CASE_REJECTED, events.CASE_WITHDRAWN, events.CASE_UNGROUPED)
def follow_the_last(entry: JournalEntry) -> None:
    lead = Case.objects.filter(pk=entry.about_id).values_list("lead_case_id", flat=True).first()
    lead = lead or entry.facts.get("lead")
    if lead is not None:
        close_when_all_ended(lead, now=entry.at)
