"""Tencent Cloud's gateway for short messages (sms 2021-01-11) as its developers' pages describe it.

Every question's TC3-HMAC-SHA256 signature is worked out anew and compared. What the test says at /test comes next:
{"refuse": code} until null, for one number; {"down": true} (503); {"drop": n} (the next n messages are taken and the
connection ends without an answer); {"reports": false}: none is in yet. GET /taken is what was taken; {"clear": true}
begins anew. `TEMPLATES` are approved, with how many parameters each has.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from datetime import UTC, datetime
from typing import Any

from platform_of_fakes import Platform

ID, SECRET, APP, SIGN = "AKIDfake", "tencent-secret", "1400006666", "观澜庭"
TEMPLATES = {"1001": 2, "1002": 3, "1003": 1}


class TencentSms(Platform):
    taken: list[dict[str, Any]] = []
    lock = threading.Lock()
    raw = b""

    def read_body(self, raw: bytes) -> dict[str, Any]:
        self.raw = raw
        return super().read_body(raw)

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:
        if path == "/taken":
            if self.said.pop("clear", None):
                self.said.clear()
                self.taken.clear()
                self.asked.clear()
            return {"taken": self.taken}
        if self.said.get("down"):
            return 503, {"down": True}
        if wrong := self._wrong_signature():
            return _no(wrong)
        if body.get("SmsSdkAppId") != APP:
            return _no("UnauthorizedOperation.SmsSdkAppIdVerifyFail")
        action = self.headers.get("X-TC-Action", "")
        calls = {
            "SendSms": self._take,
            "PullSmsSendStatusByPhoneNumber": self._states,
            "SendStatusStatistics": lambda _body: {"SendStatusStatistics": {"FeeCount": 0}},
        }
        return (
            {"Response": calls[action](body) | {"RequestId": "R"}}
            if action in calls
            else _no("InvalidAction")
        )

    def _wrong_signature(self) -> str:
        at = int(self.headers.get("X-TC-Timestamp", "0"))
        day = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
        if self.headers.get("X-TC-Version") != "2021-01-11" or not self.headers.get("X-TC-Region"):
            return "MissingParameter"
        hashed = hashlib.sha256(self.raw).hexdigest()
        heads = f"content-type:{self.headers['Content-Type']}\nhost:{self.headers['Host']}\n"
        whole = f"POST\n/\n\n{heads}\ncontent-type;host\n{hashed}"
        text = f"TC3-HMAC-SHA256\n{at}\n{day}/sms/tc3_request\n{hashlib.sha256(whole.encode()).hexdigest()}"
        key = ("TC3" + SECRET).encode()
        for part in (day, "sms", "tc3_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        made = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        wanted = f"Credential={ID}/{day}/sms/tc3_request, SignedHeaders=content-type;host, Signature={made}"
        told = self.headers.get("Authorization", "")
        if f"Credential={ID}/" not in told:
            return "AuthFailure.SecretIdNotFound"
        return "" if told == f"TC3-HMAC-SHA256 {wanted}" else "AuthFailure.SignatureFailure"

    def _take(self, body: dict[str, Any]) -> dict[str, Any]:
        [phone] = body["PhoneNumberSet"]
        if (code := self.said.get("refuse") or self._wrong(phone, body)) is not None:
            return {"SendStatusSet": [{"SerialNo": "", "PhoneNumber": phone, "Code": code, "Message": "no"}]}
        with self.lock:
            number = f"5000:{len(self.taken):018}"
            at = int(self.headers["X-TC-Timestamp"])
            self.taken.append(
                {"phone": phone, "said": body["TemplateParamSet"], "number": number, "at": at}
                | {"template": body["TemplateId"], "session": body.get("SessionContext", "")}
            )
            drops = int(self.said.get("drop") or 0)
            self.said["drop"] = max(0, drops - 1)
        if drops:
            self.connection.shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError("as the test wished")
        told = {"SerialNo": number, "PhoneNumber": phone, "Fee": 1, "Code": "Ok", "Message": "send success"}
        return {"SendStatusSet": [told | {"SessionContext": body.get("SessionContext", ""), "IsoCode": "CN"}]}

    def _wrong(self, phone: str, body: dict[str, Any]) -> str | None:
        if not phone.startswith("+") or len(phone) < 9:
            return "InvalidParameterValue.IncorrectPhoneNumber"
        if body.get("SignName") != SIGN:
            return "FailedOperation.SignatureIncorrectOrUnapproved"
        if body.get("TemplateId") not in TEMPLATES:
            return "FailedOperation.TemplateIncorrectOrUnapproved"
        if len(body.get("TemplateParamSet", [])) != TEMPLATES[body["TemplateId"]]:
            return "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
        return None

    def _states(self, body: dict[str, Any]) -> dict[str, Any]:
        found = [
            {"PhoneNumber": one["phone"], "SerialNo": one["number"], "ReportStatus": "SUCCESS"}
            for one in self.taken
            if one["phone"] == body["PhoneNumber"] and body["BeginTime"] <= one["at"] <= body["EndTime"]
        ]
        return {"PullSmsSendStatusSet": found if self.said.get("reports", True) else []}


def _no(code: str) -> dict[str, Any]:
    return {"Response": {"Error": {"Code": code, "Message": json.dumps(code)}, "RequestId": "R"}}


if __name__ == "__main__":
    TencentSms.serve()
