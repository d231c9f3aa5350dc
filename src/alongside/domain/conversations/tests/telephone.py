"""A telephone system of the project for tests, and what it tells of a call."""

from __future__ import annotations

import io
import json
import wave
from datetime import datetime, timedelta

from alongside.domain.conversations.actions.calling import take_call_event
from alongside.domain.conversations.models import Account, Call, Channel
from alongside.kernel.call_centre import Event, Kind

KEY, SECRET = "call-centre-key", "call-centre-secret"  # as tests/fakes/call_centre.py knows us


def a_tone(samples: int = 5_000) -> bytes:
    """Some silence, as a recording."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(8_000)
        out.writeframes(b"\x80" * samples)
    return kept.getvalue()


def a_telephone_system(node, *, base: str = "http://127.0.0.1:1") -> Account:
    return Account.objects.create(
        code="call-centre-code",
        node=node,
        channel=Channel.PHONE,
        provider="cti",
        name="400 热线",
        options={"base": base, "answered_within": 20},
        secrets=json.dumps({"key": KEY, "secret": SECRET}),
    )


def an_event(
    sequence: int, kind: str, at: datetime, *, call: str = "c-1", number: str = "13800001234", **more
) -> Event:
    is_inbound = more.pop("is_inbound", True)
    caller, called = (number, "4001000001") if is_inbound else ("4001000001", number)
    return Event(call, sequence, Kind(kind), at, is_inbound, caller, called, **more)


def a_call(
    account: Account,
    *,
    at: datetime,
    key: str = "c-1",
    number: str = "13800001234",
    waits: float = 8,
    talks: float | None = 60,
    extension: str = "8001",
    queue: str = "repairs",
    is_inbound: bool = True,
) -> Call:
    """A whole call, told in order. `talks` None: they gave up after `waits`."""

    def told(sequence: int, kind: str, seconds: float, **more: str) -> Call:
        moment = at + timedelta(seconds=seconds)
        event = an_event(sequence, kind, moment, call=key, number=number, is_inbound=is_inbound, **more)
        return take_call_event(account, event, now=moment)

    told(1, "queued", 0, queue=queue)
    if talks is None:
        return told(2, "abandoned", waits)
    told(2, "ringing", waits / 2, extension=extension)
    told(3, "answered", waits, extension=extension)
    return told(4, "hung_up", waits + talks, by="customer")
