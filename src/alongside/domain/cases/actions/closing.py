"""How a case ends, and how it is opened again: closed, rejected, withdrawn, archived (CAS-3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.deadlines import restart_deadline, tier_of
from alongside.domain.cases.actions.moving import advance, lock_case, touch
from alongside.domain.cases.actions.words import advance_telling, needs_words
from alongside.domain.cases.models import Case, MajorComplaint, Milestone
from alongside.domain.cases.permissions import (
    ANSWER_AS_CUSTOMER,
    ARCHIVE_CASE,
    HANDLE_CASE,
    REJECT_CASE,
    REOPEN_CASE,
)
from alongside.domain.conversations.actions import note, say_in
from alongside.domain.wording.actions import Knowing
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

ATTEMPTS_TO_CLOSE = 3  # CAS-3


def close_confirmed(case: Case, *, by: Actor, now: datetime) -> Case:
    """Close a case whose customer has confirmed; part of the act that removed the last obstacle."""
    return _close(case, outcome="confirmed", by=by, now=now)


def owes_nothing(case: Case) -> bool:
    """Whether nothing but the customer's word is needed to close it: no closing review (CAS-10), and no answer to
    an authority (CAS-18)."""
    return not lacks_review(case) and not lacks_answer(case)


def lacks_answer(case: Case) -> bool:
    """Whether an authority waits for its answer (CAS-18)."""
    return case.authority_requests.filter(answered_at__isnull=True).exists()


def lacks_review(case: Case) -> bool:
    """Whether it is a major complaint whose closing review is still owed (CAS-10)."""
    return case.is_major and MajorComplaint.objects.filter(case=case, reviewed_at__isnull=True).exists()


@transaction.atomic
def close_case(case: Case, *, words: str, by: Actor, now: datetime, seen: int | None = None) -> Case:
    """Close without the customer's word: only after three documented attempts to reach them (CAS-3)."""
    by.require(HANDLE_CASE, on=case)
    words = needs_words(words, _("Say why it is closed without the customer's word."))
    fresh = lock_case(case, seen=seen)
    fresh.way.check("close_case", fresh.state)
    _check_ours_done(fresh)
    since = fresh.resolved_at or fresh.opened_at
    tried = fresh.attempts.filter(at__gte=since).exclude(result="reached").count()
    if tried < ATTEMPTS_TO_CLOSE:
        raise Refused(
            _(
                "Only the customer's confirmation closes this case, or %(n)s documented attempts to reach them. "
                "There are %(tried)s."
            )
            % {"n": ATTEMPTS_TO_CLOSE, "tried": tried}
        )
    closed = _close(fresh, outcome="unreachable", by=by, now=now)
    note(closed.conversation, kind="closing", body=words, by=by, now=now)
    return closed


@transaction.atomic
def reject_case(
    case: Case, *, words: str, by: Actor, now: datetime, seen: int | None = None, knowing: Knowing = ()
) -> Case:
    """It is not ours to solve. The customer reads the reason."""
    by.require(REJECT_CASE, on=case)
    words = needs_words(words, _("Say why; the customer reads these words."))
    return advance_telling(
        case,
        "reject_case",
        event=events.CASE_REJECTED,
        kind="rejected",
        words=words,
        knowing=knowing,
        by=by,
        now=now,
        seen=seen,
        closed_at=now,
        outcome="rejected",
        outcome_words=words,
    )


@transaction.atomic
def withdraw_case(case: Case, *, words: str = "", by: Actor, now: datetime, seen: int | None = None) -> Case:
    """The customer takes it back."""
    by.require(ANSWER_AS_CUSTOMER, on=case)
    moved = advance(
        case,
        "withdraw_case",
        event=events.CASE_WITHDRAWN,
        by=by,
        now=now,
        seen=seen,
        closed_at=now,
        outcome="withdrawn",
        outcome_words=words.strip(),
    )
    if words.strip():
        say_in(moved.conversation, body=words.strip(), by=by, now=now)
    return moved


@transaction.atomic
def reopen_case(case: Case, *, words: str, by: Actor, now: datetime, seen: int | None = None) -> Case:
    """It was not over after all: back to handling, with a new resolve clock."""
    by.require(REOPEN_CASE, on=case)
    words = needs_words(words, _("Say why it is opened again."))
    fresh = lock_case(case, seen=seen)
    moved = advance(
        fresh,
        "reopen_case",
        event=events.CASE_REOPENED,
        by=by,
        now=now,
        closed_at=None,
        resolved_at=None,
        outcome="",
        reopened_count=fresh.reopened_count + 1,
        rating=None,
        rating_words="",
        rated_at=None,
    )
    note(moved.conversation, kind="reopened", body=words, by=by, now=now)
    restart_deadline(moved, Milestone.RESOLVE, tier=tier_of(moved), now=now)
    moved.deadlines.filter(milestone=Milestone.CALL_BACK).delete()
    touch(moved, now=now)
    return moved


@transaction.atomic
def archive_case(case: Case, *, by: Actor, now: datetime, seen: int | None = None) -> Case:
    by.require(ARCHIVE_CASE, on=case)
    return advance(case, "archive_case", event=events.CASE_ARCHIVED, by=by, now=now, seen=seen)


def _close(
    case: Case, *, outcome: str, by: Actor, now: datetime, seen: int | None = None, **changes: Any
) -> Case:
    _check_ours_done(case)
    return advance(
        case,
        "close_case",
        event=events.CASE_CLOSED,
        by=by,
        now=now,
        seen=seen,
        closed_at=now,
        outcome=outcome,
        facts={"outcome": outcome},
        **changes,
    )


def _check_ours_done(case: Case) -> None:
    if lacks_review(case):
        raise Refused(_("A major complaint closes after its closing review."))
    if lacks_answer(case):
        raise Refused(_("An authority waits for an answer to this; give it first."))
