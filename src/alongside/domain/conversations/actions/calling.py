"""What a call centre tells of a call: taken once, in whatever order it comes, and what follows from it (CHN-5)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import F

from alongside.domain.conversations.actions.calling_back import (
    call_is_owed,
    no_call_is_owed,
    they_spoke,
    tried,
)
from alongside.domain.conversations.actions.hearing import Heard, hear
from alongside.domain.conversations.events import CALL_ENDED
from alongside.domain.conversations.models import Account, Call, CallEvent, Message, Seat, Thread
from alongside.domain.conversations.queries.calls import whose_number
from alongside.domain.conversations.rules.calling import (
    LOST_AFTER,
    CallSoFar,
    Fact,
    call_after,
    caller_index,
    plain_number,
)
from alongside.domain.organisation.models import StaffMember
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.call_centre import Event
from alongside.kernel.jobs import defer

FETCH = "alongside.domain.conversations.jobs.fetch_call_recording"
SWEPT_AT_ONCE = 500
_FACTS = ("sequence", "kind", "at", "extension", "queue", "by", "recording")


@transaction.atomic
def take_call_event(account: Account, event: Event, *, now: datetime) -> Call:
    """Add what was told to what is known of the call. What was told before changes nothing."""
    call = _call_of(account, event, now=now)
    told = {
        "kind": event.kind.value,
        "at": min(event.at, now),
        "extension": event.extension,
        "queue": event.queue,
        "by": event.by,
        "recording": event.recording,
        "node_id": call.node_id,
    }
    _kept, is_new = CallEvent.objects.get_or_create(call=call, sequence=event.sequence, defaults=told)
    if is_new:
        facts = CallEvent.objects.filter(call=call).values(*_FACTS)
        _become(call, call_after(Fact(**one) for one in facts), now=now)
    return call


def sweep_calls(*, now: datetime) -> int:
    """End calls of which nothing was heard for hours; how many there were."""
    silent = Call.objects.exclude(state=Call.State.ENDED).filter(heard_at__lt=now - LOST_AFTER)
    count = 0
    for pk in list(silent.order_by("heard_at").values_list("pk", flat=True)[:SWEPT_AT_ONCE]):
        with transaction.atomic():
            call = _locked(pk)
            if call.state != Call.State.ENDED and call.heard_at < now - LOST_AFTER:
                ending = "answered" if call.answered_at else "lost"
                before = call.ended_at
                call.state, call.ending, call.ended_at = Call.State.ENDED, ending, call.heard_at
                call.save()
                _follow(call, was_ended=before is not None, now=now)
                count += 1
    return count


def _call_of(account: Account, event: Event, *, now: datetime) -> Call:
    direction = Call.Direction.IN if event.is_inbound else Call.Direction.OUT
    number = plain_number(event.caller if event.is_inbound else event.called)
    begun = {
        "node_id": account.node_id,
        "direction": direction,
        "number": number,
        "number_hash": caller_index(number),
        "begun_at": min(event.at, now),
        "heard_at": now,
    }
    made, is_new = Call.objects.get_or_create(account=account, key=event.call, defaults=begun)
    call = _locked(made.pk)
    if not is_new and number and not call.number:
        call.number, call.number_hash = number, caller_index(number)
    if call.customer_id is None and call.number and call.message_id is None:
        found = list(whose_number(call.number, account.node)[:2])
        call.customer = found[0] if len(found) == 1 else None
    return call


def _locked(pk: int) -> Call:
    return Call.objects.select_for_update(of=("self",)).select_related("account__node", "customer").get(pk=pk)


def _become(call: Call, known: CallSoFar, *, now: datetime) -> None:
    was_ended = call.state == Call.State.ENDED and call.ending != Call.Ending.LOST
    told = asdict(known)
    for name in (
        "state",
        "ending",
        "queue",
        "queued_at",
        "rang_at",
        "answered_at",
        "ended_at",
        "held_seconds",
    ):
        setattr(call, name, told[name])
    call.begun_at = known.begun_at or call.begun_at
    call.extension, call.ended_by = known.extension or call.extension, known.ended_by
    call.agent = _agent_at(call) if call.extension else None
    call.heard_at = now
    if known.recording and not call.recording_key:
        call.recording_key, call.recording = known.recording, Call.Recording.WANTED
        defer(FETCH, queue="long", queueing_lock=f"call_recording:{call.pk}", call_id=call.pk)
    call.save()
    _follow(call, was_ended=was_ended, now=now)


def _agent_at(call: Call) -> StaffMember | None:
    """Who sits at the extension now. Whoever spoke stays, though they sat down elsewhere since."""
    seat = (
        Seat.objects.filter(account=call.account_id, extension=call.extension).select_related("staff").first()
    )
    if seat is not None:
        return seat.staff
    return call.agent


def _follow(call: Call, *, was_ended: bool, now: datetime) -> None:
    """What is owed, the line in the customer's story, and the pages of whoever it rings at."""
    is_ended = call.state == Call.State.ENDED
    if (call.answered_at or is_ended) and call.message_id is None:
        _tell_in_story(call, now=now)
    elif call.message_id is not None and call.agent_id:
        Message.objects.filter(pk=call.message_id, staff=None).update(staff=call.agent_id)
    if call.answered_at:
        no_call_is_owed(call, now=now)
        they_spoke(call, now=now)
    elif is_ended and call.direction == Call.Direction.IN and call.number:
        call_is_owed(call, now=now)
    elif is_ended:
        tried(call, now=now)
    if is_ended and not was_ended:
        facts = {"ending": call.ending, "seconds": call.talk_seconds or 0, "customer": call.customer_id}
        journal.record(CALL_ENDED, about=call, by=SYSTEM, at=now, facts=facts)
    _tell_seats(call, now=now)


def _tell_in_story(call: Call, *, now: datetime) -> None:
    """A call is a message like any other; what came of it is its words, once somebody wrote them (CHN-1)."""
    who = call.number or f"withheld-{call.pk}"
    heard = Heard(
        sender=who,
        words="",
        once_key=f"call:{call.key}"[:120],
        at=call.begun_at,
        customer=call.customer,
        is_quiet=True,
    )
    message = hear(call.account, heard, now=now)
    if message is None:
        return
    message.kind, message.staff_id = "call", call.agent_id
    if call.direction == Call.Direction.OUT:
        message.direction, message.customer = Message.Direction.OUT, None
    message.save(update_fields=["kind", "staff", "direction", "customer"])
    call.message, call.conversation_id = message, message.conversation_id
    if call.customer_id is None and not whose_number(call.number, call.account.node).exists():
        call.customer_id = _known_in(call.conversation_id)
    call.save(update_fields=["message", "conversation", "customer"])


def _known_in(conversation_id: int | None) -> int | None:
    """Whom the conversation of this number was tied to by somebody before."""
    known = Thread.objects.filter(conversation=conversation_id)
    return known.values_list("conversation__customer", flat=True).first()


def _tell_seats(call: Call, *, now: datetime) -> None:
    """It shows at the extension where it rings or is spoken; elsewhere no longer. After the talk its outcome is asked."""
    here = Seat.objects.filter(account=call.account_id, extension=call.extension)
    if call.state in (Call.State.WAITING, Call.State.ENDED):
        here = here.none()
    others = Seat.objects.filter(call=call).exclude(pk__in=here.values("pk"))
    if call.state == Call.State.ENDED and call.answered_at and call.wrapped_at is None:
        spoke = others.filter(staff=call.agent_id)
        spoke.exclude(state=Seat.State.WRAPPING).update(
            state=Seat.State.WRAPPING, reason="", since=now, news=F("news") + 1
        )
        others = others.exclude(staff=call.agent_id)
    others.update(call=None, news=F("news") + 1)
    here.update(call=call, news=F("news") + 1)
