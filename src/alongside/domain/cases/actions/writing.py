"""What is said in a case: to the customer, by the customer, and among ourselves (CAS-15, CHN-1).

Saying something adds and overwrites nothing, so it needs no `seen`; given one, it is checked all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.deadlines import end_pause, meet_deadlines, refresh_next_due
from alongside.domain.cases.actions.moving import lock_case, record, save_touched, touch
from alongside.domain.cases.actions.words import needs_words
from alongside.domain.cases.models import Attempt, Case, Milestone
from alongside.domain.cases.permissions import ANSWER_AS_CUSTOMER, HANDLE_CASE, REPLY_TO_CUSTOMER
from alongside.domain.cases.rules.intake import check_words
from alongside.domain.conversations.actions import note, say_in, tell
from alongside.domain.conversations.models import Channel, Message
from alongside.domain.wording.actions import Knowing, mind_words, note_said
from alongside.kernel.actor import Actor
from alongside.kernel.models import JournalEntry
from alongside.kernel.prepared_writes import together
from alongside.kernel.refusals import NotAllowed, Refused


@transaction.atomic
def reply_to_customer(
    case: Case,
    *,
    words: str,
    by: Actor,
    now: datetime,
    files: Iterable[Any] = (),
    channel: str = Channel.PORTAL,
    seen: int | None = None,
    knowing: Knowing = (),
) -> Message:
    """Write to the customer. The first one is the first answer and meets its deadline (CAS-4).

    `knowing`: codes of the forbidden wordings that it holds and the writer has been shown, else Unwary (CHN-8).
    """
    by.require(REPLY_TO_CUSTOMER, on=case)
    words = check_words(needs_words(words, _("Write something to the customer.")))
    found = mind_words(words, node=case.node, by=by, knowing=knowing)
    channel = _known_channel(channel)
    fresh = _lock_to_write(case, seen=seen)
    fresh.answered_at = fresh.answered_at or now
    refresh_next_due(fresh, but=(Milestone.ANSWER,))
    with together(Message, JournalEntry):
        message = tell(fresh.conversation, body=words, by=by, now=now, files=files, channel=channel)
        meet_deadlines(fresh, (Milestone.ANSWER,), now=now)
        save_touched(fresh, now=now)
        record(events.CUSTOMER_TOLD, fresh, by=by, now=now, facts={"message": message.pk, "channel": channel})
    note_said(found, about=message, by=by, now=now)
    return message


@transaction.atomic
def write_as_customer(
    case: Case,
    *,
    words: str,
    by: Actor,
    now: datetime,
    files: Iterable[Any] = (),
    seen: int | None = None,
) -> Message:
    """The customer writes in the portal; whoever waited for them waits no longer. Pictures need no words."""
    by.require(ANSWER_AS_CUSTOMER, on=case)
    if by.kind != "customer":
        raise NotAllowed(_("Only the customer writes here; record their words instead."))
    files = list(files)
    if not files:
        words = needs_words(words, _("Write something."))
    return _heard(case, words=words, channel=Channel.PORTAL, files=files, by=by, now=now, seen=seen)


@transaction.atomic
def record_customer_words(
    case: Case,
    *,
    words: str,
    channel: str,
    by: Actor,
    now: datetime,
    files: Iterable[Any] = (),
    seen: int | None = None,
) -> Message:
    """What the customer told us over the phone or at the counter, in their own words."""
    by.require(ANSWER_AS_CUSTOMER, on=case)
    words = needs_words(words, _("Say what the customer said, in their own words."))
    return _heard(case, words=words, channel=channel, files=files, by=by, now=now, seen=seen)


@transaction.atomic
def add_note(
    case: Case,
    *,
    words: str,
    by: Actor,
    now: datetime,
    files: Iterable[Any] = (),
    seen: int | None = None,
) -> Message:
    """A word among ourselves, for everyone who may see the case. The customer never sees it."""
    takes_part = (
        by.kind == "staff" and case.participants.filter(staff_id=by.id).exists()
    )  # helpers from elsewhere too
    if not takes_part:
        by.require(HANDLE_CASE, on=case)
    words = check_words(needs_words(words, _("Write something.")))
    fresh = _lock_to_write(case, seen=seen)
    message = note(fresh.conversation, body=words, by=by, now=now, files=files)
    touch(fresh, now=now)
    record(events.NOTE_ADDED, fresh, by=by, now=now, facts={"message": message.pk})
    return message


@transaction.atomic
def record_attempt(
    case: Case,
    *,
    channel: str,
    result: str,
    by: Actor,
    now: datetime,
    words: str = "",
    seen: int | None = None,
) -> Attempt:
    """A try to reach the customer. Three without success after resolving let us close (CAS-3)."""
    by.require(REPLY_TO_CUSTOMER, on=case)
    if by.kind != "staff":
        raise NotAllowed(_("Only a staff member can do this."))
    if result not in Attempt.Result.values:
        raise Refused(_("Say how it went."), field="result")
    fresh = _lock_to_write(case, seen=seen)
    attempt = Attempt.objects.create(
        case=fresh,
        by_id=by.id,
        channel=_known_channel(channel),
        at=now,
        result=result,
        words=check_words(words.strip()),
    )
    if result == Attempt.Result.REACHED:
        meet_deadlines(fresh, (Milestone.CALL_BACK,), now=now)
    touch(fresh, now=now)
    record(
        events.ATTEMPT_MADE,
        fresh,
        by=by,
        now=now,
        facts={"attempt": attempt.pk, "channel": channel, "result": result},
    )
    return attempt


def _heard(
    case: Case,
    *,
    words: str,
    channel: str,
    files: Iterable[Any],
    by: Actor,
    now: datetime,
    seen: int | None,
) -> Message:
    words = check_words(words)
    fresh = _lock_to_write(case, seen=seen)
    message = say_in(
        fresh.conversation, body=words, by=by, now=now, files=files, channel=_known_channel(channel)
    )
    waited = end_pause(fresh, now=now)
    touch(fresh, now=now)
    record(
        events.CUSTOMER_WROTE,
        fresh,
        by=by,
        now=now,
        facts={"message": message.pk, "channel": channel, "resumed": waited},
    )
    if waited:
        record(events.CASE_RESUMED, fresh, by=by, now=now)
    return message


def _lock_to_write(case: Case, *, seen: int | None) -> Case:
    fresh = lock_case(case, seen=seen)
    if fresh.state == "archived":
        raise Refused(_("This case is archived; open a new one."))
    return fresh


def _known_channel(channel: str) -> str:
    if channel not in Channel.values:
        raise Refused(_("Say over which channel."), field="channel")
    return channel
