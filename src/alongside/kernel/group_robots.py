"""Robots in the groups of WeCom, DingTalk and Feishu: words sent to an address that is a secret, signed where they sign.

Each takes twenty messages a minute, or little more. The address is kept as its key only, so nothing else can be called.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from alongside.kernel.staff_platform import PlatformError, ask

BUSY = {
    "wecom": {-1, 45009, 45033},
    "dingtalk": {-1, 88, 130101, 410100, 660026},
    "feishu": {9499, 11232, 99991400},
}
MOST_BYTES = 4_000  # WeCom takes 4096 of them
KEY = re.compile(r"[A-Za-z0-9_-]{8,200}")


@dataclass(frozen=True)
class Line:
    """One thing that is told: its words, what stands below them, and where they lead."""

    title: str
    words: str
    url: str


def key_in(platform: str, address: str) -> str | None:
    """The key in the address that the platform shows for a robot (or the key itself); None when it is none of its."""
    address = address.strip()
    if KEY.fullmatch(address):
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    asked = parse_qs(parts.query)
    found = {
        "wecom": asked.get("key", [""])[0] if parts.path.endswith("/webhook/send") else "",
        "dingtalk": asked.get("access_token", [""])[0] if parts.path.endswith("/robot/send") else "",
        "feishu": parts.path.rpartition("/")[2] if "/bot/v2/hook/" in parts.path else "",
    }[platform]
    return found if KEY.fullmatch(found) else None


def send_to_group(
    platform: str, *, base: str, key: str, secret: str, title: str, lines: Sequence[Line], now: datetime
) -> None:
    """All lines as one message. `base`: where the platform's interface is. PlatformError as in staff_platform."""
    url, params, body = _MESSAGES[platform](base, key, secret, title, lines, now)
    found = ask("POST", url, params=params, json=body)
    code = found.get("errcode", found.get("code", found.get("StatusCode")))
    if code == 0:
        return
    words = str(found.get("errmsg") or found.get("msg") or "").split(", hint")[0].replace(key, "…")
    raise PlatformError(
        "busy" if code in BUSY[platform] else "key", code, words[:150], wait=found.get("_wait")
    )


def fitting(lines: Sequence[Line], title: str) -> int:
    """How many of them one message holds; one at least."""
    size, count = len(title.encode()) + 8, 0
    for line in lines:
        size += len(_written(line).encode()) + 2
        if count and size > MOST_BYTES:
            break
        count += 1
    return count


def _wecom(
    base: str, key: str, secret: str, title: str, lines: Sequence[Line], now: datetime
) -> tuple[str, dict[str, str], dict[str, Any]]:
    body = {"msgtype": "markdown", "markdown": {"content": f"### {title}\n{_all(lines)}"}}
    return f"{base}/cgi-bin/webhook/send", {"key": key}, body


def _dingtalk(
    base: str, key: str, secret: str, title: str, lines: Sequence[Line], now: datetime
) -> tuple[str, dict[str, str], dict[str, Any]]:
    params = {"access_token": key}
    if secret:
        stamp = str(int(now.timestamp() * 1000))
        made = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
        params |= {"timestamp": stamp, "sign": base64.b64encode(made).decode()}
    text = f"### {title}\n\n{_all(lines)}"
    return (
        f"{base}/robot/send",
        params,
        {"msgtype": "markdown", "markdown": {"title": title, "text": text}},
    )


def _feishu(
    base: str, key: str, secret: str, title: str, lines: Sequence[Line], now: datetime
) -> tuple[str, dict[str, str], dict[str, Any]]:
    body: dict[str, Any] = {
        "msg_type": "interactive",
        "card": {
            "config": {"wide_screen_mode": True},
            "header": {"title": {"tag": "plain_text", "content": title}, "template": "red"},
            "elements": [{"tag": "div", "text": {"tag": "lark_md", "content": _all(lines)}}],
        },
    }
    if secret:
        stamp = str(int(now.timestamp()))
        made = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
        body |= {"timestamp": stamp, "sign": base64.b64encode(made).decode()}
    return f"{base}/open-apis/bot/v2/hook/{key}", {}, body


_MESSAGES = {"wecom": _wecom, "dingtalk": _dingtalk, "feishu": _feishu}


def _all(lines: Sequence[Line]) -> str:
    return "\n\n".join(_written(line) for line in lines)


def _written(line: Line) -> str:
    return f"[{line.title}]({line.url})\n{line.words}"
