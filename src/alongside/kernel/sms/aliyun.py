"""Aliyun's short messages (Dysmsapi 2017-05-25) with its signature ACS3-HMAC-SHA256 (CHN-4).

Where it may have taken a message without our hearing so, `find_sent` asks it by our own number.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from alongside.kernel.sms.gateway import (
    NOT_TAKEN_STATUS,
    GatewayError,
    Reply,
    Report,
    Sms,
    moment,
    posted,
    rows_of,
)

BASE = "https://dysmsapi.aliyuncs.com"
VERSION = "2017-05-25"
ALGORITHM = "ACS3-HMAC-SHA256"


@dataclass(frozen=True)
class Access:
    """Where the gateway is, and who we are there."""

    key_id: str
    key_secret: str
    base: str = BASE


def send_sms(access: Access, sms: Sms, *, now: datetime) -> str:
    """Hand one message over; the gateway's number of it (BizId)."""
    told = _call(
        access,
        "SendSms",
        {
            "PhoneNumbers": sms.phone,
            "SignName": sms.sign_name,
            "TemplateCode": sms.template,
            "TemplateParam": _as_json(sms.variables),
            "OutId": sms.out_id,
        },
        now=now,
    )
    return str(told.get("BizId", ""))


def send_batch(access: Access, messages: Iterable[Sms], *, now: datetime) -> str:
    """Up to 100 of one template at once, each with its own variables; all are taken or none."""
    many = list(messages)
    told = _call(
        access,
        "SendBatchSms",
        {
            "PhoneNumberJson": _as_json([one.phone for one in many]),
            "SignNameJson": _as_json([one.sign_name for one in many]),
            "TemplateCode": many[0].template,
            "TemplateParamJson": _as_json([dict(one.variables) for one in many]),
            "OutId": many[0].out_id,
        },
        now=now,
    )
    return str(told.get("BizId", ""))


def find_sent(access: Access, *, phone: str, out_id: str, on: date, now: datetime) -> str | None:
    """Under which number the gateway took a message of ours that day; None: it never did. At most 3 questions."""
    for page in (1, 2, 3):
        asked = {"PhoneNumber": phone, "SendDate": f"{on:%Y%m%d}", "PageSize": "50", "CurrentPage": str(page)}
        told = _call(access, "QuerySendDetails", asked, now=now)
        rows = (told.get("SmsSendDetailDTOs") or {}).get("SmsSendDetailDTO") or []
        for row in rows:
            if row.get("OutId") == out_id:
                return str(row.get("BizId") or f"out:{out_id}")
        if len(rows) < 50:
            break
    return None


def check_access(access: Access, *, sign_name: str) -> None:
    """Whether the key is good and the signature is known there; sends nothing. Raises GatewayError."""
    _call(access, "QuerySmsSign", {"SignName": sign_name}, now=datetime.now(UTC))


def signature(
    secret: str, *, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
) -> tuple[str, str]:
    """(the names of the headers that are signed, the signature), as the third version of Aliyun's rules says."""
    lowered = {name.lower(): value.strip() for name, value in headers.items()}
    names = sorted(name for name in lowered if name in ("host", "content-type") or name.startswith("x-acs-"))
    canonical = "\n".join(
        (
            method,
            path,
            as_query(query),
            "".join(f"{name}:{lowered[name]}\n" for name in names),
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        )
    )
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return ";".join(names), hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()


def as_query(query: Mapping[str, str]) -> str:
    """The one spelling of a query that both sides sign."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))


def reports_in(pushed: Any) -> list[Report]:
    """What a push of SmsReport says; rows that are none are left out."""
    return [
        Report(
            phone=str(one.get("phone_number", "")),
            biz_id=str(one.get("biz_id", "")),
            out_id=str(one.get("out_id") or ""),
            is_delivered=one.get("success") is True,
            code=str(one.get("err_code", ""))[:60],
            words=str(one.get("err_msg", "")).replace("\x00", "")[:200],
            at=moment(one.get("report_time")),
        )
        for one in rows_of(pushed)
        if one.get("biz_id") or one.get("out_id")
    ]


def replies_in(pushed: Any) -> list[Reply]:
    """What a push of SmsUp says; rows that are none are left out."""
    return [
        Reply(
            phone=str(one.get("phone_number", "")),
            words=str(one.get("content", "")).replace("\x00", ""),
            key=f"{one.get('sequence_id') or ''}:{one.get('phone_number', '')}:{one.get('send_time', '')}"[
                :120
            ],
            at=moment(one.get("send_time")),
            sign_name=str(one.get("sign_name", "")),
        )
        for one in rows_of(pushed)
        if one.get("phone_number") and one.get("content")
    ]


def _call(access: Access, action: str, query: Mapping[str, str], *, now: datetime) -> dict[str, Any]:
    asked = {name: value for name, value in query.items() if value}
    parts = urlsplit(access.base)
    headers = {
        "host": parts.netloc,
        "x-acs-action": action,
        "x-acs-version": VERSION,
        "x-acs-date": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": secrets.token_hex(16),
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
    }
    names, made = signature(
        access.key_secret, method="POST", path="/", query=asked, headers=headers, body=b""
    )
    headers["Authorization"] = (
        f"{ALGORITHM} Credential={access.key_id},SignedHeaders={names},Signature={made}"
    )
    answer = posted(f"{access.base}/?{as_query(asked)}", headers=headers)
    return _told(answer)


def _told(answer: Any) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        told = None
    is_unsure = answer.status_code >= 500 and answer.status_code not in NOT_TAKEN_STATUS
    if not isinstance(told, dict):
        raise GatewayError("answer", f"HTTP {answer.status_code}", is_unsure=is_unsure or answer.is_success)
    if answer.is_success and told.get("Code") == "OK":
        return told
    raise GatewayError(str(told.get("Code", "answer")), str(told.get("Message", "")), is_unsure=is_unsure)


def _as_json(value: Any) -> str:
    plain = dict(value) if isinstance(value, Mapping) else value
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) if plain else ""
