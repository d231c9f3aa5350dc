"""What every gateway for short messages has: a message, what became of it, what was sent back, why it was not taken.

Times end: a gateway that hangs costs `SECONDS`. Whatever goes wrong is a GatewayError without the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from alongside.kernel.later import Later

httpx = Later("httpx")

SECONDS, SECONDS_TO_CONNECT = 12.0, 4.0
ITS_ZONE = ZoneInfo("Asia/Shanghai")  # in which the gateways write times
NOT_TAKEN_STATUS = frozenset({502, 503})


class GatewayError(Exception):
    """The gateway did not take it: its code (isv.BUSINESS_LIMIT_CONTROL, …) or ours (reach, answer), and its words.

    `is_unsure`: it may have taken it all the same.
    """

    def __init__(self, code: str, words: str = "", *, is_unsure: bool = False) -> None:
        super().__init__(f"{code}: {words}"[:300])
        self.code, self.words, self.is_unsure = code, words[:250], is_unsure


@dataclass(frozen=True)
class Sms:
    """One message: a template that the gateway knows with its variables, in their order. `out_id`: our number for it."""

    phone: str
    sign_name: str
    template: str
    variables: Mapping[str, str]
    out_id: str = ""


@dataclass(frozen=True)
class Report:
    """What became of a message that was taken. `phone` as the gateway writes it."""

    phone: str
    biz_id: str
    out_id: str
    is_delivered: bool
    code: str
    words: str
    at: datetime | None


@dataclass(frozen=True)
class Reply:
    """What somebody sent back."""

    phone: str
    words: str
    key: str  # the same however often it is pushed
    at: datetime | None
    sign_name: str = ""


def rows_of(pushed: Any) -> list[dict[str, Any]]:
    """A gateway pushes one object or a list of them; whatever is neither is left out."""
    return [one for one in (pushed if isinstance(pushed, list) else [pushed]) if isinstance(one, dict)]


def posted(url: str, *, headers: Mapping[str, str], content: bytes | None = None) -> Any:
    """The gateway's answer, whatever it says. Raises GatewayError when there is none."""
    try:
        times = httpx.Timeout(SECONDS, connect=SECONDS_TO_CONNECT)
        with httpx.Client(timeout=times, trust_env=False) as client:
            return client.post(url, headers=dict(headers), content=content)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise GatewayError("reach", type(error).__name__) from error
    except httpx.HTTPError as error:  # it was on its way when the connection ended
        raise GatewayError("reach", type(error).__name__, is_unsure=True) from error


def moment(text: Any) -> datetime | None:
    """A time as the gateways write it; None for what is none."""
    try:
        return datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").replace(tzinfo=ITS_ZONE)
    except ValueError:
        return None
