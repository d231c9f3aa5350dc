"""The worker's round: hearings and deadlines of legal matters are called to mind (CAS-17).

When is in the rows, so a round that was missed is made up by the next one, and one that is run again says nothing twice.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from alongside.domain.cases import events
from alongside.domain.cases.models import LegalDate
from alongside.domain.cases.rules import notices
from alongside.domain.cases.rules.legal import remind_at
from alongside.domain.organisation.models import StaffMember
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM

BATCH = 500


def remind_of_legal_dates(*, now: datetime) -> int:
    """Everything that is to be called to mind by now; how many days."""
    reminded = 0
    while count := _remind(now=now):
        reminded += count
    return reminded


@transaction.atomic
def _remind(*, now: datetime) -> int:
    due = list(
        LegalDate.objects.filter(remind_at__lte=now, done_at__isnull=True)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("matter__node", "matter__in_charge__deputy")
        .order_by("remind_at", "id")[:BATCH]
    )
    notify_many(
        notice_for(
            one,
            notices.LEGAL_DATE_NEAR.kind,
            now=now,
            about=day.matter,
            label=day.matter.number,
            facts={"what": day.kind, "until": _on(day)},
            is_urgent=True,
            once_key=f"legal_date:{day.pk}:{day.remind_at:%Y%m%d%H}",
        )
        for day in due
        if day.at > now
        for one in _with_deputy(day.matter.in_charge)
    )
    for day in due:
        day.remind_at = remind_at(day.at, now=now)
    LegalDate.objects.bulk_update(due, ["remind_at"])
    journal.record_many(
        [
            journal.Fact(
                events.LEGAL_DATE_REMINDED,
                day.matter,
                {"date": day.pk, "kind": day.kind},
                day.matter.node.path,
            )
            for day in due
        ],
        by=SYSTEM,
        at=now,
    )
    return len(due)


def _with_deputy(staff: StaffMember) -> list[StaffMember]:
    """Who is in charge, and while they are away their deputy too (ORG-6)."""
    if staff.presence == StaffMember.Presence.AWAY and staff.deputy and staff.deputy.is_active:
        return [staff, staff.deputy]
    return [staff]


def _on(day: LegalDate) -> str:
    return day.at.astimezone(ZoneInfo(day.matter.node.zone)).strftime("%Y-%m-%d %H:%M")
