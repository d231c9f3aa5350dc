"""Any endpoint that speaks OpenAI's chat completions: words in, words out, counted. Nothing streams.

One call at a time in each process, so that a slow endpoint never holds all of its threads.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from alongside.kernel.later import Later

httpx = Later("httpx")
SECONDS, SECONDS_TO_CONNECT = 20.0, 4.0  # of a whole call; until there is a connection
MOST_SENT, MOST_TAKEN = 100_000, 200_000  # bytes
_ONE = Lock()


class ChatError(Exception):
    """`kind`: "down" (no answer in time, or nonsense), "busy" (asked too often), "refused" (it does not take our key, model
    or question). Its words are a status or the name of an error: no key, no address, nothing that was said."""

    def __init__(self, kind: str, words: object = "") -> None:
        super().__init__(f"{kind} {words}".strip()[:100])
        self.kind = kind


@dataclass(frozen=True)
class Line:
    """`role`: system, user or assistant."""

    role: str
    words: str


@dataclass(frozen=True)
class Completed:
    """What came back; the tokens as the endpoint counted them, 0 where it does not say."""

    words: str
    tokens_in: int = 0
    tokens_out: int = 0


def complete(
    base: str,
    lines: Sequence[Line],
    *,
    model: str,
    key: str = "",
    most_tokens: int,
    seconds: float = SECONDS,
) -> Completed:
    """The first choice of POST {base}/chat/completions. Raises ChatError and nothing else for what goes wrong there."""
    body = {
        "model": model,
        "messages": [{"role": one.role, "content": one.words} for one in lines],
        "max_tokens": most_tokens,
        "temperature": 0.2,
        "stream": False,
    }
    raw = json.dumps(body, ensure_ascii=False).encode()
    if len(raw) > MOST_SENT:
        raise ChatError("refused", "too long")
    if not _ONE.acquire(blocking=False):
        raise ChatError("busy", "one at a time")
    try:
        return _read(_taken(f"{base.rstrip('/')}/chat/completions", raw, key, seconds))
    finally:
        _ONE.release()


def _taken(url: str, raw: bytes, key: str, seconds: float) -> bytes:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    until = time.monotonic() + seconds
    times = httpx.Timeout(seconds, connect=min(SECONDS_TO_CONNECT, seconds))
    taken = b""
    try:
        with (
            httpx.Client(timeout=times) as client,
            client.stream("POST", url, content=raw, headers=headers) as answer,
        ):
            if answer.status_code != 200:
                raise ChatError(_kind_of(answer.status_code), answer.status_code)
            for piece in answer.iter_bytes():
                taken += piece
                if len(taken) > MOST_TAKEN or time.monotonic() > until:
                    raise ChatError("down", "too much or too slow")
    except (httpx.HTTPError, httpx.InvalidURL) as error:  # its words may hold the address
        raise ChatError("down", type(error).__name__) from None
    return taken


def _kind_of(status: int) -> str:
    return "busy" if status == 429 else "down" if status >= 500 else "refused"


def _read(taken: bytes) -> Completed:
    try:
        found = json.loads(taken)
        words = found["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ChatError("down", "no answer in it") from None
    if not isinstance(words, str) or not words.strip():
        raise ChatError("down", "no words in it")
    used = found.get("usage")
    return Completed(
        words.replace("\x00", "").strip(), _count(used, "prompt_tokens"), _count(used, "completion_tokens")
    )


def _count(used: Any, name: str) -> int:
    count = used.get(name) if isinstance(used, dict) else 0
    return count if type(count) is int and 0 <= count < 10**9 else 0
