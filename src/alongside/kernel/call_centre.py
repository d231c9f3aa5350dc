"""A call centre in the cloud: the events that it pushes to us, signed, the recordings that it keeps, and calls that we
ask it to make (CHN-5).

An event is a POST of JSON with two headers: `X-Timestamp` (seconds since 1970) and `X-Signature`, the hex HMAC-SHA256
of the timestamp, a dot and the bytes of the body. What we fetch there is signed in the same way over its path, and what we post there over its body. Nothing here knows what a
call means to us.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import IO, Any
from urllib.parse import quote, urlsplit

from alongside.kernel.later import Later

httpx = Later("httpx")

WINDOW = timedelta(minutes=5)  # an event that was signed longer ago, or will be, is none
MOST_BYTES = 16 * 1024  # of an event
MOST_RECORDED = 200 * 1024 * 1024
SECONDS, SECONDS_TO_CONNECT = 60.0, 5.0
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Kind(StrEnum):
    """What can happen to a call."""

    QUEUED = "queued"
    RINGING = "ringing"
    ANSWERED = "answered"
    HELD = "held"
    RESUMED = "resumed"
    TRANSFERRED = "transferred"
    HUNG_UP = "hung_up"
    ABANDONED = "abandoned"
    RECORDING_READY = "recording_ready"


class NotTheirs(Exception):
    """It was not signed with our common secret, or not now."""


class NotUnderstood(Exception):
    """It is no event as we know them."""


class NotFetched(Exception):
    """The recording did not come; `is_final`: asking again will not help."""

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        super().__init__(words)
        self.is_final = is_final


class NotDialled(Exception):
    """It makes no such call; its words, or what went wrong on the way."""


@dataclass(frozen=True)
class Event:
    """One thing that happened to a call: `sequence` counts within the call, `at` is when it was so."""

    call: str
    sequence: int
    kind: Kind
    at: datetime
    is_inbound: bool = True
    caller: str = ""
    called: str = ""
    queue: str = ""
    extension: str = ""  # at which it rings, who answered, to whom it goes
    by: str = ""  # who hung up: customer, agent, system
    recording: str = ""  # its name over there


def signature(secret: str, timestamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def check_signature(secret: str, *, timestamp: str, given: str, body: bytes, now: datetime) -> None:
    """Raises NotTheirs unless it was signed with this secret within the window around `now`."""
    if not secret or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        raise NotTheirs
    if abs(now - datetime.fromtimestamp(int(timestamp), UTC)) > WINDOW:
        raise NotTheirs
    if not hmac.compare_digest(signature(secret, timestamp, body).encode(), given.lower().encode()):
        raise NotTheirs


def read_event(body: bytes) -> Event:
    """Raises NotUnderstood, which names the field that is wrong."""
    try:
        told = json.loads(body)
    except ValueError as error:  # no JSON, or no UTF-8
        raise NotUnderstood("body") from error
    if not isinstance(told, dict):
        raise NotUnderstood("body")
    sequence = told.get("seq")
    if type(sequence) is not int or not 0 <= sequence < 2**31:
        raise NotUnderstood("seq")
    try:
        kind = Kind(str(told.get("event")))
    except ValueError as error:
        raise NotUnderstood("event") from error
    direction = told.get("direction", "in")
    if direction not in ("in", "out"):
        raise NotUnderstood("direction")
    call = _text(told, "call", 100)
    if not call:
        raise NotUnderstood("call")
    return Event(
        call=call,
        sequence=sequence,
        kind=kind,
        at=_moment(told.get("at")),
        is_inbound=direction == "in",
        caller=_text(told, "from", 40),
        called=_text(told, "to", 40),
        queue=_text(told, "queue", 60),
        extension=_text(told, "extension", 20),
        by=_text(told, "by", 10),
        recording=_text(told, "recording", 200),
    )


def fetch_recording(
    base: str, *, key: str, secret: str, recording: str, into: IO[bytes], now: datetime
) -> str:
    """Write a recording into a file; its type as they say it. Raises NotFetched.

    Only ever from the address that the account names: what an event says is but a name under it.
    """
    path = f"/recordings/{quote(recording, safe='')}"
    timestamp = str(int(now.timestamp()))
    signed = signature(secret, timestamp, (urlsplit(base).path.rstrip("/") + path).encode())
    headers = {"X-Key": key, "X-Timestamp": timestamp, "X-Signature": signed}
    size = 0
    try:
        with (
            httpx.Client(timeout=httpx.Timeout(SECONDS, connect=SECONDS_TO_CONNECT)) as client,
            client.stream("GET", base.rstrip("/") + path, headers=headers) as answer,
        ):
            if answer.status_code != 200:
                raise NotFetched(f"HTTP {answer.status_code}", is_final=answer.status_code in (404, 410))
            for piece in answer.iter_bytes():
                size += len(piece)
                if size > MOST_RECORDED:
                    raise NotFetched("too large", is_final=True)
                into.write(piece)
            return str(answer.headers.get("Content-Type", "")).partition(";")[0].strip()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotFetched(type(error).__name__) from error


def ask_to_call(
    base: str, *, key: str, secret: str, call: str, extension: str, number: str, now: datetime
) -> None:
    """Let it ring at the extension, and when that is answered call the number. Raises NotDialled.

    `call` is our name for it, by which its events come: the same one asked twice is one call.
    """
    body = json.dumps({"call": call, "extension": extension, "to": number}).encode()
    timestamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "X-Key": key,
        "X-Timestamp": timestamp,
        "X-Signature": signature(secret, timestamp, body),
    }
    try:
        with httpx.Client(timeout=httpx.Timeout(SECONDS_TO_CONNECT)) as client:
            answer = client.post(f"{base.rstrip('/')}/calls", content=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotDialled(type(error).__name__) from error
    if answer.status_code not in (200, 202):
        raise NotDialled(f"HTTP {answer.status_code}")


def _text(told: dict[str, Any], name: str, longest: int) -> str:
    value = told.get(name, "")
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise NotUnderstood(name)
    return value.strip()


def _moment(told: Any) -> datetime:
    """Milliseconds since 1970, or ISO 8601 with its offset."""
    try:
        is_number = type(told) is int
        at = datetime.fromtimestamp(told / 1000, UTC) if is_number else datetime.fromisoformat(told)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise NotUnderstood("at") from error
    if at.tzinfo is None or not EARLIEST < at < LATEST:
        raise NotUnderstood("at")
    return at
