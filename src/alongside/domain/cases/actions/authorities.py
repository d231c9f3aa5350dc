"""A case that comes through an authority: its number, its deadline beside ours, the answer in its form (CAS-18)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.closing import close_confirmed, owes_nothing
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.models import Authority, AuthorityRequest, Case, Deadline, Milestone
from alongside.domain.cases.permissions import HANDLE_CASE
from alongside.domain.cases.rules.authority import named
from alongside.domain.cases.rules.deadlines import next_act
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

BOX_CHARACTERS = 4_000
LONGEST_TIME = timedelta(days=400)
WARNED_BEFORE = timedelta(days=1)


@transaction.atomic
def note_authority(
    case: Case,
    *,
    authority: Authority,
    number: str,
    received_at: datetime,
    due_at: datetime,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> AuthorityRequest:
    """The case bears their number, and their deadline runs beside ours: the nearer one rules.

    Several may write about one case. Raises Refused naming the field.
    """
    by.require(HANDLE_CASE, on=case)
    staff = named(by)
    number = number.replace("\x00", "").strip()
    if not number or len(number) > 60:
        raise Refused(_("Enter their number, in at most 60 characters."), field="number")
    if received_at > now:
        raise Refused(_("It can not have come later than now."), field="received_at")
    if not authority.is_active:
        raise Refused(_("This authority is no longer used."), field="authority")
    if due_at <= received_at or due_at - received_at > LONGEST_TIME:
        raise Refused(_("Their deadline is after the day it came, within a year or so."), field="due_at")
    fresh = lock_case(case, seen=seen)
    if not fresh.is_open:
        raise Refused(_("This case has ended; reopen it first."))
    try:
        with transaction.atomic():
            request = AuthorityRequest.objects.create(
                case=fresh,
                node_id=fresh.node_id,
                authority=authority,
                number=number,
                received_at=received_at,
                due_at=due_at,
                noted_by_id=staff,
            )
    except IntegrityError as error:
        raise Refused(_("This number of theirs stands in a case already."), field="number") from error
    _follow_deadlines(fresh, now=now)
    touch(fresh, now=now)
    facts = {"request": request.pk, "authority": authority.code}
    record(events.AUTHORITY_NOTED, fresh, by=by, now=now, facts=facts)
    return request


@transaction.atomic
def answer_authority(
    request: AuthorityRequest,
    *,
    boxes: Mapping[str, str],
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> AuthorityRequest:
    """The answer goes back: `boxes` by the codes of their form, none empty. It stays as it was sent.

    A case whose customer has confirmed meanwhile closes with it. Raises Refused naming the field.
    """
    by.require(HANDLE_CASE, on=request.case)
    staff = named(by)
    fresh = lock_case(request.case, seen=seen)
    held = AuthorityRequest.objects.select_for_update(of=("self",)).select_related("authority")
    request = held.get(pk=request.pk)
    if request.answered_at is not None:
        raise Refused(_("This was answered already."))
    told = {one["code"]: boxes.get(one["code"], "").strip() for one in request.form["parts"]}
    for code, words in told.items():
        if not words or len(words) > BOX_CHARACTERS:
            raise Refused(_("Fill in this box, in at most 4000 characters."), field=code)
    request.answer, request.answered_at = json.dumps(told, ensure_ascii=False), now
    request.answered_by_id, request.answered_form = staff, request.form
    request.save(update_fields=["answer", "answered_at", "answered_by", "answered_form"])
    _follow_deadlines(fresh, now=now)
    touch(fresh, now=now)
    facts = {"request": request.pk, "authority": request.authority.code}
    record(events.AUTHORITY_ANSWERED, fresh, by=by, now=now, facts=facts)
    if fresh.state == "confirmed" and owes_nothing(fresh):
        close_confirmed(fresh, by=by, now=now)
    return request


def _follow_deadlines(case: Case, *, now: datetime) -> None:
    """One deadline for all that authorities wait for: the nearest. It runs by the calendar on the wall and never
    stands still; met when nobody waits any more."""
    waiting = case.authority_requests.filter(answered_at__isnull=True).order_by("due_at").first()
    known = case.deadlines.filter(milestone=Milestone.AUTHORITY).first()
    if waiting is None:
        if known is not None and known.met_at is None:
            known.met_at, known.next_act_at = now, None
            known.save(update_fields=["met_at", "next_act_at"])
        return
    if known is not None:
        if known.met_at is None and known.due_at == waiting.due_at:
            return
        known.delete()
    whole = int((waiting.due_at - waiting.received_at).total_seconds())
    warn = min(int(WARNED_BEFORE.total_seconds()), whole // 2)
    Deadline.objects.create(
        case=case,
        node_id=case.node_id,
        milestone=Milestone.AUTHORITY,
        started_at=waiting.received_at,
        target_seconds=whole,
        warn_seconds=warn,
        pause_cap_seconds=0,
        due_at=waiting.due_at,
        next_act_at=next_act(due_at=waiting.due_at, warn_seconds=warn, warned=False),
    )
