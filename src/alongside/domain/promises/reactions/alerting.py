"""Whom of us a fact about a promise concerns (SAL-4). Whom a broken one concerns, the case that it opens says."""

from __future__ import annotations

from alongside.domain.promises import events
from alongside.domain.promises.models import Promise
from alongside.domain.promises.rules import notices
from alongside.domain.work.actions import notify
from alongside.domain.work.rules import NoticeKind
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry

KINDS = {
    events.PROMISE_MADE.kind: notices.YOURS,
    events.PROMISE_GIVEN.kind: notices.YOURS,
    events.PROMISE_CHANGED.kind: notices.CHANGE_AGREED,
    events.PROMISE_WITHDRAWN.kind: notices.CHANGE_AGREED,
    events.CHANGE_DECLINED.kind: notices.CHANGE_DECLINED,
}


@on(
    events.PROMISE_MADE,
    events.PROMISE_GIVEN,
    events.PROMISE_CHANGED,
    events.PROMISE_WITHDRAWN,
    events.CHANGE_DECLINED,
)
def alert_keeper(entry: JournalEntry) -> None:
    """Who keeps it hears what others did about it."""
    promise = Promise.objects.select_related("keeper").get(pk=entry.about_id)
    if (entry.by_kind, entry.by_id) == ("staff", promise.keeper_id) or not promise.keeper.is_active:
        return
    kind: NoticeKind = KINDS[entry.kind]
    notify(
        promise.keeper,
        kind.kind,
        about=promise,
        label=str(promise.pk),
        facts={"until": promise.due_on.isoformat()},
        is_urgent=entry.kind == events.CHANGE_DECLINED.kind,
        once_key=f"entry:{entry.pk}:{kind.kind}",
        now=entry.at,
    )
