"""Who may lead hears of a hot issue early (CHN-11)."""

from __future__ import annotations

from alongside.domain.assistance.events import ISSUE_RAISED
from alongside.domain.assistance.models import HotIssue
from alongside.domain.assistance.permissions import LEAD_HOT_ISSUE
from alongside.domain.assistance.rules.notices import RAISED
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry


@on(ISSUE_RAISED)
def alert_about_issue(entry: JournalEntry) -> None:
    """Everybody who may lead it there, once."""
    issue = HotIssue.objects.select_related("node", "estate").filter(pk=entry.about_id).first()
    if issue is None:
        return
    notify_many(
        notice_for(
            staff,
            RAISED.kind,
            about=issue,
            label=issue.estate.name if issue.estate else issue.node.name,
            facts={"people": entry.facts["people"]},
            is_urgent=False,
            once_key=f"entry:{entry.pk}:{RAISED.kind}",
            now=entry.at,
        )
        for staff in staff_holding(LEAD_HOT_ISSUE, node=issue.node, now=entry.at)
    )
