"""How a promise ends: kept, broken, or not kept in the customer's eyes (SAL-4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.promises import events
from alongside.domain.promises.actions.moving import lapse_question, move, record
from alongside.domain.promises.models import Promise
from alongside.domain.promises.permissions import ANSWER_PROMISE, MAKE_PROMISE
from alongside.domain.promises.rules import LATE_WORD, check_channel, check_words
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused


@transaction.atomic
def keep_promise(
    promise: Promise, *, by: Actor, now: datetime, words: str = "", seen: int | None = None
) -> Promise:
    """It is done, on its day or before. The customer is told and has the last word."""
    by.require(MAKE_PROMISE, on=promise)
    words = check_words(words, optional=True)
    promise = lock(promise, seen=seen)
    if now >= promise.due_at and promise.is_standing:
        raise Refused(_("The day has passed, so the promise counts as broken."))
    return _end(promise, "keep_promise", events.PROMISE_KEPT, by=by, now=now, result=words)


@transaction.atomic
def break_promise(
    promise: Promise, *, words: str, by: Actor, now: datetime, seen: int | None = None
) -> Promise:
    """It will not be kept, and why; a case opens by itself."""
    by.require(MAKE_PROMISE, on=promise)
    words = check_words(words, message=_("Say why it is not kept; the supervisor reads these words."))
    promise = lock(promise, seen=seen)
    return _end(
        promise, "break_promise", events.PROMISE_BROKEN, by=by, now=now, facts={"how": "staff"}, result=words
    )


@transaction.atomic
def report_not_kept(
    promise: Promise, *, words: str, by: Actor, now: datetime, channel: str = "", seen: int | None = None
) -> Promise:
    """The customer says that it was not kept: by themself, or `channel` says how a colleague heard it.

    Once its day is over; where we called it kept, within 30 days of that. A case opens by itself.
    """
    by.require(ANSWER_PROMISE, on=promise)
    words = check_words(words, message=_("Say in a few words what is missing."))
    if by.kind != "customer":
        check_channel(channel)
    promise = lock(promise, seen=seen)
    if promise.is_standing and now < promise.due_at:
        raise Refused(_("It is promised until the end of that day; it can still be kept."))
    if promise.closed_at is not None and now > promise.closed_at + LATE_WORD:
        raise Refused(_("This was settled more than 30 days ago. Please report it as a new matter."))
    facts = {"how": "customer", "channel": channel or "portal"}
    return _end(
        promise, "report_not_kept", events.PROMISE_BROKEN, by=by, now=now, facts=facts, customer_said=words
    )


def _end(
    promise: Promise,
    name: str,
    event: Any,
    *,
    by: Actor,
    now: datetime,
    facts: dict[str, Any] | None = None,
    **changes: Any,
) -> Promise:
    move(promise, name, closed_at=now, remind_at=None, **changes)
    lapse_question(promise, now=now)
    record(event, promise, by=by, now=now, **(facts or {}))
    return promise
