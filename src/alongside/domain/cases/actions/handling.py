"""From the first look to somebody at the place: the moves of a case under way (CAS-3)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.deadlines import meet_deadlines
from alongside.domain.cases.actions.moving import advance, lock_case, record, touch
from alongside.domain.cases.actions.words import advance_telling, needs_words
from alongside.domain.cases.models import Case, Milestone, Participant
from alongside.domain.cases.permissions import ANSWER_AS_CUSTOMER, ASSIGN_CASE, HANDLE_CASE
from alongside.domain.conversations.actions import say_in
from alongside.domain.organisation.models import StaffMember
from alongside.domain.wording.actions import Knowing
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused


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
    case: Case, *, words: str, by: Actor, now: datetime, seen: int | None = None, knowing: Knowing = ()
) -> Case:
    """Put a proposal to the customer: the first substantive answer, in words that they can agree to."""
    by.require(HANDLE_CASE, on=case)
    words = needs_words(words, _("Say what you propose; the customer agrees to these words."))
    return advance_telling(
        case,
        "propose_solution",
        event=events.SOLUTION_PROPOSED,
        kind="proposal",
        words=words,
        knowing=knowing,
        by=by,
        now=now,
        seen=seen,
        meets=(Milestone.ANSWER,),
        first={"answered_at": now},
        proposal=words,
    )


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
