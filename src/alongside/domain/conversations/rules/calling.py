"""What a call is, from the set of what was told of it: in whatever order and however often that came (CHN-5). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alongside.domain.customers.rules import normalised_phone
from alongside.kernel.blind_indexes import blind_index
from alongside.kernel.call_centre import Kind
from alongside.kernel.refusals import Refused

LOST_AFTER = timedelta(hours=6)  # a call of which nothing is heard so long has ended without our being told
CALL_BACK_WITHIN = timedelta(minutes=30)
ANSWER_WITHIN = 20  # seconds, where the account says nothing else
HALF_HOUR = timedelta(minutes=30)
FIRST_CONTACT_DAYS = 3  # who does not come again within these was helped by the first call


@dataclass(frozen=True)
class Fact:
    """One event, as it is kept. Who called is not part of it."""

    sequence: int
    kind: str
    at: datetime
    extension: str = ""
    queue: str = ""
    by: str = ""
    recording: str = ""


@dataclass(frozen=True)
class CallSoFar:
    """A call after these facts. `extension`: where it rings, or who speaks; `answered_at`: the first time somebody did."""

    state: str = "waiting"  # waiting, ringing, talking, held, ended
    ending: str = ""  # answered, abandoned, missed
    queue: str = ""
    begun_at: datetime | None = None
    queued_at: datetime | None = None
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    extension: str = ""
    ended_by: str = ""
    held_since: datetime | None = None
    held_seconds: int = 0
    recording: str = ""


def call_after(facts: Iterable[Fact]) -> CallSoFar:
    """The call in the order of the sequence numbers; of two facts with one number the same is taken, whichever came first."""
    each: dict[int, Fact] = {}
    for fact in facts:
        kept = each.get(fact.sequence)
        each[fact.sequence] = fact if kept is None else min(kept, fact, key=_order)
    call = CallSoFar()
    for _sequence, fact in sorted(each.items()):
        call = _then(call, fact)
    return call


def _order(fact: Fact) -> tuple[str, datetime, str, str, str, str]:
    return (fact.kind, fact.at, fact.extension, fact.queue, fact.by, fact.recording)


def _then(call: CallSoFar, fact: Fact) -> CallSoFar:
    if fact.kind == Kind.RECORDING_READY:
        return replace(call, recording=call.recording or fact.recording)
    call = replace(call, begun_at=min(call.begun_at or fact.at, fact.at), queue=fact.queue or call.queue)
    if call.state == "ended":
        return call
    match fact.kind:
        case Kind.QUEUED:
            return replace(call, queued_at=call.queued_at or fact.at)
        case Kind.RINGING | Kind.TRANSFERRED:
            told = _off_hold(call, fact.at)
            return replace(
                told,
                state="ringing",
                extension=fact.extension or call.extension,
                rang_at=call.rang_at or fact.at,
            )
        case Kind.ANSWERED | Kind.RESUMED:
            told = _off_hold(call, fact.at)
            return replace(
                told,
                state="talking",
                extension=fact.extension or call.extension,
                answered_at=call.answered_at or fact.at,
            )
        case Kind.HELD:
            return replace(call, state="held", held_since=call.held_since or fact.at)
    told = _off_hold(call, fact.at)  # hung up, or given up
    ending = "answered" if call.answered_at else "abandoned" if _gave_up(fact) else "missed"
    return replace(told, state="ended", ending=ending, ended_at=fact.at, ended_by=fact.by)


def _gave_up(fact: Fact) -> bool:
    return fact.kind == Kind.ABANDONED or fact.by == "customer"


def _off_hold(call: CallSoFar, at: datetime) -> CallSoFar:
    if call.held_since is None:
        return call
    seconds = max(0, int((at - call.held_since).total_seconds()))
    return replace(call, held_since=None, held_seconds=call.held_seconds + seconds)


def caller_index(number: str) -> str:
    """By this the calls of one number are found: the same as of a customer's phone."""
    return blind_index(number, purpose="phone")


def plain_number(text: str) -> str:
    """A number in the one spelling; as it came when it is a short one, "" when it was withheld."""
    try:
        return normalised_phone(text)
    except Refused:
        return text if text.isascii() and text.isdigit() else ""
