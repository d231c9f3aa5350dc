"""Solved on our side, and what the customer says to it (CAS-3, CAS-15)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.closing import close_confirmed, owes_nothing
from alongside.domain.cases.actions.deadlines import restart_deadline, start_deadlines, tier_of
from alongside.domain.cases.actions.moving import advance, touch
from alongside.domain.cases.actions.words import advance_telling, needs_words
from alongside.domain.cases.models import Case, Milestone
from alongside.domain.cases.permissions import ANSWER_AS_CUSTOMER, HANDLE_CASE
from alongside.domain.conversations.actions import say_in
from alongside.domain.wording.actions import Knowing
from alongside.kernel.actor import Actor


@transaction.atomic
def resolve_case(
    case: Case, *, words: str, by: Actor, now: datetime, seen: int | None = None, knowing: Knowing = ()
) -> Case:
    """Solved on our side; the customer is asked. The call-back clock starts."""
    by.require(HANDLE_CASE, on=case)
    return resolved(case, move="resolve_case", words=words, by=by, now=now, seen=seen, knowing=knowing)


def resolved(
    case: Case,
    *,
    move: str,
    words: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
    knowing: Knowing = (),
) -> Case:
    """Part of the act that resolves it, by itself or with its group."""
    words = needs_words(words, _("Say what was done; the customer reads these words."))
    moved = advance_telling(
        case,
        move,
        event=events.CASE_RESOLVED,
        kind="resolved",
        words=words,
        knowing=knowing,
        by=by,
        now=now,
        seen=seen,
        meets=(Milestone.ACKNOWLEDGE, Milestone.ANSWER, Milestone.ON_SITE, Milestone.RESOLVE),
        first={"acknowledged_at": now, "answered_at": now},
        resolved_at=now,
        outcome_words=words,
    )
    start_deadlines(moved, tier=tier_of(moved), now=now, milestones=[Milestone.CALL_BACK])
    touch(moved, now=now)
    return moved


@transaction.atomic
def report_not_solved(case: Case, *, words: str, by: Actor, now: datetime, seen: int | None = None) -> Case:
    """The customer says: not solved. The resolve clock starts anew and the supervisor hears (CAS-15)."""
    by.require(ANSWER_AS_CUSTOMER, on=case)
    words = needs_words(words, _("Say what is still wrong."))
    moved = advance(
        case,
        "report_not_solved",
        event=events.CASE_NOT_SOLVED,
        by=by,
        now=now,
        seen=seen,
        meets=(Milestone.CALL_BACK,),
        resolved_at=None,
    )
    say_in(moved.conversation, body=words, by=by, now=now)
    restart_deadline(moved, Milestone.RESOLVE, tier=tier_of(moved), now=now)
    touch(moved, now=now)
    return moved


@transaction.atomic
def confirm_case(case: Case, *, by: Actor, now: datetime, words: str = "", seen: int | None = None) -> Case:
    """The customer's word that it is solved; it closes the case (CAS-3).

    A staff member may record it too, and then says in `words` how the customer told them.
    """
    by.require(ANSWER_AS_CUSTOMER, on=case)
    if by.kind == "staff":
        words = needs_words(words, _("Say how the customer confirmed, in their words."))
    moved = advance(
        case,
        "confirm_case",
        event=events.CASE_CONFIRMED,
        by=by,
        now=now,
        seen=seen,
        meets=(Milestone.CALL_BACK,),
        facts={"heard_by": by.kind},
    )
    if words.strip():
        say_in(moved.conversation, body=words.strip(), by=by, now=now)
    if not owes_nothing(moved):  # our homework, not the customer's: it closes with that
        return moved
    return close_confirmed(moved, by=by, now=now)
