"""Asking the customer to change a promise, and their answer. Silence is no consent (SAL-4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.promises import events
from alongside.domain.promises.actions.moving import days_of, move, record, staff_id_of
from alongside.domain.promises.models import Promise, Renegotiation
from alongside.domain.promises.permissions import ANSWER_PROMISE, MAKE_PROMISE
from alongside.domain.promises.rules import check_channel, check_day, check_words
from alongside.domain.promises.states import PROMISE_STATES
from alongside.domain.wording.actions import mind_words, note_said
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

Answer = Renegotiation.Answer


@transaction.atomic
def ask_to_renegotiate(
    promise: Promise,
    *,
    reason: str,
    new_on: date | None,
    by: Actor,
    now: datetime,
    new_words: str = "",
    seen: int | None = None,
    knowing: Collection[str] = (),
) -> Renegotiation:
    """Ask the customer for another day and perhaps other words; `new_on` None: to drop it. Until they agree it stands.

    `knowing`: as in making a promise, of the reason and the new words (CHN-8).
    """
    by.require(MAKE_PROMISE, on=promise)
    reason = check_words(reason, field="reason", message=_("Say why; the customer reads these words."))
    new_words = check_words(new_words, field="new_words", optional=True)
    asked = f"{reason}\n{new_words}"
    found = mind_words(asked, node=promise.node, by=by, knowing=knowing, field="reason")
    if new_on is not None:
        check_day(new_on, zone=promise.node.zone, now=now, field="new_on")
    promise = lock(promise, seen=seen)
    PROMISE_STATES.check("ask_to_renegotiate", promise.state)
    if now >= promise.due_at:
        raise Refused(_("The day has passed, so the promise counts as broken."))
    if new_on == promise.due_on and new_words in ("", promise.words):
        raise Refused(_("That is what was promised already."), field="new_on")
    move(promise, "ask_to_renegotiate")
    question = Renegotiation.objects.create(
        promise=promise,
        asked_by_id=staff_id_of(by),
        asked_at=now,
        reason=reason,
        before_on=promise.due_on,
        before_words=promise.words,
        new_on=new_on,
        new_words="" if new_words == promise.words or new_on is None else new_words,
    )
    _record(events.CHANGE_ASKED, promise, question, by=by, now=now)
    note_said(found, about=promise, by=by, now=now)
    return question


@transaction.atomic
def answer_renegotiation(
    promise: Promise,
    *,
    agrees: bool,
    by: Actor,
    now: datetime,
    words: str = "",
    channel: str = "",
    seen: int | None = None,
) -> Promise:
    """The customer's word, by themself or written down by a colleague who says how they heard it (`channel`).

    Agreed, the new day and words hold, or the promise is dropped. Declined, it stands as it was.
    """
    by.require(ANSWER_PROMISE, on=promise)
    words = check_words(words, optional=True)
    if by.kind != "customer":
        check_channel(channel)
    promise = lock(promise, seen=seen)
    question = _open_question(promise)
    if agrees and question.new_on is not None:
        check_day(question.new_on, zone=promise.node.zone, now=now, field="")
    if now >= promise.due_at:
        raise Refused(_("The day has passed, so the promise counts as broken."))
    question.answer = Answer.AGREED if agrees else Answer.DECLINED
    question.answered_at, question.answered_by_id = now, staff_id_of(by)
    question.channel = "portal" if by.kind == "customer" else channel
    question.answer_words = words
    question.save()
    if not agrees:
        move(promise, "decline_change")
        _record(events.CHANGE_DECLINED, promise, question, by=by, now=now)
    elif question.drops:
        move(promise, "agree_to_withdraw", closed_at=now, remind_at=None)
        _record(events.PROMISE_WITHDRAWN, promise, question, by=by, now=now)
    else:
        _change(promise, question, now=now)
        _record(events.PROMISE_CHANGED, promise, question, by=by, now=now)
    return promise


@transaction.atomic
def take_back_renegotiation(
    promise: Promise, *, by: Actor, now: datetime, seen: int | None = None
) -> Promise:
    """We do not need the change after all, or asked it wrongly: the promise stands as it was."""
    by.require(MAKE_PROMISE, on=promise)
    promise = lock(promise, seen=seen)
    question = _open_question(promise)
    question.answer, question.answered_at, question.answered_by_id = Answer.TAKEN_BACK, now, staff_id_of(by)
    question.save()
    move(promise, "take_back_question")
    _record(events.CHANGE_TAKEN_BACK, promise, question, by=by, now=now)
    return promise


def _change(promise: Promise, question: Renegotiation, *, now: datetime) -> None:
    assert question.new_on is not None
    days = days_of(question.new_on, promise.node, now=now)
    move(
        promise,
        "agree_to_change",
        words=question.new_words or promise.words,
        changes_agreed=promise.changes_agreed + 1,
        **days,
    )


def _open_question(promise: Promise) -> Renegotiation:
    question = promise.renegotiations.filter(answered_at__isnull=True).first()
    if question is None:
        raise Refused(_("Nothing is asked about this promise now."))
    return question


def _record(event, promise: Promise, question: Renegotiation, *, by: Actor, now: datetime) -> None:
    record(event, promise, by=by, now=now, question=question.pk)
