"""From the first look to the customer's word: the moves of a case (CAS-3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.deadlines import meet_deadlines, restart_deadline, start_deadlines
from alongside.domain.cases.actions.moving import advance, lock_case, record, touch
from alongside.domain.cases.models import Case, MajorComplaint, Milestone, Participant
from alongside.domain.cases.permissions import (
    ANSWER_AS_CUSTOMER,
    ARCHIVE_CASE,
    ASSIGN_CASE,
    HANDLE_CASE,
    REJECT_CASE,
    REOPEN_CASE,
)
from alongside.domain.conversations.actions import note, say_in, tell
from alongside.domain.organisation.models import StaffMember
from alongside.domain.wording.actions import mind_words, note_said
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

ATTEMPTS_TO_CLOSE = 3  # CAS-3


def needs_words(words: str, message: object, *, field: str = "words") -> str:
    """The words, stripped; Refused with the message where there are none."""
    if not words.strip():
        raise Refused(message, field=field)
    return words.strip()


@transaction.atomic
def acknowledge_case(case: Case, *, by: Actor, now: datetime, seen: int | None = None) -> Case:
    """Say to the customer: we have it, and I am on it. Whoever acknowledges an unowned case takes it.

    A colleague's case stays theirs (CAS-5): Refused names the owner, unless `may_acknowledge`.
    """
    by.require(HANDLE_CASE, on=case)
    case = lock_case(case, seen=seen)
    case.way.check("acknowledge_case", case.state)
    if not may_acknowledge(case, by):
        raise Refused(
            _(
                "This case is %(name)s's, who acknowledges it to the customer. If you should have it, ask them to "
                "transfer it to you, or a supervisor to assign it."
            )
            % {"name": case.owner.name if case.owner else ""}
        )
    first = {"owner_id": by.id} if by.kind == "staff" else {}
    moved = advance(
        case,
        "acknowledge_case",
        event=events.CASE_ACKNOWLEDGED,
        by=by,
        now=now,
        meets=(Milestone.ACKNOWLEDGE,),
        first=first,
        acknowledged_at=now,
    )
    if by.kind == "staff" and moved.owner_id == by.id:
        Participant.objects.get_or_create(case=moved, staff_id=by.id, role=Participant.Role.OWNER)
    return moved


def may_acknowledge(case: Case, by: Actor) -> bool:
    """Whether acknowledging is theirs: nobody's case is anybody's; a colleague's only for the deputy of an owner
    who is away (ORG-6) and for who may assign it anyway. It stays the owner's either way."""
    owner = case.owner
    if owner is None or by.kind != "staff" or owner.pk == by.id:
        return True
    if owner.presence == StaffMember.Presence.AWAY and owner.deputy_id == by.id:
        return True
    return by.may(ASSIGN_CASE, on=case)


@transaction.atomic
def start_investigation(case: Case, *, by: Actor, now: datetime, seen: int | None = None) -> Case:
    by.require(HANDLE_CASE, on=case)
    return advance(case, "start_investigation", event=events.INVESTIGATION_STARTED, by=by, now=now, seen=seen)


@transaction.atomic
def propose_solution(
    case: Case,
    *,
    words: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
    knowing: Collection[str] = (),
) -> Case:
    """Put a proposal to the customer: the first substantive answer, in words that they can agree to."""
    by.require(HANDLE_CASE, on=case)
    words = needs_words(words, _("Say what you propose; the customer agrees to these words."))
    found = mind_words(words, node=case.node, by=by, knowing=knowing)
    moved = advance(
        case,
        "propose_solution",
        event=events.SOLUTION_PROPOSED,
        by=by,
        now=now,
        seen=seen,
        meets=(Milestone.ANSWER,),
        first={"answered_at": now},
        proposal=words,
    )
    message = tell(moved.conversation, kind="proposal", body=words, by=by, now=now)
    note_said(found, about=message, by=by, now=now)
    return moved


@transaction.atomic
def agree_proposal(case: Case, *, by: Actor, now: datetime, words: str = "", seen: int | None = None) -> Case:
    """The customer agrees, or a staff member records that they did."""
    by.require(ANSWER_AS_CUSTOMER, on=case)
    moved = advance(case, "agree_proposal", event=events.PROPOSAL_AGREED, by=by, now=now, seen=seen)
    if words.strip():
        say_in(moved.conversation, body=words.strip(), by=by, now=now)
    return moved


@transaction.atomic
def decline_proposal(case: Case, *, words: str, by: Actor, now: datetime, seen: int | None = None) -> Case:
    by.require(ANSWER_AS_CUSTOMER, on=case)
    words = needs_words(words, _("Say what the customer does not agree with."))
    moved = advance(case, "decline_proposal", event=events.PROPOSAL_DECLINED, by=by, now=now, seen=seen)
    say_in(moved.conversation, body=words, by=by, now=now)
    return moved


@transaction.atomic
def start_handling(case: Case, *, by: Actor, now: datetime, seen: int | None = None) -> Case:
    by.require(HANDLE_CASE, on=case)
    return advance(case, "start_handling", event=events.HANDLING_STARTED, by=by, now=now, seen=seen)


@transaction.atomic
def report_on_site(case: Case, *, by: Actor, now: datetime, seen: int | None = None) -> Case:
    """Somebody of ours stands at the place: meets the on-site deadline."""
    by.require(HANDLE_CASE, on=case)
    fresh = lock_case(case, seen=seen)
    if fresh.state not in {"acknowledged", "investigating", "proposed", "agreed", "handling"}:
        raise Refused(_("Acknowledge the case first; a case that ended needs nobody on site."))
    meet_deadlines(fresh, (Milestone.ON_SITE,), now=now)
    touch(fresh, now=now)
    record(events.ON_SITE_REPORTED, fresh, by=by, now=now)
    return fresh


@transaction.atomic
def resolve_case(
    case: Case,
    *,
    words: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
    knowing: Collection[str] = (),
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
    knowing: Collection[str] = (),
) -> Case:
    """Part of the act that resolves it, by itself or with its group."""
    words = needs_words(words, _("Say what was done; the customer reads these words."))
    found = mind_words(words, node=case.node, by=by, knowing=knowing)
    moved = advance(
        case,
        move,
        event=events.CASE_RESOLVED,
        by=by,
        now=now,
        seen=seen,
        meets=(Milestone.ACKNOWLEDGE, Milestone.ANSWER, Milestone.ON_SITE, Milestone.RESOLVE),
        first={"acknowledged_at": now, "answered_at": now},
        resolved_at=now,
        outcome_words=words,
    )
    message = tell(moved.conversation, kind="resolved", body=words, by=by, now=now)
    note_said(found, about=message, by=by, now=now)
    start_deadlines(moved, tier=_tier(moved), now=now, milestones=[Milestone.CALL_BACK])
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
    restart_deadline(moved, Milestone.RESOLVE, tier=_tier(moved), now=now)
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
    case: Case,
    *,
    words: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
    knowing: Collection[str] = (),
) -> Case:
    """It is not ours to solve. The customer reads the reason."""
    by.require(REJECT_CASE, on=case)
    words = needs_words(words, _("Say why; the customer reads these words."))
    found = mind_words(words, node=case.node, by=by, knowing=knowing)
    moved = advance(
        case,
        "reject_case",
        event=events.CASE_REJECTED,
        by=by,
        now=now,
        seen=seen,
        closed_at=now,
        outcome="rejected",
        outcome_words=words,
    )
    message = tell(moved.conversation, kind="rejected", body=words, by=by, now=now)
    note_said(found, about=message, by=by, now=now)
    return moved


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
    restart_deadline(moved, Milestone.RESOLVE, tier=_tier(moved), now=now)
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


def _tier(case: Case) -> str:
    return case.customer.tier if case.customer else "standard"
