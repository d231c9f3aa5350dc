"""A broken promise becomes a case, and whoever leads hears of it (SAL-4)."""

from __future__ import annotations

from alongside.domain.cases.actions.promising import follow_broken_promise, lift_promise_alert
from alongside.domain.cases.events import CASE_CLOSED
from alongside.domain.cases.models import Case
from alongside.domain.cases.reactions.alerting import SUPERVISOR, next_above
from alongside.domain.cases.rules import notices
from alongside.domain.promises.events import PROMISE_BROKEN
from alongside.domain.promises.models import Promise
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry


@on(PROMISE_BROKEN)
def follow_it(entry: JournalEntry) -> None:
    """Once for a promise; the supervisor and who should have kept it hear of the case."""
    case = follow_broken_promise(entry.about_id, channel=entry.facts.get("channel", ""), now=entry.at)
    if case is None:
        return
    promise = Promise.objects.select_related("keeper", "node").get(pk=entry.about_id)
    people = {one.pk: one for one in (promise.keeper, next_above(promise.node, SUPERVISOR, entry)) if one}
    notify_many(
        notice_for(
            staff,
            notices.PROMISE_BROKEN.kind,
            about=case,
            label=case.number,
            is_urgent=True,
            once_key=f"promise:{promise.pk}:broken",
            now=entry.at,
        )
        for staff in people.values()
        if staff.is_active
    )


@on(CASE_CLOSED)
def stop_warning(entry: JournalEntry) -> None:
    """Who speaks with the customer is not warned of it any more (CUS-8)."""
    case = Case.objects.filter(pk=entry.about_id, broken_promise__isnull=False).first()
    if case is not None:
        lift_promise_alert(case, now=entry.at)
