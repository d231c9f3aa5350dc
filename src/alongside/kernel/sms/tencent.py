"""Tencent Cloud's short messages (sms 2021-01-11) with its signature TC3-HMAC-SHA256 (CHN-4).

What it took it tells by the phone and the time only (`sent_to`); our own number comes back in no answer but that of
sending.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from alongside.kernel.sms.gateway import (
    ITS_ZONE,
    NOT_TAKEN_STATUS,
    GatewayError,
    Reply,
    Report,
    Sms,
    moment,
    posted,
    rows_of,
)

BASE = "https://sms.tencentcloudapi.com"
VERSION, SERVICE, REGION = "2021-01-11", "sms", "ap-guangzhou"
ALGORITHM = "TC3-HMAC-SHA256"
JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Access:
    """Where the gateway is, and who we are there. `app_id`: the SdkAppId of the application."""

    secret_id: str
    secret_key: str
    app_id: str
    base: str = BASE


def send_sms(access: Access, sms: Sms, *, now: datetime) -> str:
    """Hand one message over; the gateway's number of it (SerialNo)."""
    asked = {
        "PhoneNumberSet": [sms.phone],
        "SmsSdkAppId": access.app_id,
        "SignName": sms.sign_name,
        "TemplateId": sms.template,
        "TemplateParamSet": list(sms.variables.values()),
        "SessionContext": sms.out_id,
    }
    told = _call(access, "SendSms", asked, now=now)
    one = next(iter(rows_of(told.get("SendStatusSet"))), {})
    if one.get("Code") != "Ok":
        raise GatewayError(str(one.get("Code") or "answer"), str(one.get("Message", "")), is_unsure=not one)
    return str(one.get("SerialNo", ""))


def sent_to(access: Access, *, phone: str, since: datetime, now: datetime) -> list[str]:
    """Under which numbers messages to this phone were taken since then, as far as their reports are in."""
    asked = {
        "BeginTime": int(since.timestamp()),
        "EndTime": int(now.timestamp()) + 60,
        "Offset": 0,
        "Limit": 100,
        "PhoneNumber": phone,
        "SmsSdkAppId": access.app_id,
    }
    told = _call(access, "PullSmsSendStatusByPhoneNumber", asked, now=now)
    return [str(one["SerialNo"]) for one in rows_of(told.get("PullSmsSendStatusSet")) if one.get("SerialNo")]


def check_access(access: Access) -> None:
    """Whether the key is good and the application is known there; sends nothing. Raises GatewayError."""
    now = datetime.now(UTC)
    today = f"{now.astimezone(ITS_ZONE):%Y%m%d00}"
    asked = {"SmsSdkAppId": access.app_id, "Limit": 1, "Offset": 0, "BeginTime": today, "EndTime": today}
    _call(access, "SendStatusStatistics", asked, now=now)


def signature(
    secret: str, *, service: str, host: str, content_type: str, body: bytes, at: datetime
) -> tuple[str, str]:
    """(the scope of the credential, the signature) of a POST to "/", as the third version of Tencent's rules says."""
    canonical = "\n".join(
        (
            "POST",
            "/",
            "",
            f"content-type:{content_type}\nhost:{host}\n",
            "content-type;host",
            hashlib.sha256(body).hexdigest(),
        )
    )
    day = f"{at.astimezone(UTC):%Y-%m-%d}"
    scope = f"{day}/{service}/tc3_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{int(at.timestamp())}\n{scope}\n{hashed}"
    key = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return scope, hmac.digest(key, to_sign.encode(), "sha256").hex()


def reports_in(pushed: Any) -> list[Report]:
    """What a push of sending states says; rows that are none are left out."""
    return [
        Report(
            phone=_dialled(one),
            biz_id=str(one["sid"]),
            out_id="",
            is_delivered=one.get("report_status") == "SUCCESS",
            code=str(one.get("errmsg", ""))[:60],
            words=str(one.get("description", "")).replace("\x00", "")[:200],
            at=moment(one.get("user_receive_time")),
        )
        for one in rows_of(pushed)
        if one.get("sid")
    ]


def replies_in(pushed: Any) -> list[Reply]:
    """What a push of an answer says; rows that are none are left out."""
    return [
        Reply(
            phone=_dialled(one),
            words=str(one["text"]).replace("\x00", ""),
            key=f"{one.get('time', '')}:{_dialled(one)}:{_short(str(one['text']))}"[:120],
            at=_second(one.get("time")),
            sign_name=str(one.get("sign", "")),
        )
        for one in rows_of(pushed)
        if one.get("mobile") and one.get("text")
    ]


def _call(access: Access, action: str, asked: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    host, body = urlsplit(access.base).netloc, json.dumps(asked, ensure_ascii=False).encode()
    scope, made = signature(
        access.secret_key, service=SERVICE, host=host, content_type=JSON, body=body, at=now
    )
    headers = {
        "Authorization": (
            f"{ALGORITHM} Credential={access.secret_id}/{scope}, SignedHeaders=content-type;host, Signature={made}"
        ),
        "Content-Type": JSON,
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Version": VERSION,
        "X-TC-Timestamp": str(int(now.timestamp())),
        "X-TC-Region": REGION,
    }
    answer = posted(f"{access.base.rstrip('/')}/", headers=headers, content=body)
    return _told(answer)


def _told(answer: Any) -> dict[str, Any]:
    is_unsure = answer.status_code not in NOT_TAKEN_STATUS
    try:
        told = answer.json()["Response"]
    except (ValueError, KeyError, TypeError) as error:
        raise GatewayError("answer", f"HTTP {answer.status_code}", is_unsure=is_unsure) from error
    if not isinstance(told, dict):
        raise GatewayError("answer", "not an object", is_unsure=is_unsure)
    if isinstance(wrong := told.get("Error"), dict):
        raise GatewayError(str(wrong.get("Code", "answer")), str(wrong.get("Message", "")))
    return told


def _dialled(one: dict[str, Any]) -> str:
    mobile = str(one.get("mobile", ""))
    return mobile if mobile.startswith("+") else f"+{one.get('nationcode') or '86'}{mobile}"


def _short(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _second(told: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(told), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
