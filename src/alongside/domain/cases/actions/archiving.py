"""What ended long ago goes into the archive by itself, out of the way of daily work (CAS-3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from alongside.domain.cases import events
from alongside.domain.cases.actions.moving import mark_figures
from alongside.domain.cases.models import Case
from alongside.domain.cases.states import LONG_WAY
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM

KEPT_AT_HAND = timedelta(days=90)
BATCH = 500
MOST_AT_ONCE = 20_000
ARCHIVABLE = LONG_WAY.moves["archive_case"].sources


def archive_old_cases(*, now: datetime) -> int:
    """Archive what ended 90 days ago, batch by batch; how many. The rest of a great many waits for the next time."""
    archived = 0
    while archived < MOST_AT_ONCE and (count := _archive_batch(now=now)):
        archived += count
    return archived


@transaction.atomic
def _archive_batch(*, now: datetime) -> int:
    old = Case.objects.filter(state__in=ARCHIVABLE, closed_at__lte=now - KEPT_AT_HAND)
    cases = list(old.select_for_update(skip_locked=True, of=("self",)).select_related("node")[:BATCH])
    if not cases:
        return 0
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(
        state="archived", version=F("version") + 1, changed_at=now
    )
    mark_figures(*cases)
    journal.record_many(
        [
            journal.Fact(
                events.CASE_ARCHIVED,
                about=case,
                facts={"from": case.state, "to": "archived", "version": case.version + 1},
                node_path=case.node.path,
            )
            for case in cases
        ],
        by=SYSTEM,
        at=now,
    )
    return len(cases)
