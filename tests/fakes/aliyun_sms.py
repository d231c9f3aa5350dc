"""Aliyun's gateway for short messages (Dysmsapi 2017-05-25) as its developers' pages describe it.

Every question's ACS3-HMAC-SHA256 signature is worked out anew and compared; a nonce counts once. What the test says at
/test comes next: {"refuse": code} until {"refuse": null}; {"down": true} (503); {"slow": seconds}; {"drop": n} (the
next n messages are taken and the connection ends without an answer); {"hang": true} (taken, then silence for long).
GET /taken is what was taken. `templates` are approved; `signs` too.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import socket
import threading
import time
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from platform_of_fakes import Platform

KEY, SECRET = "LTAI5tFake", "aliyun-secret"
TEMPLATES = {
    "SMS_1001": "您的登录验证码是${code}，${minutes}分钟内有效，请勿告知他人。",
    "SMS_1002": "${title}：${sentence} 详情 ${link} 拒收请回复R",
    "SMS_1003": "${words}",
}
SIGNS = {"观澜庭"}
EMPTY = hashlib.sha256(b"").hexdigest()


class AliyunSms(Platform):
    taken: list[dict[str, Any]] = []
    nonces: set[str] = set()
    lock = threading.Lock()

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:
        if path == "/taken":
            if self.said.pop("clear", None):  # the test begins anew
                self.said.clear()
                self.taken.clear()
                self.asked.clear()
            return {"taken": self.taken}
        if wrong := self._wrong_signature(method):
            return 400, {"Code": wrong, "Message": "Specified signature does not match.", "RequestId": "R"}
        if self.said.get("down"):
            return 503, {"Code": "ServiceUnavailable", "Message": "down", "RequestId": "R"}
        if code := self.said.get("refuse"):
            status = 400 if str(code).startswith("Throttling") else 200
            return status, {"Code": code, "Message": "as the test wished", "RequestId": "R"}
        action = self.headers.get("x-acs-action")
        if action == "SendSms":
            return self._send_sms(query)
        if action == "SendBatchSms":
            return self._send_batch(query)
        if action == "QuerySendDetails":
            return self._details(query)
        if action == "QuerySmsSign":
            known = query.get("SignName") in SIGNS
            return {"Code": "OK" if known else "isv.SMS_SIGN_ILLEGAL", "Message": "OK", "SignStatus": 1}
        return 404, {"Code": "InvalidAction.NotFound", "Message": "no such action", "RequestId": "R"}

    def _wrong_signature(self, method: str) -> str:
        told = re.fullmatch(
            r"ACS3-HMAC-SHA256 Credential=(\S+?),SignedHeaders=(\S+?),Signature=([0-9a-f]{64})",
            self.headers.get("Authorization", ""),
        )
        if told is None:
            return "MissingAuthorization"
        key, names, theirs = told.groups()
        if key != KEY:
            return "InvalidAccessKeyId.NotFound"
        signed = names.split(";")
        needed = {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce"}
        if not needed <= set(signed) or signed != sorted(signed):
            return "MissingParameter"
        if self.headers["x-acs-version"] != "2017-05-25" or self.headers["x-acs-content-sha256"] != EMPTY:
            return "InvalidVersion"
        datetime.strptime(self.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ")
        parts = urlsplit(self.path)
        pairs = sorted(parse_qsl(parts.query, keep_blank_values=True))
        spelt = "&".join(f"{quote(a, safe='-_.~')}={quote(b, safe='-_.~')}" for a, b in pairs)
        heads = "".join(f"{name}:{self.headers[name].strip()}\n" for name in signed)
        whole = f"{method}\n{parts.path}\n{spelt}\n{heads}\n{names}\n{EMPTY}"
        digest = hashlib.sha256(whole.encode()).hexdigest()
        ours = hmac.new(SECRET.encode(), f"ACS3-HMAC-SHA256\n{digest}".encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(ours, theirs):
            return "SignatureDoesNotMatch"
        with self.lock:
            if self.headers["x-acs-signature-nonce"] in self.nonces:
                return "SignatureNonceUsed"
            self.nonces.add(self.headers["x-acs-signature-nonce"])
        return ""

    def _send_sms(self, query: dict[str, str]) -> Any:
        variables = json.loads(query.get("TemplateParam") or "{}")
        one = (query["PhoneNumbers"], query.get("SignName", ""), variables)
        return self._take([one], query)

    def _send_batch(self, query: dict[str, str]) -> Any:
        lists = [json.loads(query[name]) for name in ("PhoneNumberJson", "SignNameJson", "TemplateParamJson")]
        return self._take(list(zip(*lists, strict=True)), query)

    def _take(self, many: list[Any], query: dict[str, str]) -> Any:
        text = TEMPLATES.get(query.get("TemplateCode", ""))
        if text is None:
            return {"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": "模板不合法", "RequestId": "R"}
        for phone, sign, variables in many:
            if not re.fullmatch(r"1\d{10}|00\d{8,15}", phone):
                return {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": f"{phone} invalid", "RequestId": "R"}
            if sign not in SIGNS:
                return {"Code": "isv.SMS_SIGNATURE_ILLEGAL", "Message": "签名不合法", "RequestId": "R"}
            if set(re.findall(r"\$\{(\w+)\}", text)) - set(variables):
                return {"Code": "isv.TEMPLATE_MISSING_PARAMETERS", "Message": "缺少变量", "RequestId": "R"}
        if seconds := self.said.get("slow"):
            time.sleep(seconds)
        with self.lock:
            biz = f"9006{len(self.taken):06}^0"
            clock = datetime.strptime(self.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ") + timedelta(hours=8)
            for phone, sign, variables in many:
                words = re.sub(r"\$\{(\w+)\}", lambda name, said=variables: str(said[name[1]]), text)
                self.taken.append(
                    {
                        "phone": phone, "text": f"【{sign}】{words}", "template": query["TemplateCode"],
                        "out_id": query.get("OutId", ""), "biz_id": biz, "at": f"{clock:%Y-%m-%d %H:%M:%S}",
                    }
                )  # fmt: skip
            drops = int(self.said.get("drop") or 0)
            self.said["drop"] = max(0, drops - 1)
        if self.said.get("hang"):
            time.sleep(60)
        if drops:
            self.connection.shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError("as the test wished")
        return {"Code": "OK", "Message": "OK", "BizId": biz, "RequestId": "R"}

    def _details(self, query: dict[str, str]) -> Any:
        day = query["SendDate"]
        found = [
            {
                "PhoneNum": one["phone"], "OutId": one["out_id"], "BizId": one["biz_id"], "SendStatus": 3,
                "Content": one["text"], "TemplateCode": one["template"], "SendDate": one["at"],
            }
            for one in self.taken
            if one["phone"] == query["PhoneNumber"] and one["at"][:10].replace("-", "") == day
        ]  # fmt: skip
        size, page = int(query["PageSize"]), int(query["CurrentPage"])
        shown = found[(page - 1) * size : page * size]
        return {
            "Code": "OK", "Message": "OK", "TotalCount": str(len(found)),
            "SmsSendDetailDTOs": {"SmsSendDetailDTO": shown},
        }  # fmt: skip


if __name__ == "__main__":
    AliyunSms.serve()
